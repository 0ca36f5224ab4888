using System.Numerics;
using ILGPU;

namespace Ntk.Kernels.Planes;

/// <summary>What <see cref="WrappedFilterKernel{T}"/> works on.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal readonly struct WrappedFilterArguments<T>
    where T : unmanaged
{
    /// <summary>All planes before the filter, for each pair and each of the three distances one after the other.</summary>
    public ArrayView<T> Source { get; init; }

    /// <summary>Receives the planes after it likewise.</summary>
    public ArrayView<T> Target { get; init; }

    /// <summary>The first cell of each offset's plane among all of the source; negative where there is none.</summary>
    public ArrayView<int> Starts { get; init; }

    /// <summary>For each cell of the target the first pixel's row and column, then the offset's.</summary>
    public ArrayView<int> Cells { get; init; }

    /// <summary>D' = scale·ΣD, M' = scale·ΣM + offset, T' = input·ΣD + scale·ΣT.</summary>
    public T Scale { get; init; }

    /// <inheritdoc cref="Scale"/>
    public T MirrorOffset { get; init; }

    /// <inheritdoc cref="Scale"/>
    public T Input { get; init; }

    /// <summary>Cells of all planes before and after the filter.</summary>
    public int SourceCells { get; init; }

    /// <inheritdoc cref="SourceCells"/>
    public int TargetCells { get; init; }

    /// <summary>The pixels before the filter.</summary>
    public int SourceHeight { get; init; }

    /// <inheritdoc cref="SourceHeight"/>
    public int SourceWidth { get; init; }

    /// <summary>The filter.</summary>
    public int FilterHeight { get; init; }

    /// <inheritdoc cref="FilterHeight"/>
    public int FilterWidth { get; init; }

    /// <inheritdoc cref="FilterHeight"/>
    public int StrideY { get; init; }

    /// <inheritdoc cref="FilterHeight"/>
    public int StrideX { get; init; }

    /// <summary>How far the first window reaches beyond the edge.</summary>
    public int Above { get; init; }

    /// <inheritdoc cref="Above"/>
    public int Before { get; init; }
}

/// <summary>
/// A filter that wraps around the image, and the affine layer it belongs to, one thread a cell of the result: of two pixels that wrap, or of which one does, the
/// offset is another, so that the cells of a window are in several planes.
/// </summary>
internal static class WrappedFilterKernel<T>
    where T : unmanaged, INumber<T>
{
    public static void Run(WrappedFilterArguments<T> arguments)
    {
        int cell = Grid.IdxX * Group.DimX + Group.IdxX;
        int pair = Grid.IdxY;
        if (cell >= arguments.TargetCells)
            return;
        int top = arguments.Cells[4 * cell] * arguments.StrideY - arguments.Above;
        int left = arguments.Cells[4 * cell + 1] * arguments.StrideX - arguments.Before;
        int offsetY = arguments.Cells[4 * cell + 2] * arguments.StrideY;
        int offsetX = arguments.Cells[4 * cell + 3] * arguments.StrideX;
        long source = (long)pair * PlaneMemory.Parts * arguments.SourceCells;
        T distance = T.Zero;
        T mirror = T.Zero;
        T tangent = T.Zero;
        for (int a = 0; a < arguments.FilterHeight; a++)
        {
            int firstY = KeptPlanes.Wrap(top + a, arguments.SourceHeight);
            int secondY = KeptPlanes.Wrap(top + a + offsetY, arguments.SourceHeight);
            for (int b = 0; b < arguments.FilterWidth; b++)
            {
                int firstX = KeptPlanes.Wrap(left + b, arguments.SourceWidth);
                int secondX = KeptPlanes.Wrap(left + b + offsetX, arguments.SourceWidth);
                long from = source + KeptPlanes.Cell(arguments.Starts, arguments.SourceHeight, arguments.SourceWidth, firstY, firstX, secondY - firstY, secondX - firstX);
                distance += arguments.Source[from];
                mirror += arguments.Source[from + arguments.SourceCells];
                tangent += arguments.Source[from + 2L * arguments.SourceCells];
            }
        }

        long target = (long)pair * PlaneMemory.Parts * arguments.TargetCells + cell;
        arguments.Target[target] = arguments.Scale * distance;
        arguments.Target[target + arguments.TargetCells] = arguments.Scale * mirror + arguments.MirrorOffset;
        arguments.Target[target + 2L * arguments.TargetCells] = arguments.Input * distance + arguments.Scale * tangent;
    }
}
