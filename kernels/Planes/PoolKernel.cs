using System.Numerics;
using ILGPU;
using Ntk.Engine.Cpu.Planes;

namespace Ntk.Kernels.Planes;

/// <summary>What <see cref="PoolKernel{T}"/> works on.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal readonly struct PoolArguments<T>
    where T : unmanaged
{
    /// <summary>All planes before the pool, for each pair and each of the three distances one after the other.</summary>
    public ArrayView<T> Source { get; init; }

    /// <summary>Receives the planes after it likewise.</summary>
    public ArrayView<T> Target { get; init; }

    /// <summary>The first cell of each offset's plane among all of the source; negative where there is none.</summary>
    public ArrayView<int> Starts { get; init; }

    /// <summary>For each cell of the target the first pixel's row and column, then the offset's.</summary>
    public ArrayView<int> Cells { get; init; }

    /// <summary>The scalars of the images.</summary>
    public ArrayView<T> First { get; init; }

    /// <inheritdoc cref="First"/>
    public ArrayView<T> Second { get; init; }

    /// <summary>For each pair which of the first images, then which of the second.</summary>
    public ArrayView<int> Pairs { get; init; }

    /// <summary>Scalars of an image, and where those of the pool start.</summary>
    public int ImageLength { get; init; }

    /// <inheritdoc cref="ImageLength"/>
    public int Table { get; init; }

    /// <summary>Cells of all planes before and after the pool.</summary>
    public int SourceCells { get; init; }

    /// <inheritdoc cref="SourceCells"/>
    public int TargetCells { get; init; }

    /// <summary>Number of pairs.</summary>
    public int PairCount { get; init; }

    /// <summary>The pixels before the pool.</summary>
    public int SourceHeight { get; init; }

    /// <inheritdoc cref="SourceHeight"/>
    public int SourceWidth { get; init; }

    /// <summary>The pixels after it.</summary>
    public int Height { get; init; }

    /// <inheritdoc cref="Height"/>
    public int Width { get; init; }

    /// <summary>The window.</summary>
    public int WindowHeight { get; init; }

    /// <inheritdoc cref="WindowHeight"/>
    public int WindowWidth { get; init; }

    /// <inheritdoc cref="WindowHeight"/>
    public int StrideY { get; init; }

    /// <inheritdoc cref="WindowHeight"/>
    public int StrideX { get; init; }

    /// <summary>How far the first window reaches beyond the edge.</summary>
    public int Above { get; init; }

    /// <inheritdoc cref="Above"/>
    public int Before { get; init; }

    /// <summary>Whether windows wrap around the image: 0 or 1.</summary>
    public int Wraps { get; init; }
}

/// <summary>
/// A pool, one thread a cell of the result: D' = ω₁ω₂ΣD − (ω₁Q₁ω₂n₂ + ω₂Q₂ω₁n₁) + q₁' + q₂' over the pixels of both windows; likewise M' and T'. See
/// <see cref="PoolSink{T, TLane, TFirst}"/>.
/// </summary>
internal static class PoolKernel<T>
    where T : unmanaged, INumber<T>
{
    public static void Run(PoolArguments<T> arguments)
    {
        int cell = Grid.IdxX * Group.DimX + Group.IdxX;
        int pair = Grid.IdxY;
        if (cell >= arguments.TargetCells)
            return;
        int y = arguments.Cells[4 * cell];
        int x = arguments.Cells[4 * cell + 1];
        int offsetY = arguments.Cells[4 * cell + 2];
        int offsetX = arguments.Cells[4 * cell + 3];
        long source = (long)pair * PlaneMemory.Parts * arguments.SourceCells;
        T distance = T.Zero;
        T mirror = T.Zero;
        T tangent = T.Zero;
        for (int a = 0; a < arguments.WindowHeight; a++)
        {
            int firstY = Pixel(y * arguments.StrideY + a - arguments.Above, arguments.SourceHeight, arguments.Wraps);
            for (int b = 0; b < arguments.WindowWidth; b++)
            {
                int firstX = Pixel(x * arguments.StrideX + b - arguments.Before, arguments.SourceWidth, arguments.Wraps);
                for (int c = 0; c < arguments.WindowHeight; c++)
                {
                    int secondY = Pixel((y + offsetY) * arguments.StrideY + c - arguments.Above, arguments.SourceHeight, arguments.Wraps);
                    for (int d = 0; d < arguments.WindowWidth; d++)
                    {
                        int secondX = Pixel((x + offsetX) * arguments.StrideX + d - arguments.Before, arguments.SourceWidth, arguments.Wraps);
                        if (firstY >= 0 && firstX >= 0 && secondY >= 0 && secondX >= 0)
                        {
                            long from = source + KeptPlanes.Cell(arguments.Starts, arguments.SourceHeight, arguments.SourceWidth, firstY, firstX, secondY - firstY, secondX - firstX);
                            distance += arguments.Source[from];
                            mirror += arguments.Source[from + arguments.SourceCells];
                            tangent += arguments.Source[from + 2L * arguments.SourceCells];
                        }
                    }
                }
            }
        }

        int pixel = y * arguments.Width + x;
        int pixels = arguments.Height * arguments.Width;
        long first = (long)arguments.Pairs[2 * pair] * arguments.ImageLength + arguments.Table + pixel;
        long second = (long)arguments.Pairs[2 * pair + 1] * arguments.ImageLength + arguments.Table + pixel + offsetY * arguments.Width + offsetX;
        T weight = arguments.First[first] * arguments.Second[second];
        T variance = Excess(arguments, first, second, pixels, PoolFactors.Variance, PoolFactors.VarianceExcess);
        T tangentExcess = Excess(arguments, first, second, pixels, PoolFactors.Tangent, PoolFactors.TangentExcess);
        long target = (long)pair * PlaneMemory.Parts * arguments.TargetCells + cell;
        arguments.Target[target] = weight * distance - variance;
        arguments.Target[target + arguments.TargetCells] = weight * mirror - variance;
        arguments.Target[target + 2L * arguments.TargetCells] = weight * tangent - tangentExcess;
    }

    private static T Excess(PoolArguments<T> arguments, long first, long second, int pixels, int sum, int excess)
    {
        T uneven = arguments.First[first + (long)sum * pixels] * arguments.Second[second + (long)PoolFactors.Uneven * pixels]
            + arguments.Second[second + (long)sum * pixels] * arguments.First[first + (long)PoolFactors.Uneven * pixels];
        return (arguments.First[first + (long)excess * pixels] + arguments.Second[second + (long)excess * pixels]) + uneven;
    }

    /// <summary>A pixel along one axis; negative if the image has none there.</summary>
    private static int Pixel(int index, int pixels, int wraps) => wraps != 0 ? KeptPlanes.Wrap(index, pixels) : index < pixels ? index : -1;
}
