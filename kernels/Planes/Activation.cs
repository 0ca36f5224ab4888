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
    where TDual : struct, IDual
    where TTangent : struct, ITangent
    where TCells : struct, IPlaneCells
{
    public static void Run(PlaneArguments<T> arguments, TDual dual, ArrayView<T> memory, int half, int step, int y, int x, int pair, int count)
    {
        int start = step * PlaneSteps.Length;
        int flags = arguments.Steps[start + PlaneSteps.Flags];
        int height = arguments.Steps[start + PlaneSteps.SourceHeight];
        int width = arguments.Steps[start + PlaneSteps.SourceWidth];
        int pixels = height * width;
        int table = arguments.Steps[start + PlaneSteps.Table];
        var plane = new PlaneShape(height, width, y * arguments.Steps[start + PlaneSteps.SourceMultipleY], x * arguments.Steps[start + PlaneSteps.SourceMultipleX]);
        int distances = PlaneMemory<T, TTangent, TCells>.At(half, PlaneMemory.Distance);
        int mirrors = PlaneMemory<T, TTangent, TCells>.At(half, PlaneMemory.Mirror);
        int tangents = PlaneMemory<T, TTangent, TCells>.At(half, PlaneMemory.Tangent);
        for (int i = Group.IdxX; i < count * plane.Cells; i += Group.DimX)
        {
            int own = plane.Pair(i);
            int pixel = plane.FirstPixel(i - own * plane.Cells);
            long first = (long)arguments.Pairs[2 * (pair + own)] * arguments.ImageLength + table + pixel;
            long second = (long)arguments.Pairs[2 * (pair + own) + 1] * arguments.ImageLength + table + pixel + plane.Shift;
            var factors = new DeviceFactors<T, TFormat>(arguments.First, first, pixels, arguments.Second, second, pixels);
            var cell = new PlaneCell<DeviceLane<T, TFormat>>(new(memory[distances + i]), new(memory[mirrors + i]), new(memory[tangents + i]));
            bool isHomogeneous = dual.IsHomogeneous && (flags & PlaneSteps.IsRescaling) == 0;
            long dualStart = (long)new DualFactorLayout(isHomogeneous, TTangent.IsPropagated).Count * pixels;
            var dualFactors = new DeviceFactors<T, TFormat>(arguments.First, first + dualStart, pixels, arguments.Second, second + dualStart, pixels);
            cell = Cell(dual, cell, factors, dualFactors, flags);
            memory[distances + i] = cell.Distance.Value;
            if ((flags & PlaneSteps.HasMirror) != 0)
                memory[mirrors + i] = cell.Mirror.Value;
            if (TTangent.IsPropagated)
                memory[tangents + i] = cell.Tangent.Value;
        }
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

/// <summary>The three distances of a cell.</summary>
internal readonly struct PlaneCell<TLane>(TLane distance, TLane mirror, TLane tangent)
    where TLane : struct
{
    public readonly TLane Distance = distance;
    public readonly TLane Mirror = mirror;
    public readonly TLane Tangent = tangent;
}
