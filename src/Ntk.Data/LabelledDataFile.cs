using System.Numerics;
using System.Numerics.Tensors;

namespace Ntk.Data;

/// <summary>Opens features with their labels, wherever they come from.</summary>
public static class LabelledDataFile
{
    /// <summary>Reads training data, and test data where the source has them.</summary>
    /// <typeparam name="T">The type of the features.</typeparam>
    /// <param name="source">
    /// One of: the names <c>digits</c> and <c>fashion-mnist</c>; a folder of Fashion-MNIST or CIFAR-10; a CSV file; a binary CIFAR file;
    /// an archive of the arrays <c>x</c> and <c>y</c>, or <c>x_train</c>, <c>y_train</c>, <c>x_test</c> and <c>y_test</c>;
    /// an IDX file with <c>images-idx3</c> in its name, beside one with <c>labels-idx1</c>.
    /// </param>
    /// <param name="label">The column of the labels of a CSV file; null for the last.</param>
    /// <param name="options">Limits; null for <see cref="ReadOptions.Default"/>.</param>
    /// <returns>The data. Pixels of named sets and of folders are 0 to 1; features of single files are as they are stored.</returns>
    /// <exception cref="MissingDataException">There is no such file, or it has no labels.</exception>
    /// <exception cref="DataFormatException">A file is malformed, truncated or corrupt, or its format is not recognised.</exception>
    /// <exception cref="DataTooLargeException">The data take more memory than the limit.</exception>
    /// <exception cref="DataConversionException">A value has no counterpart in <typeparamref name="T"/>, or a label none among integers.</exception>
    /// <exception cref="LabelOutOfRangeException">A label is negative.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static (LabelledData<T> Train, LabelledData<T>? Test) Read<T>(string source, CsvColumn? label = null, ReadOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (source == "digits")
            return (Digits.Load<T>(), null);

        if (source == "fashion-mnist")
            return FashionMnist.Load<T>(options: options);

        if (Directory.Exists(source))
            return ReadFolder<T>(source, options);

        if (!File.Exists(source))
            throw new MissingDataException(source, "It is neither a file, nor a folder, nor one of the names digits and fashion-mnist.");

        string name = Path.GetFileName(source);
        return DataFile.Detect(source) switch
        {
            DataFormat.Csv => (Csv.ReadLabelled<T>(source, label ?? ^1, options: options), null),
            DataFormat.Cifar10 => (Cifar.Read<T>(name, CifarFormat.Cifar10, [source], options), null),
            DataFormat.Cifar100 => (Cifar.Read<T>(name, CifarFormat.Cifar100, [source], options), null),
            DataFormat.Npz => ReadArchive<T>(source, name, options),
            DataFormat.Idx => (ReadIdx<T>(source, name, options), null),
            _ => throw new MissingDataException($"The label array of {source}", "Save features and labels as the arrays x and y of an npz archive."),
        };
    }

    private static (LabelledData<T> Train, LabelledData<T>? Test) ReadFolder<T>(string folder, ReadOptions? options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (FashionMnist.IsIn(folder))
            return FashionMnist.Load<T>(folder, options);

        if (Cifar10.IsIn(folder))
            return Cifar10.Load<T>(folder, options);

        throw new MissingDataException(
            Path.Combine(folder, "…"), "A folder must have the IDX files of Fashion-MNIST (train-images-idx3-ubyte, …) or the binary files of CIFAR-10 (test_batch.bin, …).");
    }

    private static (LabelledData<T> Train, LabelledData<T>? Test) ReadArchive<T>(string path, string name, ReadOptions? options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using NpzReader archive = NpzReader.Open(path, options);
        if (!archive.Names.Contains("x_train"))
            return (ReadArrays<T>(archive, name, "x", "y"), null);

        LabelledData<T> train = ReadArrays<T>(archive, $"{name} train", "x_train", "y_train");
        return (train, archive.Names.Contains("x_test") ? ReadArrays<T>(archive, $"{name} test", "x_test", "y_test") : null);
    }

    private static LabelledData<T> ReadArrays<T>(NpzReader archive, string name, string featuresName, string labelsName)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor<int> labels = archive.Read<int>(labelsName);
        Tensor<T> features = archive.Read<T>(featuresName);
        return LabelledData.Join(name, features, labels, labelsName);
    }

    private static LabelledData<T> ReadIdx<T>(string path, string name, ReadOptions? options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string folder = Path.GetDirectoryName(path) ?? "";
        string labels = Path.Combine(folder, name.Replace("images-idx3", "labels-idx1", StringComparison.Ordinal));
        if (labels == path || !File.Exists(labels))
            throw new MissingDataException($"The label file of {path}", "Beside …-images-idx3-… a file …-labels-idx1-… is needed.");

        return Idx.ReadLabelled<T>(path, labels, name, options: options);
    }
}
