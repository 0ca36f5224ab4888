using System.Numerics;
using ILGPU;
using Ntk.Engine.Cpu;

namespace Ntk.Kernels.Planes;

/// <summary>
/// Sums over windows of a plane, and the affine layer they belong to. Of cells beyond the edge at most one pixel exists: there the distance is that of a signal from
/// zero, the variance.
/// </summary>
internal static class Filter<T, TTangent, TCells>
    where T : unmanaged, INumber<T>
    where TTangent : struct, ITangent
    where TCells : struct, IPlaneCells
{
    public static void Run(PlaneArguments<T> arguments, ArrayView<T> memory, int half, int step, int y, int x, int pair, int count)
    {
        int start = step * PlaneSteps.Length;
        int strideY = arguments.Steps[start + PlaneSteps.StrideY];
        int strideX = arguments.Steps[start + PlaneSteps.StrideX];
        int sourceY = y * arguments.Steps[start + PlaneSteps.SourceMultipleY];
        int sourceX = x * arguments.Steps[start + PlaneSteps.SourceMultipleX];
        int height = arguments.Steps[start + PlaneSteps.SourceHeight];
        int width = arguments.Steps[start + PlaneSteps.SourceWidth];
        var source = new PlaneShape(height, width, sourceY, sourceX);
        var target = new PlaneShape(arguments.Steps[start + PlaneSteps.Height], arguments.Steps[start + PlaneSteps.Width], sourceY / strideY, sourceX / strideX);
        int above = arguments.Steps[start + PlaneSteps.Above];
        int before = arguments.Steps[start + PlaneSteps.Before];
        int rows = arguments.Steps[start + PlaneSteps.FilterHeight];
        int columns = arguments.Steps[start + PlaneSteps.FilterWidth];
        bool hasMirror = (arguments.Steps[start + PlaneSteps.Flags] & PlaneSteps.HasMirror) != 0;
        int distances = PlaneMemory<T, TTangent, TCells>.At(half, PlaneMemory.Distance);
        int mirrors = PlaneMemory<T, TTangent, TCells>.At(half, PlaneMemory.Mirror);
        int tangents = PlaneMemory<T, TTangent, TCells>.At(half, PlaneMemory.Tangent);
        for (int i = Group.IdxX; i < count * target.Cells; i += Group.DimX)
        {
            int own = target.Pair(i);
            int cell = i - own * target.Cells;
            int row = target.Row(cell);
            int top = (target.FirstRow + row) * strideY - above;
            int left = (target.FirstColumn + cell - row * target.Columns) * strideX - before;
            T distance = T.Zero;
            T mirror = T.Zero;
            T tangent = T.Zero;
            for (int a = 0; a < rows; a++)
            {
                for (int b = 0; b < columns; b++)
                {
                    int py = top + a;
                    int px = left + b;
                    int planeY = py - source.FirstRow;
                    int planeX = px - source.FirstColumn;
                    if (planeY >= 0 && planeY < source.Rows && planeX >= 0 && planeX < source.Columns)
                    {
                        int from = own * source.Cells + planeY * source.Columns + planeX;
                        distance += memory[distances + from];
                        if (hasMirror)
                            mirror += memory[mirrors + from];
                        if (TTangent.IsPropagated)
                            tangent += memory[tangents + from];
                    }
                    else
                    {
                        bool isFirst = py >= 0 && py < height && px >= 0 && px < width;
                        bool isSecond = py + sourceY >= 0 && py + sourceY < height && px + sourceX >= 0 && px + sourceX < width;
                        if (isFirst || isSecond)
                        {
                            int image = arguments.Pairs[2 * (pair + own) + (isFirst ? 0 : 1)];
                            int pixel = isFirst ? py * width + px : (py + sourceY) * width + px + sourceX;
                            T deviation = Scalar(arguments, isFirst, image, start, PlaneSteps.EdgeDeviation, pixel);
                            distance += deviation * deviation;
                            mirror += deviation * deviation;
                            if (TTangent.IsPropagated)
                                tangent += EdgeTangent(arguments, isFirst, image, start, pixel);
                        }
                    }
                }
            }

            int constants = step * PlaneSteps.ConstantCount;
            T scale = arguments.Constants[constants + PlaneSteps.Scale];
            memory[PlaneMemory<T, TTangent, TCells>.At(1 - half, PlaneMemory.Distance) + i] = scale * distance;
            if (hasMirror)
                memory[PlaneMemory<T, TTangent, TCells>.At(1 - half, PlaneMemory.Mirror) + i] = scale * mirror + arguments.Constants[constants + PlaneSteps.MirrorOffset];
            if (TTangent.IsPropagated)
                memory[PlaneMemory<T, TTangent, TCells>.At(1 - half, PlaneMemory.Tangent) + i] = arguments.Constants[constants + PlaneSteps.Input] * distance + scale * tangent;
        }
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
