using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Ntk.Data;

namespace Ntk.Cli;

/// <summary>Writes small images as PNG (ISO/IEC 15948): 8 bits, grey, RGB or with a palette.</summary>
internal static class Png
{
    private const byte Grey = 0, Rgb = 2, Indexed = 3;

    /// <summary>An image of grey or RGB pixels, as a data URI.</summary>
    /// <param name="pixels">Row after row, channels last.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Number of rows.</param>
    /// <param name="channels">1 or 3.</param>
    public static string DataUri(ReadOnlySpan<byte> pixels, int width, int height, int channels) =>
        Encode(pixels, width, height, channels, channels == 1 ? Grey : Rgb, []);

    /// <summary>An image of indices into a palette, as a data URI.</summary>
    /// <param name="indices">Row after row.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Number of rows.</param>
    /// <param name="palette">Red, green and blue of each of up to 256 colours.</param>
    public static string DataUri(ReadOnlySpan<byte> indices, int width, int height, ReadOnlySpan<byte> palette) =>
        Encode(indices, width, height, channels: 1, Indexed, palette);

    private static string Encode(ReadOnlySpan<byte> pixels, int width, int height, int channels, byte colourType, ReadOnlySpan<byte> palette)
    {
        using var image = new MemoryStream();
        image.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = [0, 0, 0, 0, 0, 0, 0, 0, 8, colourType, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        WriteChunk(image, "IHDR", header);
        if (!palette.IsEmpty)
            WriteChunk(image, "PLTE", palette);
        WriteChunk(image, "IDAT", Compress(pixels, width * channels, height));
        WriteChunk(image, "IEND", []);
        return $"data:image/png;base64,{Convert.ToBase64String(image.GetBuffer(), 0, (int)image.Length)}";
    }

    private static ReadOnlySpan<byte> Compress(ReadOnlySpan<byte> pixels, int rowBytes, int height)
    {
        using var data = new MemoryStream();
        using (var compressor = new ZLibStream(data, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (int row = 0; row < height; row++)
            {
                const byte unfiltered = 0;
                compressor.WriteByte(unfiltered);
                compressor.Write(pixels.Slice(row * rowBytes, rowBytes));
            }
        }
        return data.ToArray();
    }

    private static void WriteChunk(MemoryStream image, string type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        image.Write(number);
        byte[] name = Encoding.ASCII.GetBytes(type);
        image.Write(name);
        image.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Append(Crc32.Append(0, name), content));
        image.Write(number);
    }
}
