using System.Numerics;
using ILGPU;
using Ntk.Engine.Cpu;
using Ntk.Engine.Duals;
using Ntk.Kernels.Lanes;

namespace Ntk.Kernels.Features;

/// <summary>From a product z·z' to the haversine of the inputs' angle, as <see cref="InputKernel{T, TLane}"/> does on the processor.</summary>
internal static class InputHaversine<T, TFormat>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TFormat : struct, IDeviceFormat<T>
{
    public static DeviceLane<T, TFormat> Of(in FeatureArguments<T> arguments, int row, int column, long entry)
    {
        int first = arguments.FirstRow + row;
        int second = arguments.FirstColumn + column;
        if (arguments.HasZeroRows != 0 && (arguments.FirstIsZero[first] != 0 || arguments.SecondIsZero[second] != 0))
            return DeviceLane<T, TFormat>.Constant(0.5);
        var sum = new DeviceLane<T, TFormat>(arguments.FirstSquares[first] + arguments.SecondSquares[second]);
        var product = new DeviceLane<T, TFormat>(arguments.Source[entry]);
        DeviceLane<T, TFormat> haversine = InputAngle.Haversine(product, sum);
        DeviceLane<T, TFormat> limit = InputAngle.SmallestRoot<DeviceLane<T, TFormat>>() * sum;
        if (DeviceLane<T, TFormat>.Abs(haversine).Value >= (limit * limit).Value)
            return haversine;
        return TFormat.IsNegative(haversine.Value) ? new(-ToMirror(arguments, first, second)) : new(Distance(arguments, first, second));
    }

    /// <summary>|z − z'|²/4.</summary>
    private static T Distance(in FeatureArguments<T> arguments, int first, int second)
    {
        long a = (long)first * arguments.FeatureStride;
        long b = (long)second * arguments.FeatureStride;
        T sum = T.Zero;
        for (int k = 0; k < arguments.FeatureCount; k++)
        {
            T difference = arguments.FirstRows[a + k] - arguments.SecondRows[b + k];
            sum += difference * difference;
        }

        return TFormat.Constant(0.25) * sum;
    }

    /// <summary>|z + z' + 2·centre|²/4.</summary>
    private static T ToMirror(in FeatureArguments<T> arguments, int first, int second)
    {
        long a = (long)first * arguments.FeatureStride;
        long b = (long)second * arguments.FeatureStride;
        T sum = T.Zero;
        for (int k = 0; k < arguments.FeatureCount; k++)
        {
            T middle = arguments.Centre[k];
            T total = (arguments.FirstRows[a + k] + middle) + (arguments.SecondRows[b + k] + middle);
            sum += total * total;
        }

        return TFormat.Constant(0.25) * sum;
    }
}
