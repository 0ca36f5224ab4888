using System.Runtime.InteropServices;
using Ntk.Native;

namespace Ntk.Engine.Numerics;

/// <summary>Memory outside the managed heap, aligned to 64 bytes (one cache line, one 512-bit lane) and zeroed, of any size.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed unsafe class NativeBuffer<T> : IDisposable
    where T : unmanaged
{
    private readonly AlignedMemory memory;

    /// <summary>Allocates zeroed memory.</summary>
    /// <param name="length">Number of elements, ≥ 0.</param>
    /// <exception cref="AllocationException">The operating system does not give that much.</exception>
    public NativeBuffer(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        Length = length;
        memory = new AlignedMemory((Int128)length * sizeof(T));
        Pointer = (T*)memory.DangerousGetHandle();
    }

    /// <summary>Number of elements.</summary>
    public long Length { get; }

    /// <summary>The first element; valid until the buffer is disposed or collected.</summary>
    internal T* Pointer { get; }

    /// <summary>A part of the buffer as a span.</summary>
    public Span<T> AsSpan(long start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Length - length);
        ObjectDisposedException.ThrowIf(memory.IsClosed, this);
        return new(Pointer + start, length);
    }

    /// <inheritdoc/>
    public void Dispose() => memory.Dispose();
}

/// <summary>One aligned block of zeroed native memory, freed once.</summary>
internal sealed unsafe class AlignedMemory : SafeHandle
{
    private const int CacheLine = 64;
    private readonly nint allocation;
    private readonly long bytes;

    public AlignedMemory(Int128 bytes)
        : base(IntPtr.Zero, ownsHandle: true)
    {
        Int128 size = Int128.Max(1, bytes);
        if (size > nint.MaxValue - LargePages.PageBytes)
            throw new AllocationException(bytes);
        nint alignment = LargePages.AreWorthwhile((nint)size) ? LargePages.PageBytes : CacheLine;
        this.bytes = (long)size + alignment;
        try
        {
            // Fresh pages of the operating system are zero already, so that a large matrix is first touched by the thread that fills it.
            allocation = (nint)NativeMemory.AllocZeroed((nuint)this.bytes);
        }
        catch (OutOfMemoryException e)
        {
            throw new AllocationException(bytes, e);
        }

        SetHandle((allocation + alignment - 1) / alignment * alignment);
        LargePages.Advise(handle, (nint)size);
        GC.AddMemoryPressure(this.bytes);
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == IntPtr.Zero;

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMemory.Free((void*)allocation);
        GC.RemoveMemoryPressure(bytes);
        return true;
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
