using System.Numerics;
using Ntk.Bench.Limits;
using Ntk.Cli;
using Ntk.Native;

namespace Ntk.Bench.Suite;

/// <summary>What the machine can do at most, measured in the same run as what is compared with it.</summary>
/// <param name="Threads">On this many threads.</param>
/// <param name="Float32MultiplyAdds">Fused multiply-adds of float elements a second.</param>
/// <param name="Float64MultiplyAdds">Fused multiply-adds of double elements a second.</param>
/// <param name="BytesPerSecond">Bytes read and written by y ← a·x + y over arrays much larger than the caches.</param>
/// <param name="Float32Products">Operations a second of a matrix product in float by the BLAS in use.</param>
/// <param name="Float64Products">The same in double.</param>
internal sealed record MachineRates(
    int Threads, double Float32MultiplyAdds, double Float64MultiplyAdds, double BytesPerSecond, double Float32Products, double Float64Products)
{
    private const int Rounds = 5;

    /// <summary>Measures the best of several rounds.</summary>
    /// <param name="threads">Threads.</param>
    /// <param name="order">Order of the matrix product.</param>
    public static MachineRates Measure(int threads, int order)
    {
        MachineLimits limits = MachineLimits.Measure(threads);
        LinearAlgebra library = LinearAlgebra.Default;
        library.ThreadCount = threads;
        return new(threads, limits.FloatFma, limits.DoubleFma, limits.BytesPerSecond, Product<float>(library, order), Product<double>(library, order));
    }

    public double MultiplyAdds(Precision precision) => precision == Precision.Float32 ? Float32MultiplyAdds : Float64MultiplyAdds;

    public double Products(Precision precision) => precision == Precision.Float32 ? Float32Products : Float64Products;

    private static double Product<T>(LinearAlgebra library, int order)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] a = [.. GramTile.Inputs<T>(order, order, new Random(1))], b = [.. GramTile.Inputs<T>(order, order, new Random(2))], c = new T[order * order];
        double seconds = Stopwatches.Best(
            () => library.Gemm<T>(T.One, new(a, order, order), Transpose.No, new(b, order, order), Transpose.No, T.Zero, new(c, order, order)), Rounds);
        return 2.0 * order * order * order / seconds;
    }
}
