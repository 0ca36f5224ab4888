using System.Numerics;
using ILGPU;

namespace Ntk.Kernels.Planes;

/// <summary>What <see cref="ReadoutKernel{T}"/> works on.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal readonly struct ReadoutArguments<T>
    where T : unmanaged
{
    /// <summary>Sums of planes: for each distance and each offset one a pair.</summary>
    public ArrayView<T> Sums { get; init; }

    /// <summary>Receives the distances of the one pixel of each pair.</summary>
    public ArrayView<T> Target { get; init; }

    /// <summary>The scalars of the images.</summary>
    public ArrayView<T> First { get; init; }

    /// <inheritdoc cref="First"/>
    public ArrayView<T> Second { get; init; }

    /// <summary>For each pair which of the first images, then which of the second.</summary>
    public ArrayView<int> Pairs { get; init; }

    /// <summary>w: 1/P, 1/P² or 1.</summary>
    public T Weight { get; init; }

    /// <summary>Scalars of an image, and where those of the readout start.</summary>
    public int ImageLength { get; init; }

    /// <inheritdoc cref="ImageLength"/>
    public int Table { get; init; }

    /// <summary>Number of offsets.</summary>
    public int OffsetCount { get; init; }

    /// <summary>Number of pairs.</summary>
    public int PairCount { get; init; }
}

/// <summary>
/// All pixels become one: D' = w·ΣD − e₁ − e₂ over the planes' sums, one thread a pair; likewise M' and T'. Sums carry what rounding takes from them along, since there
/// are thousands of planes.
/// </summary>
internal static class ReadoutKernel<T>
    where T : unmanaged, INumber<T>
{
    public static void Run(ReadoutArguments<T> arguments)
    {
        int pair = Grid.IdxX * Group.DimX + Group.IdxX;
        if (pair >= arguments.PairCount)
            return;
        long first = (long)arguments.Pairs[2 * pair] * arguments.ImageLength + arguments.Table;
        long second = (long)arguments.Pairs[2 * pair + 1] * arguments.ImageLength + arguments.Table;
        for (int part = 0; part < PlaneMemory.Parts; part++)
        {
            T sum = T.Zero;
            T rest = T.Zero;
            for (int offset = 0; offset < arguments.OffsetCount; offset++)
            {
                T term = arguments.Sums[((long)part * arguments.OffsetCount + offset) * arguments.PairCount + pair];
                T next = sum + term;
                T taken = next - sum;
                rest += (sum - (next - taken)) + (term - taken);
                sum = next;
            }

            int excess = part == PlaneMemory.Tangent ? 1 : 0;
            arguments.Target[(long)pair * PlaneMemory.Parts + part] =
                arguments.Weight * sum - (arguments.First[first + excess] + arguments.Second[second + excess]) + arguments.Weight * rest;
        }
    }
}
