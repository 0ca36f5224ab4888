using System.Numerics;

namespace Ntk.Bench.LinearAlgebraBenchmarks;

/// <summary>Matrices to measure with.</summary>
internal static class BenchMatrix
{
    public static T[] Random<T>(int order, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Random(seed);
        var matrix = new T[order * order];
        for (int i = 0; i < matrix.Length; i++)
            matrix[i] = T.CreateTruncating(random.NextDouble() - 0.5);
        return matrix;
    }

    public static T[] PositiveDefinite<T>(int order, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] matrix = Random<T>(order, seed);
        for (int i = 0; i < order; i++)
            matrix[i * order + i] += T.CreateTruncating(order);
        return matrix;
    }
}
