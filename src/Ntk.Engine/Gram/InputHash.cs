using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Ntk.Engine.Cpu;
using Ntk.Engine.Programs;

namespace Ntk.Engine.Gram;

/// <summary>SHA-256 of texts, shapes and tensors, each preceded by its length, so that none can pass for another.</summary>
internal sealed class InputHash : IDisposable
{
    private const int BytesAtOnce = 1 << 20;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Adds a text.</summary>
    public void Add(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Add(bytes.Length);
        hash.AppendData(bytes);
    }

    /// <summary>Adds a shape.</summary>
    public void Add(ReadOnlySpan<nint> lengths)
    {
        Add(lengths.Length);
        foreach (nint length in lengths)
            Add(length);
    }

    /// <summary>Adds the shape and the elements of a tensor, in row-major order whatever its strides.</summary>
    public void Add<T>(ReadOnlyTensorSpan<T> tensor)
        where T : unmanaged
    {
        Add(tensor.Lengths);
        if (tensor.IsEmpty)
            return;

        if (tensor.IsDense)
            AddElements(in tensor.GetPinnableReference(), tensor.FlattenedLength);
        else
            AddRows(tensor);
    }

    /// <summary>The hash of all that was added, in hexadecimal.</summary>
    public string Finish() => Convert.ToHexStringLower(hash.GetHashAndReset());

    /// <inheritdoc/>
    public void Dispose() => hash.Dispose();

    private void AddRows<T>(ReadOnlyTensorSpan<T> tensor)
        where T : unmanaged
    {
        T[] row = new T[InputShape.CountFeatures(tensor.Lengths[1..])];
        for (int index = 0; index < tensor.Lengths[0]; index++)
        {
            InputTensor.CopyRow(tensor, index, row);
            AddElements(in row[0], row.Length);
        }
    }

    private void AddElements<T>(ref readonly T first, nint count)
        where T : unmanaged
    {
        int step = BytesAtOnce / Unsafe.SizeOf<T>();
        for (nint done = 0; done < count; done += step)
        {
            ref T next = ref Unsafe.Add(ref Unsafe.AsRef(in first), done);
            hash.AppendData(MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(in next, (int)Math.Min(step, count - done))));
        }
    }

    private void Add(long number) => hash.AppendData(BitConverter.GetBytes(number));
}
