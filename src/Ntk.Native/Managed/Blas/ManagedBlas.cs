using System.Numerics;

namespace Ntk.Native.Managed;

/// <summary>BLAS and LAPACK in C# for one element type on a number of threads; one file a verb.</summary>
internal sealed unsafe partial class ManagedBlas<T>(KernelProfile profile, int threads)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly KernelProfile profile = profile;
    private readonly Kernels<T> kernels = Kernels<T>.For(profile);

    public int Threads { get; } = threads;

    public ManagedBlas<T> WithThreads(int count) => new(profile, count);
}
