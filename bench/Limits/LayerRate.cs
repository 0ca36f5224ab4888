using System.Numerics;
using Ntk.Engine.Cpu;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Native.Lanes;

namespace Ntk.Bench.Limits;

/// <summary>One layer, activation and Dense, on a strip in the L1 cache: what the CPU backend's innermost loop reaches.</summary>
internal static class LayerRate
{
    private const int Repetitions = 400;

    // Long beside the start of a thread.
    private const int RunsPerThread = 40;

    /// <summary>Kernel entries one run of a prepared layer evaluates.</summary>
    public static double EntriesPerRun<T>()
        where T : unmanaged =>
        (double)CpuProfile.StripRows * CpuProfile.StripColumns<T>() * Repetitions;

    /// <summary>Kernel entries a second of the last layer of a network, on some threads at once.</summary>
    public static double Measure<T>(Network network, KernelOutputs outputs, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Action[] layers = [.. Enumerable.Range(0, threads).Select(_ => Prepare<T>(network, outputs))];
        double seconds = Stopwatches.BestOnThreads(
            threads,
            t =>
            {
                for (int run = 0; run < RunsPerThread; run++)
                    layers[t]();
            },
            rounds: 9);
        return threads * RunsPerThread * EntriesPerRun<T>() / seconds;
    }

    /// <summary>A run of the last layer of a network, for one thread.</summary>
    public static Action Prepare<T>(Network network, KernelOutputs outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var operation = new Preparation<T>(KernelProgram.Compile(network, outputs, featureCount: 1));
        LaneDispatch.Run<T, Preparation<T>>(ref operation);
        return operation.Run!;
    }

    private struct Preparation<T>(KernelProgram program) : ILaneOperation<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public Action? Run { get; private set; }

        void ILaneOperation<T>.Run<TLane>()
        {
            RowStates first = States(CpuProfile.StripRows);
            RowStates second = States(CpuProfile.StripColumns<T>());
            StripProgram<T> strips = StripCompiler<T, TLane>.Compile(program, first, second);
            var strip = new Strip<T>(strips.RegisterCount, strips.PreparedCount) { RowCount = CpuProfile.StripRows, ColumnCount = CpuProfile.StripColumns<T>() };
            StripStep<T> layer = strips.Steps[^1];
            Run = () =>
            {
                for (int repetition = 0; repetition < Repetitions; repetition++)
                {
                    if (repetition % 50 == 0)
                        Fill(strip);
                    layer.Run(strip);
                }
            };
        }

        private static RowStates States(int count)
        {
            var states = new RowStates(count);
            for (int i = 0; i < count; i++)
                states.Variance[i] = 1 + 0.01 * (i % 17);
            return states;
        }

        private static unsafe void Fill(Strip<T> strip)
        {
            for (int row = 0; row < strip.RowCount; row++)
            {
                StripRow<T> target = strip.Row(0, row);
                for (int i = 0; i < strip.ColumnCount; i++)
                {
                    target.Haversine[i] = T.CreateTruncating(0.001 + 0.49 * i / strip.ColumnCount);
                    target.TangentGap[i] = T.CreateTruncating(0.002 + 0.9 * i / strip.ColumnCount);
                }
            }
        }
    }
}
