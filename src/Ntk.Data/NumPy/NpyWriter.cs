using System.Buffers.Binary;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Ntk.Data;

/// <summary>Writes arrays to streams in format version 1.0, which every NumPy reads: row-major, in the byte order of this machine.</summary>
internal static class NpyWriter
{
    private const int Alignment = 64;
    private const int BytesAtOnce = 1 << 20;

    /// <summary>Writes a tensor. One that is not dense is copied first.</summary>
    public static void Write<T>(Stream stream, in ReadOnlyTensorSpan<T> tensor)
        where T : unmanaged, INumber<T>
    {
        WriteHeader<T>(stream, tensor.Lengths);
        if (!tensor.IsDense)
        {
            T[] copy = GC.AllocateUninitializedArray<T>(checked((int)tensor.FlattenedLength));
            tensor.FlattenTo(copy);
            WriteElements(stream, copy.AsSpan());
            return;
        }

        int step = BytesAtOnce / Unsafe.SizeOf<T>();
        ref readonly T first = ref tensor.GetPinnableReference();
        for (nint done = 0; done < tensor.FlattenedLength; done += step)
        {
            int next = (int)Math.Min(step, tensor.FlattenedLength - done);
            WriteElements(stream, MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref Unsafe.AsRef(in first), done), next));
        }
    }

    /// <summary>Writes an array that is copied piece by piece.</summary>
    public static void Write<T>(Stream stream, ReadOnlySpan<nint> shape, NpyRows<T> copyRows)
        where T : unmanaged, INumber<T>
    {
        foreach (nint length in shape)
            ArgumentOutOfRangeException.ThrowIfNegative(length, nameof(shape));

        nint rowCount = shape.IsEmpty ? 1 : shape[0];
        nint rowLength = NpyHeader.RowProduct(shape);
        WriteHeader<T>(stream, shape);
        if (rowLength == 0)
            return;

        if (rowLength > Array.MaxLength)
            throw new ArgumentException($"A row of {rowLength} elements does not fit into a span; split it along a further axis.", nameof(shape));

        int rowsAtOnce = (int)Math.Min(rowCount, Math.Max(1, BytesAtOnce / (rowLength * Unsafe.SizeOf<T>())));
        T[] buffer = GC.AllocateUninitializedArray<T>((int)(rowsAtOnce * rowLength));
        for (nint row = 0; row < rowCount; row += rowsAtOnce)
        {
            Span<T> rows = buffer.AsSpan(0, (int)(Math.Min(rowsAtOnce, rowCount - row) * rowLength));
            copyRows(row, rows);
            WriteElements(stream, rows);
        }
    }

    /// <summary>Writes elements as they are in memory.</summary>
    public static void WriteElements<T>(Stream stream, ReadOnlySpan<T> elements)
        where T : unmanaged
    {
        // The bytes of a long span can be more than a span can count.
        int step = BytesAtOnce / Unsafe.SizeOf<T>();
        for (int done = 0; done < elements.Length; done += step)
            stream.Write(MemoryMarshal.AsBytes(elements.Slice(done, Math.Min(step, elements.Length - done))));
    }

    /// <summary>Writes what comes before the elements.</summary>
    public static void WriteHeader<T>(Stream stream, ReadOnlySpan<nint> shape)
        where T : unmanaged
    {
        StringBuilder text = new();
        text.Append($"{{'descr': '{NpyDescription.Of(ElementTypes.Of<T>())}', 'fortran_order': False, 'shape': (");
        foreach (nint length in shape)
            text.Append(length).Append(shape.Length == 1 ? "," : ", ");

        if (shape.Length > 1)
            text.Length -= 2;

        text.Append("), }");

        // Spaces and a line break fill the header, so that the elements begin aligned.
        const int prefix = 10;
        int total = (prefix + text.Length + 1 + Alignment - 1) / Alignment * Alignment;
        text.Append(' ', total - prefix - text.Length - 1).Append('\n');

        byte[] header = new byte[total];
        NpyHeader.Magic.CopyTo(header);
        header[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), checked((ushort)(total - prefix)));
        Encoding.ASCII.GetBytes(text.ToString(), header.AsSpan(prefix));
        stream.Write(header);
    }
}
