using System.Runtime.CompilerServices;
using Ntk.Native.Lanes;

namespace Ntk.Bench.Accuracy;

/// <summary>The worst argument of a function that a sweep met.</summary>
/// <param name="Function">The function.</param>
/// <param name="Ulps">Its error in units in the last place.</param>
/// <param name="Argument">Where.</param>
internal readonly record struct WorstCase(string Function, double Ulps, float Argument);

/// <summary>
/// Compares the float functions with the double ones (which tests/Golden/elementary.json holds to two units in their own last
/// place, 2⁻²⁸ of a float's) over the bit patterns of all floats, NaNs and infinities included, or every so many-th of them.
/// </summary>
internal static class ElementarySweep
{
    private const int BlockLength = 4096;
    private const int Parts = 256;

    /// <summary>All functions, with the widest lanes of this processor.</summary>
    /// <param name="stride">1 for all 2³² floats, a larger odd number for a sample.</param>
    public static WorstCase[] Run(int stride)
    {
        var operation = new WidestLane { Stride = stride };
        LaneDispatch.Run<float, WidestLane>(ref operation);
        return operation.Results;
    }

    /// <summary>All functions, with given lanes.</summary>
    public static WorstCase[] Run<TSingle, TDouble>(int stride)
        where TSingle : struct, ILane<TSingle, float>
        where TDouble : struct, ILane<TDouble, double> =>
    [
        Worst<AsinFunction, TSingle, TDouble>(stride),
        Worst<AcosFunction, TSingle, TDouble>(stride),
        Worst<ExpFunction, TSingle, TDouble>(stride),
        Worst<ExpMinusOneFunction, TSingle, TDouble>(stride),
        Worst<ErfFunction, TSingle, TDouble>(stride),
    ];

    /// <summary>Applies a function to whole arrays, whose length is a multiple of the lane's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Apply<TFunction, T, TLane>(T[] x, T[] y)
        where TFunction : struct, IElementaryFunction
        where T : unmanaged
        where TLane : struct, ILane<TLane, T>
    {
        ref T source = ref x[0];
        ref T target = ref y[0];
        for (int i = 0; i < x.Length; i += TLane.Count)
            TFunction.Apply(TLane.Load(in source, (nuint)i)).Store(ref target, (nuint)i);
    }

    private static WorstCase Worst<TFunction, TSingle, TDouble>(int stride)
        where TFunction : struct, IElementaryFunction
        where TSingle : struct, ILane<TSingle, float>
        where TDouble : struct, ILane<TDouble, double>
    {
        var parts = new WorstCase[Parts];
        Parallel.For(0, Parts, part => parts[part] = WorstOfPart<TFunction, TSingle, TDouble>(part, stride));
        return parts.MaxBy(w => w.Ulps);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static WorstCase WorstOfPart<TFunction, TSingle, TDouble>(int part, int stride)
        where TFunction : struct, IElementaryFunction
        where TSingle : struct, ILane<TSingle, float>
        where TDouble : struct, ILane<TDouble, double>
    {
        const long PartLength = (1L << 32) / Parts;
        float[] single = new float[BlockLength], singleResult = new float[BlockLength];
        double[] wide = new double[BlockLength], wideResult = new double[BlockLength];
        var worst = new WorstCase(TFunction.Name, -1, 0);
        long next = part * PartLength + (stride - part * PartLength % stride) % stride;
        long end = (part + 1) * PartLength;
        while (next < end)
        {
            for (int i = 0; i < BlockLength; i++)
            {
                // Beyond the end, the last one again.
                single[i] = BitConverter.UInt32BitsToSingle((uint)next);
                wide[i] = single[i];
                next += next + stride < end || i + 1 == BlockLength ? stride : 0;
            }

            Apply<TFunction, float, TSingle>(single, singleResult);
            Apply<TFunction, double, TDouble>(wide, wideResult);
            int index = WorstOfBlock(singleResult, wideResult, out double ulps);
            if (ulps > worst.Ulps)
                worst = new(TFunction.Name, ulps, single[index]);
        }

        return worst;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int WorstOfBlock(float[] actual, double[] truth, out double ulps)
    {
        int index = 0;
        ulps = -1;
        for (int i = 0; i < actual.Length; i++)
        {
            double error = UnitsInTheLastPlace.Of(actual[i], truth[i]);
            if (error > ulps)
                (index, ulps) = (i, error);
        }

        return index;
    }

    private struct WidestLane : ILaneOperation<float>
    {
        public int Stride { get; init; }

        public WorstCase[] Results { get; private set; }

        public void Run<TLane>()
            where TLane : struct, ILane<TLane, float> =>
            Results = TLane.Count switch
            {
                16 => ElementarySweep.Run<TLane, Lane512<double>>(Stride),
                8 => ElementarySweep.Run<TLane, Lane256<double>>(Stride),
                _ => ElementarySweep.Run<TLane, Lane128<double>>(Stride),
            };
    }
}
