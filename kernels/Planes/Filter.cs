using System.Numerics;
using ILGPU;
using Ntk.Engine.Cpu;
using Ntk.Engine.Duals;
using Ntk.Kernels.Lanes;

namespace Ntk.Kernels.Planes;

/// <summary>
/// Sums over windows of a plane, the affine layer they belong to, and the activation after it. Of cells beyond the edge at most one pixel exists: there the distance is
/// that of a signal from zero, the variance.
/// </summary>
/// <remarks>
/// Of the commonest filter, 3 × 3 with a stride of 1, a thread computes four cells below each other and keeps the sums of the last rows: 4½ values read a cell
/// instead of 9. What the activation needs is in registers already.
/// </remarks>
internal static class Filter<T, TFormat, TDual, TTangent, TCells>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TFormat : struct, IDeviceFormat<T>
    where TDual : struct, IPairDual
    where TTangent : struct, ITangent
    where TCells : struct, IPlaneCells
{
    /// <summary>Cells below each other that a thread computes.</summary>
    private const int Strip = 4;

    /// <summary>Reads one half of the memory and writes the other.</summary>
    /// <param name="arguments">What the kernel works on.</param>
    /// <param name="dual">The activation.</param>
    /// <param name="memory">The planes.</param>
    /// <param name="half">The half that is read.</param>
    /// <param name="step">The filter.</param>
    /// <param name="isActivated">Whether the step after it is an activation, which is applied too.</param>
    /// <param name="y">The offset of the segment's target.</param>
    /// <param name="x">Likewise.</param>
    /// <param name="pair">The first pair.</param>
    /// <param name="count">Pairs side by side.</param>
    public static void Run(PlaneArguments<T> arguments, TDual dual, ArrayView<T> memory, int half, int step, bool isActivated, int y, int x, int pair, int count)
    {
        int start = step * PlaneSteps.Length;
        int strideY = arguments.Steps[start + PlaneSteps.StrideY];
        int strideX = arguments.Steps[start + PlaneSteps.StrideX];
        int offsetY = y * arguments.Steps[start + PlaneSteps.SourceMultipleY];
        int offsetX = x * arguments.Steps[start + PlaneSteps.SourceMultipleX];
        int rows = arguments.Steps[start + PlaneSteps.FilterHeight];
        int columns = arguments.Steps[start + PlaneSteps.FilterWidth];
        var source = new PlaneShape(arguments.Steps[start + PlaneSteps.SourceHeight], arguments.Steps[start + PlaneSteps.SourceWidth], offsetY, offsetX);
        var target = new PlaneShape(arguments.Steps[start + PlaneSteps.Height], arguments.Steps[start + PlaneSteps.Width], offsetY / strideY, offsetX / strideX);
        bool isUsual = rows == 3 && columns == 3 && strideY == 1 && strideX == 1;
        int strip = isUsual ? Strip : 1;
        int stripCells = (target.Rows + strip - 1) / strip * target.Columns;
        float perStripCell = 1f / stripCells;
        for (int i = Group.IdxX; i < count * stripCells; i += Group.DimX)
        {
            int own = (int)((i + 0.5f) * perStripCell);
            int cell = i - own * stripCells;
            int stripRow = target.Row(cell);
            int column = cell - stripRow * target.Columns;
            int left = (target.FirstColumn + column) * strideX - arguments.Steps[start + PlaneSteps.Before];
            var older = new PlaneCell<T>(T.Zero, T.Zero, T.Zero);
            var old = older;
            for (int j = isUsual ? -2 : 0; j < strip; j++)
            {
                int row = stripRow * strip + j;
                int top = (target.FirstRow + row) * strideY - arguments.Steps[start + PlaneSteps.Above];
                PlaneCell<T> sum = Sum(arguments, memory, half, start, source, own, pair, isUsual ? top + 2 : top, left, isUsual ? 1 : rows, columns);
                if (isUsual)
                {
                    PlaneCell<T> newest = sum;
                    sum = Add(Add(older, old), newest);
                    older = old;
                    old = newest;
                }

                if (j >= 0 && row < target.Rows)
                {
                    PlaneCell<T> result = Affine(arguments, step, sum);
                    if (isActivated)
                    {
                        int pixel = (target.FirstRow + row) * target.Width + target.FirstColumn + column;
                        result = Activation<T, TFormat, TDual, TTangent, TCells>.Apply(arguments, dual, start + PlaneSteps.Length, pair + own, pixel, target.Shift, result);
                    }

                    int to = own * target.Cells + row * target.Columns + column;
                    memory[PlaneMemory<T, TTangent, TCells>.At(arguments, 1 - half, PlaneMemory.Distance) + to] = result.Distance;
                    memory[PlaneMemory<T, TTangent, TCells>.At(arguments, 1 - half, PlaneMemory.Mirror) + to] = result.Mirror;
                    if (TTangent.IsPropagated)
                        memory[PlaneMemory<T, TTangent, TCells>.At(arguments, 1 - half, PlaneMemory.Tangent) + to] = result.Tangent;
                }
            }
        }
    }

    private static PlaneCell<T> Add(PlaneCell<T> left, PlaneCell<T> right) =>
        new(left.Distance + right.Distance, left.Mirror + right.Mirror, left.Tangent + right.Tangent);

    /// <summary>D' = scale·ΣD, M' = scale·ΣM + offset, T' = input·ΣD + scale·ΣT.</summary>
    private static PlaneCell<T> Affine(PlaneArguments<T> arguments, int step, PlaneCell<T> sum)
    {
        int constants = step * PlaneSteps.ConstantCount;
        T scale = arguments.Constants[constants + PlaneSteps.Scale];
        return new(
            scale * sum.Distance,
            scale * sum.Mirror + arguments.Constants[constants + PlaneSteps.MirrorOffset],
            arguments.Constants[constants + PlaneSteps.Input] * sum.Distance + scale * sum.Tangent);
    }

    /// <summary>Sums over a window.</summary>
    private static PlaneCell<T> Sum(
        PlaneArguments<T> arguments, ArrayView<T> memory, int half, int start, PlaneShape source, int own, int pair, int top, int left, int rows, int columns)
    {
        bool hasMirror = (arguments.Steps[start + PlaneSteps.Flags] & PlaneSteps.HasMirror) != 0;
        int height = arguments.Steps[start + PlaneSteps.SourceHeight];
        T distance = T.Zero;
        T mirror = T.Zero;
        T tangent = T.Zero;
        for (int y = top; y < top + rows; y++)
        {
            for (int x = left; x < left + columns; x++)
            {
                int planeY = y - source.FirstRow;
                int planeX = x - source.FirstColumn;
                if (planeY >= 0 && planeY < source.Rows && planeX >= 0 && planeX < source.Columns)
                {
                    int from = own * source.Cells + planeY * source.Columns + planeX;
                    distance += memory[PlaneMemory<T, TTangent, TCells>.At(arguments, half, PlaneMemory.Distance) + from];
                    if (hasMirror)
                        mirror += memory[PlaneMemory<T, TTangent, TCells>.At(arguments, half, PlaneMemory.Mirror) + from];
                    if (TTangent.IsPropagated)
                        tangent += memory[PlaneMemory<T, TTangent, TCells>.At(arguments, half, PlaneMemory.Tangent) + from];
                }
                else
                {
                    int secondY = y + source.OffsetY;
                    int secondX = x + source.OffsetX;
                    bool isFirst = y >= 0 && y < height && x >= 0 && x < source.Width;
                    bool isSecond = secondY >= 0 && secondY < height && secondX >= 0 && secondX < source.Width;
                    if (isFirst || isSecond)
                    {
                        int image = arguments.Pairs[2 * (pair + own) + (isFirst ? 0 : 1)];
                        int pixel = isFirst ? y * source.Width + x : secondY * source.Width + secondX;
                        T deviation = Scalar(arguments, isFirst, image, start, PlaneSteps.EdgeDeviation, pixel);
                        distance += deviation * deviation;
                        mirror += deviation * deviation;
                        if (TTangent.IsPropagated)
                            tangent += EdgeTangent(arguments, isFirst, image, start, pixel);
                    }
                }
            }
        }

        return new(distance, mirror, tangent);
    }

    private static T EdgeTangent(PlaneArguments<T> arguments, bool isFirst, int image, int start, int pixel)
    {
        T tangent = Scalar(arguments, isFirst, image, start, PlaneSteps.EdgeTangent, pixel);
        return arguments.Steps[start + PlaneSteps.EdgeSlope] < 0 ? tangent : tangent * Scalar(arguments, isFirst, image, start, PlaneSteps.EdgeSlope, pixel);
    }

    /// <summary>A scalar of a pixel before the filter.</summary>
    private static T Scalar(PlaneArguments<T> arguments, bool isFirst, int image, int start, int which, int pixel)
    {
        int scalar = arguments.Steps[start + PlaneSteps.Table] + arguments.Steps[start + which] * arguments.Steps[start + PlaneSteps.TablePixels];
        long element = (long)image * arguments.ImageLength + scalar + pixel;
        return isFirst ? arguments.First[element] : arguments.Second[element];
    }
}
