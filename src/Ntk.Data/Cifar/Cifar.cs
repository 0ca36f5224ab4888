using System.Numerics;
using System.Numerics.Tensors;

namespace Ntk.Data;

/// <summary>
/// CIFAR-10 and CIFAR-100 in their binary formats: records of one or two label bytes and a 32×32 image as three planes, red, green and blue.
/// </summary>
public static class Cifar
{
    private const int Side = 32;
    private const int Channels = 3;
    private const int PlaneLength = Side * Side;
    private const int PixelCount = PlaneLength * Channels;

    /// <summary>Reads files, plain or gzip, and joins their records.</summary>
    /// <typeparam name="T">The type of the features.</typeparam>
    /// <param name="name">What to call the data.</param>
    /// <param name="format">The format of the files. Of CIFAR-100 the fine labels are taken.</param>
    /// <param name="paths">The files.</param>
    /// <param name="options">Limits; null for <see cref="ReadOptions.Default"/>.</param>
    /// <returns>Images N×32×32×3 with pixels 0 to 255, and their labels.</returns>
    /// <exception cref="DataFormatException">A file does not consist of whole records, or has a label that is no class.</exception>
    /// <exception cref="DataTooLargeException">The images take more memory than the limit.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static LabelledData<T> Read<T>(string name, CifarFormat format, IReadOnlyList<string> paths, ReadOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        options ??= ReadOptions.Default;
        List<ByteSource> sources = [];
        try
        {
            foreach (string path in paths)
                sources.Add(ByteSource.Open(path, options));

            ElementBuffer<T> pixels = new(name, options.MaximumBytes);
            pixels.Reserve(sources.Sum(source => source.IsLengthReal ? source.Length!.Value / RecordBytes(format) * PixelCount : 0));
            List<int> labels = [];
            foreach (ByteSource source in sources)
                Append(source, format, pixels, labels);

            Tensor<T> images = Tensor.Create(pixels.ToArray(), [labels.Count, Side, Side, Channels]);
            return new LabelledData<T>(name, images, [.. labels], ClassCount(format));
        }
        finally
        {
            foreach (ByteSource source in sources)
                source.Dispose();
        }
    }

    /// <summary>Bytes of one record.</summary>
    internal static int RecordBytes(CifarFormat format) => LabelBytes(format) + PixelCount;

    private static int LabelBytes(CifarFormat format) => format == CifarFormat.Cifar10 ? 1 : 2;

    private static int ClassCount(CifarFormat format) => format == CifarFormat.Cifar10 ? 10 : 100;

    private static void Append<T>(ByteSource source, CifarFormat format, ElementBuffer<T> pixels, List<int> labels)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int labelBytes = LabelBytes(format);
        byte[] record = new byte[RecordBytes(format)];
        while (true)
        {
            long start = source.Position;
            if (source.Read(record.AsSpan(0, 1)) == 0)
                return;

            source.ReadExactly(record.AsSpan(1), "a record");
            int label = record[labelBytes - 1];
            if (label >= ClassCount(format))
                throw source.Malformed(start + labelBytes - 1, $"the label is {label}; the classes are 0 to {ClassCount(format) - 1}");

            labels.Add(label);
            Interleave(record.AsSpan(labelBytes), pixels.Extend(PixelCount));
        }
    }

    /// <summary>Puts the channels of each pixel beside each other.</summary>
    private static void Interleave<T>(ReadOnlySpan<byte> planes, Span<T> image)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int pixel = 0; pixel < PlaneLength; pixel++)
        {
            for (int channel = 0; channel < Channels; channel++)
                image[(pixel * Channels) + channel] = T.CreateTruncating(planes[(channel * PlaneLength) + pixel]);
        }
    }
}
