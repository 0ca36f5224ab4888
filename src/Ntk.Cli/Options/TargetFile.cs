using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Data;
using Ntk.Native;

namespace Ntk.Cli;

/// <summary>What the numbers of a target file mean.</summary>
internal enum TargetKind
{
    /// <summary>Class labels if the file holds one integer a row, else values.</summary>
    Auto,

    /// <summary>Class labels, 0 upwards.</summary>
    Labels,

    /// <summary>Values, as they are.</summary>
    Values,
}

/// <summary>What is to be learnt.</summary>
/// <param name="Values">Rows × outputs, or rows; of labels, one-hot minus 1/classes.</param>
/// <param name="Labels">The class of each row; null if the targets are values.</param>
/// <param name="ClassCount">The number of classes; 0 if the targets are values.</param>
internal sealed record Targets<T>(Tensor<T> Values, int[]? Labels, int ClassCount)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static Targets<T> OfLabels(int[] labels, int classCount)
    {
        Int128 bytes = (Int128)labels.Length * classCount * sizeof(double);
        if (bytes > ReadOptions.Default.MaximumBytes)
            throw new UsageException($"{classCount} classes of {labels.Length} rows would take {Format.Bytes(bytes)}. If the integers are not labels, say --targets values.");
        return new(OneHot.Encode<T>(labels, classCount), labels, classCount);
    }
}

/// <summary>Reads target files.</summary>
internal static class TargetFile
{
    /// <param name="path">The file.</param>
    /// <param name="kind">What its numbers mean.</param>
    /// <param name="rowLimit">How many rows to keep from the start; null for all.</param>
    /// <param name="classCount">The number of classes; null for one more than the largest label.</param>
    /// <summary>Reads targets.</summary>
    /// <exception cref="UsageException">The numbers are not labels.</exception>
    public static Targets<T> Read<T>(string path, TargetKind kind, int? rowLimit = null, int? classCount = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (kind == TargetKind.Values || (kind == TargetKind.Auto && !HoldsLabels(path)))
            return new(InputFile.Read<T>(path, rowLimit), Labels: null, ClassCount: 0);
        int[] labels = ToLabels(path, InputFile.Read<double>(path, rowLimit));
        return Targets<T>.OfLabels(labels, classCount ?? labels.Append(0).Max() + 1);
    }

    private static int[] ToLabels(string path, Tensor<double> numbers)
    {
        if (numbers.FlattenedLength != numbers.Lengths[0])
            throw new DimensionMismatchException($"{path} has the shape {Format.Shape(numbers.Lengths)}; labels are one number a row. Say --targets values if they are values.");
        var flat = new double[numbers.FlattenedLength];
        numbers.FlattenTo(flat);
        for (int row = 0; row < flat.Length; row++)
        {
            if (!(flat[row] >= 0) || flat[row] >= Labels.MaximumClassCount || flat[row] != Math.Truncate(flat[row]))
                throw new UsageException($"{path}: row {row} is {flat[row]}; a label is an integer from 0 to {Labels.MaximumClassCount - 1}. Say --targets values if the numbers are values.");
        }
        return Array.ConvertAll(flat, number => (int)number);
    }

    /// <summary>Whether a file stores one integer a row.</summary>
    private static bool HoldsLabels(string path)
    {
        if (!File.Exists(path))
            return path.LastIndexOf(".npz:", StringComparison.OrdinalIgnoreCase) is var colon and > 0 && IsLabels(path[..(colon + 4)], path[(colon + 5)..]);
        return DataFile.Detect(path) switch
        {
            DataFormat.Npy => IsLabels(Npy.ReadHeader(path)),
            DataFormat.Npz => IsLabels(path, null),
            DataFormat.Idx => InputFile.ReadShape(path).Length == 1,
            _ => false,
        };
    }

    private static bool IsLabels(string archivePath, string? name)
    {
        using NpzReader archive = NpzReader.Open(archivePath);
        if (name is null && archive.Names is not [_])
            return false;
        using NpyReader array = archive.OpenArray(name ?? archive.Names[0]);
        return IsLabels(array.Header);
    }

    private static bool IsLabels(NpyHeader header) =>
        header.ElementType is not (ElementType.Float16 or ElementType.Float32 or ElementType.Float64) && header.RowLength == 1;
}
