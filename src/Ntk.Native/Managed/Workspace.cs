using System.Numerics;
using System.Runtime.InteropServices;

namespace Ntk.Native.Managed;

/// <summary>
/// Scratch memory, aligned to 64 bytes and not cleared. Each thread keeps the few buffers it used last, because
/// fresh pages from the operating system would cost as much as a small product.
/// </summary>
internal sealed unsafe class Workspace : SafeHandle
{
    private const int BuffersPerThread = 4;
    private const nuint LargestKept = 64 << 20;

    [ThreadStatic]
    private static Stack<Workspace>? kept;

    private readonly nuint size;

    private Workspace(nuint size)
        : base(0, ownsHandle: true)
    {
        handle = (nint)NativeMemory.AlignedAlloc(size, 64);
        this.size = size;
    }

    public override bool IsInvalid => handle == 0;

    private static Stack<Workspace> Kept => kept ??= new();

    /// <summary>Scratch memory for <paramref name="count"/> elements, given back by disposing the lease.</summary>
    public static Lease<T> Rent<T>(nint count)
        where T : unmanaged
    {
        nuint needed = checked((nuint)count * (nuint)sizeof(T));
        if (Kept.TryPop(out Workspace? last))
        {
            if (last.size >= needed)
                return new(last);
            last.Dispose();
        }
        return new(new Workspace(needed > LargestKept ? needed : BitOperations.RoundUpToPowerOf2(nuint.Max(needed, 4096))));
    }

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }

    private void GiveBack()
    {
        if (size <= LargestKept && Kept.Count < BuffersPerThread)
            Kept.Push(this);
        else
            Dispose();
    }

    /// <summary>A rented buffer.</summary>
    internal readonly ref struct Lease<T>(Workspace workspace)
        where T : unmanaged
    {
        public T* Memory => (T*)workspace.handle;

        public void Dispose() => workspace.GiveBack();
    }
}
