using System.Numerics;
using ILGPU;
using Ntk.Engine.Cpu;
using Ntk.Engine.Cpu.Planes;
using Ntk.Engine.Duals;
using Ntk.Kernels.Lanes;

namespace Ntk.Kernels.Planes;

/// <summary>An activation on the cells of a plane, in place: D' = 4k₁'k₂'·hav' + (k₁' − k₂')² and so on, as on the processor.</summary>
internal static class Activation<T, TFormat, TDual, TTangent, TCells>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TFormat : struct, IDeviceFormat<T>
    where TDual : struct, IPairDual
    where TTangent : struct, ITangent
    where TCells : struct, IPlaneCells
{
    public static void Run(PlaneArguments<T> arguments, TDual dual, ArrayView<T> memory, int half, int step, int y, int x, int pair, int count)
    {
        int start = step * PlaneSteps.Length;
        var plane = new PlaneShape(
            arguments.Steps[start + PlaneSteps.SourceHeight], arguments.Steps[start + PlaneSteps.SourceWidth],
            y * arguments.Steps[start + PlaneSteps.SourceMultipleY], x * arguments.Steps[start + PlaneSteps.SourceMultipleX]);
        int distances = PlaneMemory<T, TTangent, TCells>.At(arguments, half, PlaneMemory.Distance);
        int mirrors = PlaneMemory<T, TTangent, TCells>.At(arguments, half, PlaneMemory.Mirror);
        int tangents = PlaneMemory<T, TTangent, TCells>.At(arguments, half, PlaneMemory.Tangent);
        for (int i = Group.IdxX; i < count * plane.Cells; i += Group.DimX)
        {
            int own = plane.Pair(i);
            int pixel = plane.FirstPixel(i - own * plane.Cells);
            PlaneCell<T> cell = Apply(arguments, dual, start, pair + own, pixel, plane.Shift, new(memory[distances + i], memory[mirrors + i], memory[tangents + i]));
            memory[distances + i] = cell.Distance;
            memory[mirrors + i] = cell.Mirror;
            memory[tangents + i] = cell.Tangent;
        }
    }

    /// <summary>The distances of a cell after the activation.</summary>
    /// <param name="arguments">What the kernel works on.</param>
    /// <param name="dual">The activation.</param>
    /// <param name="start">Where the step's numbers start.</param>
    /// <param name="pair">The pair of images.</param>
    /// <param name="pixel">The pixel of the first image.</param>
    /// <param name="shift">From there to the pixel of the second.</param>
    /// <param name="cell">The distances before it.</param>
    public static PlaneCell<T> Apply(PlaneArguments<T> arguments, TDual dual, int start, int pair, int pixel, int shift, PlaneCell<T> cell)
    {
        int flags = arguments.Steps[start + PlaneSteps.Flags];
        int pixels = arguments.Steps[start + PlaneSteps.TablePixels];
        int table = arguments.Steps[start + PlaneSteps.Table];
        long first = (long)arguments.Pairs[2 * pair] * arguments.ImageLength + table + pixel;
        long second = (long)arguments.Pairs[2 * pair + 1] * arguments.ImageLength + table + pixel + shift;
        bool isHomogeneous = dual.IsHomogeneous && (flags & PlaneSteps.IsRescaling) == 0;
        long dualStart = (long)new DualFactorLayout(isHomogeneous, TTangent.IsPropagated).Count * pixels;
        var factors = new DeviceFactors<T, TFormat>(arguments.First, first, pixels, arguments.Second, second, pixels);
        var dualFactors = new DeviceFactors<T, TFormat>(arguments.First, first + dualStart, pixels, arguments.Second, second + dualStart, pixels);
        PlaneCell<DeviceLane<T, TFormat>> result = Cell(dual, new(new(cell.Distance), new(cell.Mirror), new(cell.Tangent)), factors, dualFactors, flags);
        return new(result.Distance.Value, result.Mirror.Value, result.Tangent.Value);
    }

    private static PlaneCell<DeviceLane<T, TFormat>> Cell(
        TDual dual, PlaneCell<DeviceLane<T, TFormat>> cell, DeviceFactors<T, TFormat> pixels, DeviceFactors<T, TFormat> own, int flags)
    {
        bool isHomogeneous = dual.IsHomogeneous && (flags & PlaneSteps.IsRescaling) == 0;
        DeviceLane<T, TFormat> k1 = pixels.First(DualFactorLayout.Deviation);
        DeviceLane<T, TFormat> k2 = pixels.Second(DualFactorLayout.Deviation);
        DeviceLane<T, TFormat> inverse = pixels.First(DualFactorLayout.HalfInverse) * pixels.Second(DualFactorLayout.HalfInverse);
        DeviceLane<T, TFormat> haversine = Haversine(cell, k1, k2, inverse, (flags & PlaneSteps.SourceHasMirror) != 0);
        DeviceLane<T, TFormat> result = haversine;
        var slopeGap = DeviceLane<T, TFormat>.Constant(0);
        if ((flags & PlaneSteps.IsRescaling) == 0)
            dual.Evaluate(haversine, own, out result, out slopeGap);
        if (!isHomogeneous)
        {
            k1 = pixels.First(DualFactorLayout.OutputDeviation);
            k2 = pixels.Second(DualFactorLayout.OutputDeviation);
        }

        DeviceLane<T, TFormat> unequal = k1 - k2;
        DeviceLane<T, TFormat> square = unequal * unequal;
        DeviceLane<T, TFormat> scale = (k1 + k1) * (k2 + k2);
        DeviceLane<T, TFormat> near = result;
        DeviceLane<T, TFormat> far = result;
        if ((flags & PlaneSteps.HasMirror) != 0)
        {
            near = DeviceLane<T, TFormat>.Abs(result);
            far = DeviceLane<T, TFormat>.Constant(1) - near;
            bool isObtuse = TFormat.IsNegative(result.Value);
            DeviceLane<T, TFormat> other = isObtuse ? near : far;
            near = isObtuse ? far : near;
            far = other;
        }

        DeviceLane<T, TFormat> tangent = TTangent.IsPropagated ? Tangent(cell.Tangent, slopeGap, pixels, isHomogeneous) : cell.Tangent;
        return new(scale * near + square, scale * far + square, tangent);
    }

    private static DeviceLane<T, TFormat> Haversine(
        PlaneCell<DeviceLane<T, TFormat>> cell, DeviceLane<T, TFormat> k1, DeviceLane<T, TFormat> k2, DeviceLane<T, TFormat> inverse, bool hasMirror)
    {
        var zero = DeviceLane<T, TFormat>.Constant(0);
        var half = DeviceLane<T, TFormat>.Constant(0.5);
        DeviceLane<T, TFormat> unequal = k1 - k2;
        DeviceLane<T, TFormat> haversine = DeviceLane<T, TFormat>.MaxNative(cell.Distance - unequal * unequal, zero) * inverse;
        if (hasMirror)
        {
            DeviceLane<T, TFormat> mirror = DeviceLane<T, TFormat>.MaxNative((cell.Mirror - unequal * unequal) * inverse, zero);
            haversine = mirror.Value < haversine.Value ? -mirror : haversine;
            haversine = DeviceLane<T, TFormat>.CopySign(DeviceLane<T, TFormat>.MinNative(DeviceLane<T, TFormat>.Abs(haversine), half), haversine);
        }

        // A pixel without variance is orthogonal to all others.
        return inverse.Value <= T.Zero ? half : haversine;
    }

    private static DeviceLane<T, TFormat> Tangent(DeviceLane<T, TFormat> tangent, DeviceLane<T, TFormat> slopeGap, DeviceFactors<T, TFormat> pixels, bool isHomogeneous)
    {
        var layout = new DualFactorLayout(isHomogeneous, TTangent.IsPropagated);
        tangent += slopeGap * (pixels.First(layout.Tangent) + pixels.Second(layout.Tangent) - tangent);
        if (isHomogeneous)
            return tangent;
        DeviceLane<T, TFormat> s1 = pixels.First(DualFactorLayout.Slope);
        DeviceLane<T, TFormat> s2 = pixels.Second(DualFactorLayout.Slope);
        DeviceLane<T, TFormat> spread = pixels.First(DualFactorLayout.SlopeTangent) - pixels.Second(DualFactorLayout.SlopeTangent);
        return (s1 - s2) * spread + s1 * tangent * s2;
    }
}
