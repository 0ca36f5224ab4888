using System.Numerics;
using System.Runtime.CompilerServices;
using Ntk.Engine.Numerics;
using Ntk.Native.Lanes;

namespace Ntk.Bench.Limits;

/// <summary>What the machine can do at most.</summary>
/// <param name="Threads">On this many threads.</param>
/// <param name="FloatFma">Fused multiply-adds of float elements a second.</param>
/// <param name="DoubleFma">Fused multiply-adds of double elements a second.</param>
/// <param name="BytesPerSecond">Bytes read and written by y ← a·x + y over arrays much larger than the caches.</param>
internal sealed record MachineLimits(int Threads, double FloatFma, double DoubleFma, double BytesPerSecond)
{
    private const int FmaRepetitions = 16_000_000;
    private const int StreamElements = 1 << 25;

    /// <summary>Fused multiply-adds of elements of a type a second.</summary>
    public double Fma<T>() => typeof(T) == typeof(float) ? FloatFma : DoubleFma;

    public static MachineLimits Measure(int threads) => new(threads, Fma<float>(threads), Fma<double>(threads), Stream(threads));

    private static double Fma<T>(int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double seconds = Stopwatches.BestOnThreads(threads, _ =>
        {
            var operation = default(FmaOperation<T>);
            LaneDispatch.Run<T, FmaOperation<T>>(ref operation);
        });
        var count = default(FmaOperation<T>);
        LaneDispatch.Run<T, FmaOperation<T>>(ref count);
        return threads * count.Elements / seconds;
    }

    private static double Stream(int threads)
    {
        using var x = new NativeBuffer<float>(StreamElements);
        using var y = new NativeBuffer<float>(StreamElements);
        int share = StreamElements / threads;
        double seconds = Stopwatches.BestOnThreads(threads, t =>
        {
            var operation = new StreamOperation(x, y, (long)t * share, share);
            LaneDispatch.Run<float, StreamOperation>(ref operation);
        });
        return 3.0 * sizeof(float) * share * threads / seconds;
    }

    /// <summary>Sixteen chains of fused multiply-adds, enough to fill the pipelines.</summary>
    private struct FmaOperation<T> : ILaneOperation<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public double Elements { get; private set; }

        public void Run<TLane>()
            where TLane : struct, ILane<TLane, T>
        {
            Elements = 16.0 * TLane.Count * FmaRepetitions;
            Sink = Chains<TLane>(TLane.Constant(0.999999), TLane.Constant(1e-6)).Sum();
        }

        private static T Sink { get; set; }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static TLane Chains<TLane>(TLane a, TLane b)
            where TLane : struct, ILane<TLane, T>
        {
            TLane x0 = a, x1 = a, x2 = a, x3 = a, x4 = a, x5 = a, x6 = a, x7 = a;
            TLane y0 = b, y1 = b, y2 = b, y3 = b, y4 = b, y5 = b, y6 = b, y7 = b;
            for (int i = 0; i < FmaRepetitions; i++)
            {
                x0 = TLane.MultiplyAdd(x0, a, b);
                x1 = TLane.MultiplyAdd(x1, a, b);
                x2 = TLane.MultiplyAdd(x2, a, b);
                x3 = TLane.MultiplyAdd(x3, a, b);
                x4 = TLane.MultiplyAdd(x4, a, b);
                x5 = TLane.MultiplyAdd(x5, a, b);
                x6 = TLane.MultiplyAdd(x6, a, b);
                x7 = TLane.MultiplyAdd(x7, a, b);
                y0 = TLane.MultiplyAdd(y0, a, b);
                y1 = TLane.MultiplyAdd(y1, a, b);
                y2 = TLane.MultiplyAdd(y2, a, b);
                y3 = TLane.MultiplyAdd(y3, a, b);
                y4 = TLane.MultiplyAdd(y4, a, b);
                y5 = TLane.MultiplyAdd(y5, a, b);
                y6 = TLane.MultiplyAdd(y6, a, b);
                y7 = TLane.MultiplyAdd(y7, a, b);
            }

            return x0 + x1 + x2 + x3 + x4 + x5 + x6 + x7 + y0 + y1 + y2 + y3 + y4 + y5 + y6 + y7;
        }
    }

    private readonly struct StreamOperation(NativeBuffer<float> x, NativeBuffer<float> y, long start, int count) : ILaneOperation<float>
    {
        public void Run<TLane>()
            where TLane : struct, ILane<TLane, float>
        {
            ref float source = ref x.AsSpan(start, count)[0];
            ref float target = ref y.AsSpan(start, count)[0];
            TLane factor = TLane.Constant(0.5);
            for (nuint i = 0; i < (nuint)count; i += (nuint)TLane.Count)
                TLane.MultiplyAdd(factor, TLane.Load(in source, i), TLane.Load(in target, i)).Store(ref target, i);
        }
    }
}
