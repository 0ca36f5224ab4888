using System.Numerics;

namespace Ntk.Native.Managed;

/// <summary>BLAS and LAPACK in C# for one element type on a number of threads; one file a verb.</summary>
internal sealed unsafe partial class ManagedBlas<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly KernelProfile profile;
    private readonly Kernels<T> kernels;
    private readonly PackedProduct<T> product;

    public ManagedBlas(KernelProfile profile, int threads)
    {
        this.profile = profile;
        kernels = Kernels<T>.For(profile);
        product = new(kernels, threads);
        Threads = threads;
    }

    public int Threads { get; }

    public ManagedBlas<T> WithThreads(int count) => new(profile, count);
}
