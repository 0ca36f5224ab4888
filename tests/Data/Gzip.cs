using System.IO.Compression;

namespace Ntk.Tests.Data;

internal static class Gzip
{
    public static byte[] Compress(byte[] content)
    {
        using MemoryStream compressed = new();
        using (GZipStream stream = new(compressed, CompressionLevel.Fastest, leaveOpen: true))
            stream.Write(content);

        return compressed.ToArray();
    }
}
