using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ntk.Native;

namespace Ntk.Engine.Numerics;

/// <summary>Memory outside the managed heap, aligned to 64 bytes (one cache line, one 512-bit lane) and zeroed, of any size.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed unsafe class NativeBuffer<T> : IDisposable
    where T : unmanaged
{
    private const int Alignment = 64;
    private T* pointer;

    /// <summary>Allocates zeroed memory.</summary>
    /// <param name="length">Number of elements, ≥ 0.</param>
    /// <exception cref="AllocationException">The operating system does not give that much.</exception>
    public NativeBuffer(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        nuint bytes;
        try
        {
            bytes = checked((nuint)Math.Max(1, length) * (nuint)sizeof(T));
            pointer = (T*)NativeMemory.AlignedAlloc(bytes, Alignment);
        }
        catch (Exception e) when (e is OutOfMemoryException or OverflowException)
        {
            throw new AllocationException((Int128)length * sizeof(T), e);
        }

        NativeMemory.Clear(pointer, bytes);
        GC.AddMemoryPressure((long)bytes);
    }

    /// <summary>Frees memory that was not disposed.</summary>
    ~NativeBuffer() => Free();

    /// <summary>Number of elements.</summary>
    public long Length { get; }

    /// <summary>The first element; valid until the buffer is disposed.</summary>
    internal T* Pointer
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ObjectDisposedException.ThrowIf(pointer == null, this);
            return pointer;
        }
    }

    /// <summary>A part of the buffer as a span.</summary>
    public Span<T> AsSpan(long start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Length - length);
        return new(Pointer + start, length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (pointer == null)
            return;
        NativeMemory.AlignedFree(pointer);
        pointer = null;
        GC.RemoveMemoryPressure(Math.Max(1, Length) * sizeof(T));
    }
}

/// <summary>Memory could not be had.</summary>
/// <param name="bytes">How much was asked for.</param>
/// <param name="innerException">The error behind this one, or null.</param>
public sealed class AllocationException(Int128 bytes, Exception? innerException = null)
    : NtkException($"{bytes} bytes ({(double)bytes / (1L << 30):F2} GiB) of memory could not be had. Use float32, fewer rows, or ask for one kernel only.", innerException)
{
    /// <summary>How much was asked for, in bytes.</summary>
    public Int128 Bytes { get; } = bytes;
}
