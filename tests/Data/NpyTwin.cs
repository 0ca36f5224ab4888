using System.Globalization;
using System.Text;

namespace Ntk.Tests.Data;

/// <summary>Writes NumPy arrays element by element, slowly and obviously, in any order, version and type.</summary>
internal static class NpyTwin
{
    /// <summary>The kinds of elements, as NumPy names them without byte order.</summary>
    public static readonly string[] Kinds = ["b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"];

    /// <summary>Values that every kind represents exactly: 0 and 1, or integers of one byte, or quarters.</summary>
    public static double ValueAt(string kind, long index) => kind[0] switch
    {
        'b' => index % 2,
        'u' => index % 256,
        'i' => (index % 256) - 128,
        _ => ((index % 256) / 4.0) - 20,
    };

    public static byte[] Encode(string kind, bool isBigEndian, bool isFortranOrder, int version, nint[] shape)
    {
        char order = kind[1] == '1' ? '|' : isBigEndian ? '>' : '<';
        string dictionary =
            $"{{'descr': '{order}{kind}', 'fortran_order': {(isFortranOrder ? "True" : "False")}, 'shape': {Tuple(shape)}, }}";
        int prefix = version == 1 ? 10 : 12;
        while ((prefix + dictionary.Length + 1) % 64 != 0)
            dictionary += " ";

        dictionary += "\n";
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', (byte)version, 0]);
        if (version == 1)
            writer.Write((ushort)dictionary.Length);
        else
            writer.Write((uint)dictionary.Length);

        writer.Write(Encoding.ASCII.GetBytes(dictionary));
        long count = shape.Aggregate(1L, (product, length) => product * length);
        for (long position = 0; position < count; position++)
        {
            long index = isFortranOrder ? RowMajorIndex(position, shape) : position;
            byte[] element = Element(kind, ValueAt(kind, index));
            if (isBigEndian)
                Array.Reverse(element);

            writer.Write(element);
        }

        return stream.ToArray();
    }

    private static string Tuple(nint[] shape) => shape.Length switch
    {
        0 => "()",
        1 => $"({shape[0]},)",
        _ => $"({string.Join(", ", shape)})",
    };

    /// <summary>Counts the indices up, the first fastest, and down again, the last fastest.</summary>
    private static long RowMajorIndex(long position, nint[] shape)
    {
        long[] indices = new long[shape.Length];
        for (int axis = 0; axis < shape.Length; axis++)
        {
            indices[axis] = position % shape[axis];
            position /= shape[axis];
        }

        long result = 0;
        for (int axis = 0; axis < shape.Length; axis++)
            result = (result * shape[axis]) + indices[axis];

        return result;
    }

    private static byte[] Element(string kind, double value) => kind switch
    {
        "b1" or "u1" => [(byte)value],
        "i1" => [(byte)(sbyte)value],
        "i2" => BitConverter.GetBytes((short)value),
        "i4" => BitConverter.GetBytes((int)value),
        "i8" => BitConverter.GetBytes((long)value),
        "u2" => BitConverter.GetBytes((ushort)value),
        "u4" => BitConverter.GetBytes((uint)value),
        "u8" => BitConverter.GetBytes((ulong)value),
        "f2" => BitConverter.GetBytes((Half)value),
        "f4" => BitConverter.GetBytes((float)value),
        "f8" => BitConverter.GetBytes(value),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, string.Create(CultureInfo.InvariantCulture, $"unknown kind {kind}")),
    };
}
