using System.Collections.Immutable;
using System.Numerics;

namespace Ntk.Data;

/// <summary>CIFAR-10 (Krizhevsky, 2009): 50,000 training and 10,000 test images of 32×32 pixels and three channels in ten classes.</summary>
public static class Cifar10
{
    private const int LargestPixel = 255;
    private const int BatchCount = 5;
    private const string Subfolder = "cifar-10-batches-bin";
    private const string TestFile = "test_batch.bin";

    private static readonly ImmutableArray<string> ClassNames =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <summary>Loads training and test images.</summary>
    /// <typeparam name="T">The type of the pixels.</typeparam>
    /// <param name="folder">The folder of <c>data_batch_1.bin</c> to <c>data_batch_5.bin</c> and <c>test_batch.bin</c>, or the one that holds their folder <c>cifar-10-batches-bin</c>.</param>
    /// <param name="options">Limits; null for <see cref="ReadOptions.Default"/>.</param>
    /// <returns>Images N×32×32×3 with pixels from 0 to 1, and labels 0 to 9.</returns>
    /// <exception cref="MissingDataException">A file is not there.</exception>
    /// <exception cref="DataFormatException">A file is malformed, truncated or corrupt.</exception>
    /// <exception cref="DataTooLargeException">The images take more memory than the limit.</exception>
    public static (LabelledData<T> Train, LabelledData<T> Test) Load<T>(string folder, ReadOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string[] batches = [.. Enumerable.Range(1, BatchCount).Select(batch => RequireFile(folder, $"data_batch_{batch}.bin"))];
        return (Load<T>("cifar10 train", batches, options), Load<T>("cifar10 test", [RequireFile(folder, TestFile)], options));
    }

    /// <summary>Whether a folder has the test images.</summary>
    internal static bool IsIn(string folder) => FindFile(folder, TestFile) is not null;

    private static LabelledData<T> Load<T>(string name, string[] paths, ReadOptions? options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LabelledData<T> data = Cifar.Read<T>(name, CifarFormat.Cifar10, paths, options);
        return Images.Scaled(new LabelledData<T>(name, data.Features, data.Labels, data.ClassCount, ClassNames), LargestPixel);
    }

    private static string RequireFile(string folder, string name) =>
        FindFile(folder, name) ?? throw new MissingDataException(
            Path.Combine(folder, name),
            "Give the folder with data_batch_1.bin to data_batch_5.bin and test_batch.bin: the binary version of CIFAR-10 " +
            "(cifar-10-binary.tar.gz from https://www.cs.toronto.edu/~kriz/cifar.html).");

    private static string? FindFile(string folder, string name) =>
        Array.Find([Path.Combine(folder, name), Path.Combine(folder, Subfolder, name)], File.Exists);
}
