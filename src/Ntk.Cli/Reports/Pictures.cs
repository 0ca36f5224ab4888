using System.Numerics;
using System.Numerics.Tensors;

namespace Ntk.Cli;

/// <summary>Pictures of rows that are images.</summary>
internal static class Pictures
{
    /// <summary>A row as a picture.</summary>
    /// <param name="row">1 × height × width × channels; pixels of one channel are 0 for paper to 1 for ink, other ranges are stretched to that.</param>
    /// <returns>A data URI, or null if the row is not an image of one or three channels.</returns>
    public static string? Of<T>(Tensor<T> row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (row.Rank != 4 || row.Lengths[3] is not (1 or 3))
            return null;
        var values = new T[row.FlattenedLength];
        row.FlattenTo(values);
        double[] pixels = Array.ConvertAll(values, value => double.CreateTruncating(value));
        double lowest = Math.Min(0, pixels.Min()), range = Math.Max(Math.Max(1, pixels.Max()) - lowest, double.Epsilon);
        bool isInk = row.Lengths[3] == 1;
        byte[] bytes = Array.ConvertAll(pixels, value => (byte)Math.Round(255 * (isInk ? 1 - (value - lowest) / range : (value - lowest) / range)));
        return Png.DataUri(bytes, (int)row.Lengths[2], (int)row.Lengths[1], (int)row.Lengths[3]);
    }
}
