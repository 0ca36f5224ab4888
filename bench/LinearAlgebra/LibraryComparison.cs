using System.Diagnostics;
using System.Numerics;
using Ntk.Native;

namespace Ntk.Bench.LinearAlgebraBenchmarks;

/// <summary>One routine on two libraries.</summary>
/// <param name="Routine">Its BLAS or LAPACK name.</param>
/// <param name="Order">The order of the matrices.</param>
/// <param name="Threads">The threads of both libraries.</param>
/// <param name="Managed">Billions of operations a second of the managed code, best round.</param>
/// <param name="Native">The same of the native library.</param>
/// <param name="Ratio">Managed speed / native speed: the median over rounds in which both ran one after the other.</param>
public sealed record LibraryRatio(string Routine, int Order, int Threads, double Managed, double Native, double Ratio);

/// <summary>
/// Compares the managed code with a native library. Both take turns within a round, so that a neighbour on the
/// machine slows both; the median over rounds leaves out those it does not slow alike.
/// </summary>
public static class LibraryComparison
{
    /// <summary>Measures sgemm, dgemm, spotrf, dpotrf, ssyevd and dsyevd on one thread and on all.</summary>
    /// <param name="native">The library to compare with.</param>
    /// <param name="rounds">Rounds a routine.</param>
    /// <param name="order">Order of the matrices; eigensolvers get half of it.</param>
    /// <param name="threadCounts">Threads to measure with; null for one and all.</param>
    public static IReadOnlyList<LibraryRatio> Measure(LinearAlgebra native, int rounds = 7, int order = 2000, int[]? threadCounts = null)
    {
        var managed = new ManagedLinearAlgebra();
        int threadsBefore = native.ThreadCount;
        List<LibraryRatio> ratios = [];
        foreach (int threads in threadCounts ?? [.. new[] { 1, Environment.ProcessorCount }.Distinct()])
        {
            managed.ThreadCount = native.ThreadCount = threads;
            ratios.Add(Gemm<float>("sgemm", managed, native, order, threads, rounds));
            ratios.Add(Gemm<double>("dgemm", managed, native, order, threads, rounds));
            ratios.Add(Potrf<float>("spotrf", managed, native, 2 * order, threads, rounds));
            ratios.Add(Potrf<double>("dpotrf", managed, native, 2 * order, threads, rounds));
            ratios.Add(Syevd<float>("ssyevd", managed, native, order / 2, threads, rounds));
            ratios.Add(Syevd<double>("dsyevd", managed, native, order / 2, threads, rounds));
        }
        native.ThreadCount = threadsBefore;
        return ratios;
    }

    private static LibraryRatio Gemm<T>(string routine, LinearAlgebra managed, LinearAlgebra native, int order, int threads, int rounds)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] a = BenchMatrix.Random<T>(order, 1), b = BenchMatrix.Random<T>(order, 2), c = new T[order * order];
        return Compare(routine, order, threads, rounds, 2.0 * order * order * order, managed, native, static () => { },
            library => library.Gemm<T>(T.One, new(a, order, order), Transpose.No, new(b, order, order), Transpose.No, T.Zero, new(c, order, order)));
    }

    private static LibraryRatio Potrf<T>(string routine, LinearAlgebra managed, LinearAlgebra native, int order, int threads, int rounds)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] a = BenchMatrix.PositiveDefinite<T>(order, 3), work = new T[a.Length];
        return Compare(routine, order, threads, rounds, order / 3.0 * order * order, managed, native, () => a.CopyTo(work, 0),
            library => library.Potrf<T>(Triangle.Lower, new(work, order, order)));
    }

    private static LibraryRatio Syevd<T>(string routine, LinearAlgebra managed, LinearAlgebra native, int order, int threads, int rounds)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] a = BenchMatrix.Random<T>(order, 4), work = new T[a.Length], values = new T[order];
        return Compare(routine, order, threads, rounds, 14.0 / 3 * order * order * order, managed, native, () => a.CopyTo(work, 0),
            library => library.Syevd<T>(new(work, order, order), values));
    }

    private static LibraryRatio Compare(
        string routine, int order, int threads, int rounds, double operations, LinearAlgebra managed, LinearAlgebra native, Action prepare, Action<LinearAlgebra> run)
    {
        double[] managedSeconds = new double[rounds], nativeSeconds = new double[rounds];
        Time(managed, prepare, run);
        Time(native, prepare, run);
        for (int round = 0; round < rounds; round++)
        {
            managedSeconds[round] = Time(managed, prepare, run);
            nativeSeconds[round] = Time(native, prepare, run);
        }
        double[] ratios = [.. nativeSeconds.Zip(managedSeconds, (nativeTime, managedTime) => nativeTime / managedTime).Order()];
        return new(routine, order, threads, operations / managedSeconds.Min() / 1e9, operations / nativeSeconds.Min() / 1e9, ratios[rounds / 2]);
    }

    private static double Time(LinearAlgebra library, Action prepare, Action<LinearAlgebra> run)
    {
        prepare();
        long start = Stopwatch.GetTimestamp();
        run(library);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
