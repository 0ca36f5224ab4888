using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Data;

namespace Ntk.Cli;

/// <summary>One set of rows of a source.</summary>
/// <param name="Name">train, test, or the name of the array.</param>
/// <param name="Features">Rows of any shape.</param>
/// <param name="FeaturesName">What an archive calls the features.</param>
/// <param name="Labels">The class of each row; null without labels.</param>
/// <param name="LabelsName">What an archive calls the labels.</param>
/// <param name="ClassCount">The number of classes; 0 without labels.</param>
internal sealed record DataPart<T>(string Name, Tensor<T> Features, string FeaturesName, int[]? Labels, string LabelsName, int ClassCount)
    where T : unmanaged;

/// <summary>Reads sources with labels, and arrays without.</summary>
internal static class DataPart
{
    public static IReadOnlyList<DataPart<T>> Read<T>(DataSettings settings)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string source = settings.Source!;
        if (IsBare(source))
            return [Bare(source, "x", InputFile.Read<T>(source, settings.RowLimit))];

        if (File.Exists(source) && DataFile.Detect(source) == DataFormat.Npz)
        {
            using NpzReader archive = NpzReader.Open(source);
            if (!archive.Names.Contains("y") && !archive.Names.Contains("y_train"))
                return [.. archive.Names.Select(name => Bare(name, name, archive.Read<T>(name)))];
        }

        (LabelledData<T> train, LabelledData<T>? test) = settings.Read<T>();
        return test is null
            ? [Labelled(train, "train", "x", "y")]
            : [Labelled(train, "train", "x_train", "y_train"), Labelled(test, "test", "x_test", "y_test")];
    }

    private static bool IsBare(string source) => File.Exists(source)
        ? DataFile.Detect(source) == DataFormat.Npy || (DataFile.Detect(source) == DataFormat.Idx && !Path.GetFileName(source).Contains("images-idx3", StringComparison.Ordinal))
        : source.Contains(".npz:", StringComparison.OrdinalIgnoreCase);

    private static DataPart<T> Bare<T>(string name, string arrayName, Tensor<T> features)
        where T : unmanaged => new(name, features, arrayName, Labels: null, "", ClassCount: 0);

    private static DataPart<T> Labelled<T>(LabelledData<T> data, string name, string features, string labels)
        where T : unmanaged => new(name, data.Features, features, data.Labels, labels, data.ClassCount);
}
