using System.Numerics;
using BenchmarkDotNet.Attributes;
using Ntk.Native;

namespace Ntk.Bench.LinearAlgebraBenchmarks;

/// <summary>What the benchmarks of BLAS and LAPACK share: the library, its threads and the order.</summary>
public abstract class LibraryBenchmark
{
    /// <summary>A choice of <see cref="LinearAlgebra.Resolve"/>.</summary>
    [Params("managed", "openblas")]
    public string Library { get; set; } = "";

    [Params(1, 2)]
    public int Threads { get; set; }

    [Params(100, 500, 2000)]
    public int Order { get; set; }

    protected LinearAlgebra Algebra { get; private set; } = null!;

    protected void Load()
    {
        Algebra = LinearAlgebra.Resolve(Library).Library;
        Algebra.ThreadCount = Math.Min(Threads, Environment.ProcessorCount);
    }
}

/// <summary>The matrix product.</summary>
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class GemmBenchmark<T> : LibraryBenchmark
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private T[] a = [];
    private T[] b = [];
    private T[] c = [];

    [GlobalSetup]
    public void Setup()
    {
        Load();
        (a, b, c) = (BenchMatrix.Random<T>(Order, 1), BenchMatrix.Random<T>(Order, 2), new T[Order * Order]);
    }

    [Benchmark]
    public void Gemm() => Algebra.Gemm<T>(T.One, new(a, Order, Order), Transpose.No, new(b, Order, Order), Transpose.No, T.Zero, new(c, Order, Order));
}

/// <summary>The Cholesky factorisation, with the copy of the matrix it needs each time.</summary>
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class CholeskyBenchmark<T> : LibraryBenchmark
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private T[] matrix = [];
    private T[] factor = [];

    [GlobalSetup]
    public void Setup()
    {
        Load();
        matrix = BenchMatrix.PositiveDefinite<T>(Order, 3);
        factor = new T[matrix.Length];
    }

    [Benchmark]
    public void Potrf()
    {
        matrix.CopyTo(factor, 0);
        Algebra.Potrf<T>(Triangle.Lower, new(factor, Order, Order));
    }
}
