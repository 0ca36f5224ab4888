using System.Numerics;

namespace Ntk.Solvers.Spectra;

/// <summary>Random vectors, the same for the same seed on every machine.</summary>
internal static class RandomVectors
{
    /// <summary>Independent elements of mean 0, uniform between −1 and 1.</summary>
    public static void FillUniform<T>(Random random, Span<T> vector)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (ref T value in vector)
            value = T.CreateTruncating(2 * random.NextDouble() - 1);
    }

    /// <summary>Independent signs.</summary>
    public static void FillSigns<T>(Random random, Span<T> vector)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (ref T value in vector)
            value = random.Next(2) == 0 ? -T.One : T.One;
    }
}
