using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ntk.Engine.Cpu;

/// <summary>Rows of input tensors.</summary>
internal static class InputTensor
{
    /// <summary>Copies one row, whatever its dimensions and strides.</summary>
    public static void CopyRow<T>(ReadOnlyTensorSpan<T> inputs, int row, Span<T> target)
    {
        // GetSpan refuses tensors with an axis of length 1 (whose stride is 0), such as images of one channel; a slice flattens any strides, slowly.
        ref readonly T first = ref inputs.GetPinnableReference();
        if (inputs.IsDense)
            MemoryMarshal.CreateReadOnlySpan(in Unsafe.Add(ref Unsafe.AsRef(in first), (nint)row * target.Length), target.Length).CopyTo(target);
        else
            inputs.Slice([row..(row + 1), .. Enumerable.Repeat(NRange.All, inputs.Rank - 1)]).FlattenTo(target);
    }
}
