using System.Collections.Immutable;
using System.Numerics;

namespace Ntk.Data;

/// <summary>Fashion-MNIST (Xiao, Rasul and Vollgraf, 2017): 60,000 training and 10,000 test images of 28×28 pixels in ten classes of clothing.</summary>
public static class FashionMnist
{
    /// <summary>Where the Debian package dataset-fashion-mnist puts the files.</summary>
    public const string DefaultFolder = "/usr/share/datasets/fashion-mnist";

    private const int LargestPixel = 255;

    private static readonly ImmutableArray<string> ClassNames =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    /// <summary>Loads training and test images.</summary>
    /// <typeparam name="T">The type of the pixels.</typeparam>
    /// <param name="folder">The folder of the four IDX files, plain or gzip.</param>
    /// <param name="options">Limits; null for <see cref="ReadOptions.Default"/>.</param>
    /// <returns>Images N×28×28×1 with pixels from 0 to 1, and labels 0 to 9.</returns>
    /// <exception cref="MissingDataException">A file is not there.</exception>
    /// <exception cref="DataFormatException">A file is malformed, truncated or corrupt.</exception>
    /// <exception cref="DataTooLargeException">The images take more memory than the limit.</exception>
    public static (LabelledData<T> Train, LabelledData<T> Test) Load<T>(string folder = DefaultFolder, ReadOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        (Load<T>(folder, "train", "fashion-mnist train", options), Load<T>(folder, "t10k", "fashion-mnist test", options));

    /// <summary>Whether a folder has the training images.</summary>
    internal static bool IsIn(string folder) => FindFile(folder, "train-images-idx3-ubyte") is not null;

    private static LabelledData<T> Load<T>(string folder, string prefix, string name, ReadOptions? options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string images = RequireFile(folder, $"{prefix}-images-idx3-ubyte");
        string labels = RequireFile(folder, $"{prefix}-labels-idx1-ubyte");
        return Images.Scaled(Idx.ReadLabelled<T>(images, labels, name, ClassNames, options), LargestPixel);
    }

    private static string RequireFile(string folder, string name) =>
        FindFile(folder, name) ?? throw new MissingDataException(
            Path.Combine(folder, name),
            "Install the Debian package dataset-fashion-mnist, or give the folder with train-images-idx3-ubyte, train-labels-idx1-ubyte, " +
            "t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, each with or without .gz.");

    private static string? FindFile(string folder, string name)
    {
        string plain = Path.Combine(folder, name);
        return File.Exists(plain) ? plain : File.Exists($"{plain}.gz") ? $"{plain}.gz" : null;
    }
}
