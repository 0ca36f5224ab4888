using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Ntk.Data;

/// <summary>How a file stores one number.</summary>
/// <param name="Type">Its type.</param>
/// <param name="IsBigEndian">Whether the most significant byte comes first; without meaning for types of one byte.</param>
internal readonly record struct ElementLayout(ElementType Type, bool IsBigEndian)
{
    /// <summary>Bytes one element takes.</summary>
    public int Size => Type.Size();

    /// <summary>Whether the bytes are as this machine has them in memory.</summary>
    public bool IsNative => Size == 1 || IsBigEndian != BitConverter.IsLittleEndian;

    /// <summary>Brings stored elements into the byte order of this machine, in place.</summary>
    public void ToNative(Span<byte> stored)
    {
        if (IsNative)
            return;

        switch (Size)
        {
            case 2:
                Span<ushort> words = MemoryMarshal.Cast<byte, ushort>(stored);
                BinaryPrimitives.ReverseEndianness(words, words);
                break;
            case 4:
                Span<uint> doubleWords = MemoryMarshal.Cast<byte, uint>(stored);
                BinaryPrimitives.ReverseEndianness(doubleWords, doubleWords);
                break;
            default:
                Span<ulong> quadWords = MemoryMarshal.Cast<byte, ulong>(stored);
                BinaryPrimitives.ReverseEndianness(quadWords, quadWords);
                break;
        }
    }
}
