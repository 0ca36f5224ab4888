using System.Numerics;
using System.Numerics.Tensors;

namespace Ntk.Data;

/// <summary>CSV files of finite numbers (RFC 4180, UTF-8, decimal point), plain or gzip, with or without a header and a label column.</summary>
public static class Csv
{
    /// <summary>Reads a file of numbers only.</summary>
    /// <typeparam name="T">The type of the numbers, rounded to nearest.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="csv">How to understand it; null for <see cref="CsvOptions.Default"/>.</param>
    /// <param name="options">Limits; null for <see cref="ReadOptions.Default"/>.</param>
    /// <returns>Rows × columns.</returns>
    /// <exception cref="DataFormatException">A field is not a finite number, records differ in length, or the file is malformed, truncated or empty.</exception>
    /// <exception cref="DataTooLargeException">The numbers take more memory than the limit.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Tensor<T> Read<T>(string path, CsvOptions? csv = null, ReadOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        options ??= ReadOptions.Default;
        using ByteSource source = ByteSource.Open(path, options);
        return CsvTable<T>.Read(source, label: null, csv ?? CsvOptions.Default, options).Features;
    }

    /// <summary>Reads a file of numbers with a column of labels.</summary>
    /// <typeparam name="T">The type of the numbers, rounded to nearest.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="label">The column of the labels; all others are features.</param>
    /// <param name="csv">How to understand it; null for <see cref="CsvOptions.Default"/>.</param>
    /// <param name="options">Limits; null for <see cref="ReadOptions.Default"/>.</param>
    /// <returns>Rows × features and labels, with class names unless the labels are the classes themselves.</returns>
    /// <exception cref="DataFormatException">
    /// A feature is not a finite number, a label is not a class, records differ in length, or the file is malformed, truncated or empty.
    /// </exception>
    /// <exception cref="MissingDataException">There is no such column.</exception>
    /// <exception cref="DataTooLargeException">The numbers take more memory than the limit.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static LabelledData<T> ReadLabelled<T>(string path, CsvColumn label, CsvOptions? csv = null, ReadOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        options ??= ReadOptions.Default;
        using ByteSource source = ByteSource.Open(path, options);
        return ReadLabelled<T>(source, Path.GetFileName(path), label, csv ?? CsvOptions.Default, options);
    }

    internal static LabelledData<T> ReadLabelled<T>(ByteSource source, string name, CsvColumn label, CsvOptions csv, ReadOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (Tensor<T> features, CsvLabels labels) = CsvTable<T>.Read(source, label, csv, options);
        return labels.ToData(name, features);
    }
}
