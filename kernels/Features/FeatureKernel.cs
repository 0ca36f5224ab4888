using System.Numerics;
using ILGPU;
using Ntk.Engine.Cpu;
using Ntk.Engine.Duals;
using Ntk.Kernels.Lanes;

namespace Ntk.Kernels.Features;

/// <summary>
/// Layers of a fully-connected network on the entries of a tile: one thread an entry, which keeps its correlation and the gap of its tangent correlation in registers
/// through all layers, from the inputs' product to the entries of both kernels.
/// </summary>
/// <remarks>The arithmetic of each layer is the processor's: the same duals and the same <see cref="IAffine"/>.</remarks>
internal static class FeatureKernel<T, TFormat, TDual, TTangent>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TFormat : struct, IDeviceFormat<T>
    where TDual : struct, IPairDual
    where TTangent : struct, ITangent
{
    public static void Run(FeatureArguments<T> arguments, TDual dual)
    {
        int column = Grid.IdxX * Group.DimX + Group.IdxX;
        int row = Grid.IdxY;
        if (column >= arguments.Columns)
            return;
        long entry = (long)row * arguments.Columns + column;
        DeviceLane<T, TFormat> haversine;
        var gap = DeviceLane<T, TFormat>.Constant(0);
        if (arguments.ReadsProducts != 0)
        {
            haversine = InputHaversine<T, TFormat>.Of(arguments, row, column, entry);
        }
        else
        {
            haversine = new(arguments.Source[entry]);
            if (TTangent.IsPropagated)
                gap = new(arguments.SourceGap[entry]);
        }

        for (int step = 0; step < arguments.StepCount; step++)
            Apply(arguments, dual, step, row, column, ref haversine, ref gap);

        if (arguments.WritesEntries == 0)
        {
            arguments.Target[entry] = haversine.Value;
            if (TTangent.IsPropagated)
                arguments.TargetGap[entry] = gap.Value;
            return;
        }

        int first = arguments.FirstRow + row;
        int second = arguments.FirstColumn + column;
        if (arguments.WritesNngp != 0)
            arguments.Target[entry] = arguments.FirstScale[first] * SignedHaversine.ToCorrelation(haversine).Value * arguments.SecondScale[second];
        if (TTangent.IsPropagated)
            arguments.TargetGap[entry] = arguments.FirstTangentScale[first] * (T.One - gap.Value) * arguments.SecondTangentScale[second];
    }

    private static void Apply(
        in FeatureArguments<T> arguments, TDual dual, int step, int row, int column, ref DeviceLane<T, TFormat> haversine, ref DeviceLane<T, TFormat> gap)
    {
        int flags = arguments.Steps[step * FeatureSteps.Length + FeatureSteps.Flags];
        if ((flags & FeatureSteps.HasDual) != 0)
        {
            dual.Evaluate(haversine, Factors(arguments, step, FeatureSteps.DualFactor, row, column), out haversine, out DeviceLane<T, TFormat> slopeGap);

            // 1 − (1 − slopeGap)(1 − gap)
            if (TTangent.IsPropagated)
                gap = DeviceLane<T, TFormat>.NegatedMultiplyAdd(slopeGap, gap, slopeGap + gap);
        }

        if ((flags & FeatureSteps.IsDropout) != 0)
        {
            var keep = new DeviceLane<T, TFormat>(arguments.Constants[step]);
            Dropout.Apply(keep, ref haversine, ref gap);
        }

        if ((flags & FeatureSteps.HasAffine) == 0)
            return;
        DeviceFactors<T, TFormat> factors = Factors(arguments, step, FeatureSteps.AffineFactor, row, column);
        if ((flags & FeatureSteps.HasRule) != 0)
            RuledAffine.Apply(ref haversine, ref gap, factors, TTangent.IsPropagated);
        else if ((flags & FeatureSteps.HasBias) != 0)
            DenseAffine<AnySign, WithBias>.Apply(ref haversine, ref gap, factors, TTangent.IsPropagated);
        else
            DenseAffine<AnySign, WithoutBias>.Apply(ref haversine, ref gap, factors, TTangent.IsPropagated);
    }

    private static DeviceFactors<T, TFormat> Factors(in FeatureArguments<T> arguments, int step, int which, int row, int column)
    {
        long first = arguments.Steps[step * FeatureSteps.Length + which];
        long second = arguments.Steps[step * FeatureSteps.Length + which + 1];
        return new(
            arguments.FirstFactors, first * arguments.FirstCount + arguments.FirstRow + row, arguments.FirstCount,
            arguments.SecondFactors, second * arguments.SecondCount + arguments.FirstColumn + column, arguments.SecondCount);
    }
}
