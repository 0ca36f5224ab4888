using System.Numerics;
using ILGPU;
using Ntk.Engine.Cpu;

namespace Ntk.Kernels.Planes;

/// <summary>Dropout: the variance of each pixel grows, and with it all distances.</summary>
/// <remarks>Scalars: by how much K(x,x) grows, and Θ(x,x).</remarks>
internal static class DropoutPlane<T, TTangent, TCells>
    where T : unmanaged, INumber<T>
    where TTangent : struct, ITangent
    where TCells : struct, IPlaneCells
{
    public static void Run(PlaneArguments<T> arguments, ArrayView<T> memory, int half, int step, int y, int x, int pair, int count)
    {
        int start = step * PlaneSteps.Length;
        int height = arguments.Steps[start + PlaneSteps.SourceHeight];
        int width = arguments.Steps[start + PlaneSteps.SourceWidth];
        int pixels = height * width;
        int table = arguments.Steps[start + PlaneSteps.Table];
        bool hasMirror = (arguments.Steps[start + PlaneSteps.Flags] & PlaneSteps.HasMirror) != 0;
        var plane = new PlaneShape(height, width, y * arguments.Steps[start + PlaneSteps.SourceMultipleY], x * arguments.Steps[start + PlaneSteps.SourceMultipleX]);
        for (int i = Group.IdxX; i < count * plane.Cells; i += Group.DimX)
        {
            int own = plane.Pair(i);
            int pixel = plane.FirstPixel(i - own * plane.Cells);
            long first = (long)arguments.Pairs[2 * (pair + own)] * arguments.ImageLength + table + pixel;
            long second = (long)arguments.Pairs[2 * (pair + own) + 1] * arguments.ImageLength + table + pixel + plane.Shift;
            T growth = arguments.First[first] + arguments.Second[second];
            memory[PlaneMemory<T, TTangent, TCells>.At(arguments, half, PlaneMemory.Distance) + i] += growth;
            if (hasMirror)
                memory[PlaneMemory<T, TTangent, TCells>.At(arguments, half, PlaneMemory.Mirror) + i] += growth;
            if (TTangent.IsPropagated)
                memory[PlaneMemory<T, TTangent, TCells>.At(arguments, half, PlaneMemory.Tangent) + i] += arguments.First[first + pixels] + arguments.Second[second + pixels];
        }
    }
}
