using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Native;

namespace Ntk.Cli;

/// <summary>How fast this machine computes the kernels of a network on inputs of a shape, measured in about a second.</summary>
/// <param name="StartSeconds">Time of the first matrix of a process besides: most of it is the JIT compiler's.</param>
/// <param name="SecondsPerInput">Time of preparing one input, all threads at work.</param>
/// <param name="SecondsPerEntry">Time of one of <see cref="GramPlan.EvaluatedEntries"/>, all threads at work.</param>
internal sealed record GramSpeed(double StartSeconds, double SecondsPerInput, double SecondsPerEntry)
{
    private const double Budget = 0.35;
    private const double WarmUp = 0.5;
    private const int SmallestRows = 64;
    private const int LargestRows = 4096;
    private const long LargestBytes = 256L << 20;

    /// <summary>From here on even the smallest matrices take too long; single rows of tiles are timed.</summary>
    private const double HeavyFlops = 2e6;

    // Second images of one block; every backend evaluates whole blocks.
    private const int BlockColumns = 32;

    /// <summary>Seconds of a matrix, the start left out.</summary>
    public double Of(GramPlan plan) => Inputs(plan) * SecondsPerInput + plan.EvaluatedEntries * SecondsPerEntry;

    /// <summary>Times matrices of random inputs that grow until they take a third of a second, and the preparation of the inputs by itself.</summary>
    /// <param name="network">The network.</param>
    /// <param name="lengths">The dimensions of one input.</param>
    /// <param name="outputs">The kernels.</param>
    /// <param name="options">Threads and backend.</param>
    /// <param name="isSymmetric">Whether to time symmetric matrices.</param>
    public static GramSpeed Measure<T>(Network network, ReadOnlySpan<nint> lengths, KernelOutputs outputs, GramOptions options, bool isSymmetric)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint[] shape = lengths.ToArray();
        KernelProgram program = KernelProgram.Compile(network, outputs, shape);
        // Small matrices of images have few tiles; low ones, as fast as others, keep all threads busy to the end.
        var builder = new GramBuilder<T>(network, program.HasPixels ? options with { TileRows = BlockColumns } : options);
        GramPlan smallest = Plan(SmallestRows);
        if (smallest.Flops / smallest.Entries > HeavyFlops)
            return MeasureTile<T>(program, shape, options);

        double first = Noise.Once(() => Time(SmallestRows));
        double start = Math.Max(0, first - Noise.Once(() => Time(SmallestRows)));
        double seconds = 0;
        Warm(() => (seconds, _) = Time(SmallestRows));
        double most = Math.Min(LargestRows, Math.Min(Math.Sqrt(LargestBytes / 16.0), (double)LargestBytes / sizeof(double) / program.FeatureCount));
        int rows = SmallestRows;
        while (seconds < Budget / 2 && rows < most)
        {
            rows = (int)Math.Min(most, rows * Math.Clamp(Math.Sqrt(Budget / seconds), 1.5, 8));
            (seconds, _) = Time(rows);
        }

        (seconds, double preparation) = Time(rows);
        return new(start, preparation / (isSymmetric ? rows : 2 * rows), Math.Max(0, seconds - preparation) / Plan(rows).EvaluatedEntries);

        GramPlan Plan(int count) => builder.Plan(count, isSymmetric ? null : count, shape, outputs);

        (double Seconds, double Preparation) Time(int count)
        {
            Tensor<T> inputs = Noise.Of<T>(count, shape);
            double prepared = Noise.Once(() => options.Backend.Prepare<T>(program, inputs, inputs, isSymmetric: true, Threads(options)).Dispose());
            double built = Noise.Once(() => (isSymmetric ? builder.Build(inputs, outputs) : builder.Build(inputs, inputs, outputs)).Dispose());
            return (built, isSymmetric ? prepared : 2 * prepared);
        }
    }

    /// <summary>Repeats work for a while: its first times are the JIT compiler's, which looks at a method again after some calls.</summary>
    private static void Warm<TResult>(Func<TResult> work)
    {
        long start = Stopwatch.GetTimestamp();
        do
            work();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < WarmUp);
    }

    private static double Inputs(GramPlan plan) => plan.IsSymmetric ? plan.Rows : (double)plan.Rows + plan.Columns;

    private static int Threads(GramOptions options) => options.ThreadCount ?? Environment.ProcessorCount;

    /// <summary>Times the preparation of as many inputs as a block has, and rows of a tile, the same on each thread.</summary>
    private static GramSpeed MeasureTile<T>(KernelProgram program, nint[] shape, GramOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int threads = Threads(options);
        Tensor<T> inputs = Noise.Of<T>(BlockColumns, shape), few = Noise.Of<T>(BlockColumns / 4 * Math.Min(threads, 4), shape);
        using ITileEvaluator<T> evaluator = options.Backend.Prepare<T>(program, inputs, inputs, isSymmetric: true, threads);
        var results = new GramMatrix<T>[2 * threads];
        for (int k = 0; k < results.Length; k++)
            results[k] = new(BlockColumns, BlockColumns);
        try
        {
            Warm(() => Evaluate(1) + Prepare());

            // A backend may take several first images at once: one alone tells too much.
            int rows = (int)Math.Clamp(Budget / Evaluate(1), 1, BlockColumns);
            return new(StartSeconds: 0, Prepare() / few.Lengths[0], Evaluate(rows) / ((double)rows * BlockColumns * threads));
        }
        finally
        {
            foreach (GramMatrix<T> matrix in results)
                matrix.Dispose();
        }

        double Prepare() => Noise.Once(() => options.Backend.Prepare<T>(program, few, few, isSymmetric: true, threads).Dispose());

        double Evaluate(int rows) => Noise.Once(() => Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, thread => evaluator.Evaluate(
            new TileRange(0, rows, 0, BlockColumns), lowerOnly: false, Part(KernelOutputs.Nngp, 2 * thread, rows), Part(KernelOutputs.Ntk, 2 * thread + 1, rows))));

        MatrixSpan<T> Part(KernelOutputs kernel, int index, int rows) => program.Outputs.HasFlag(kernel) ? results[index].AsMatrix().Block(0, 0, rows, BlockColumns) : default;
    }
}
