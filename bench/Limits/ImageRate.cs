using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Cpu;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;

namespace Ntk.Bench.Limits;

/// <summary>Kernels of images: what the CPU backend reaches on tiles, the preparation of the images left out.</summary>
/// <param name="Seconds">Time of an entry of the Gram matrix, all threads at work.</param>
/// <param name="Rate">Evaluations of an activation on a pair of pixels a second.</param>
internal sealed record ImageRate(double Seconds, double Rate)
{
    /// <summary>Measures tiles of at least a given number of entries, one a thread.</summary>
    public static ImageRate Measure<T>(Network network, nint[] image, KernelOutputs outputs, int threads, int rows, int columns, int rounds)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Random(1);
        Tensor<T> first = Images<T>(rows, image, random);
        Tensor<T> second = Images<T>(columns, image, random);
        KernelProgram program = KernelProgram.Compile(network, outputs, image);
        GramPlan plan = GramPlan.For<T>(program, rows, columns, isSymmetric: false, new GramOptions());
        using ITileEvaluator<T> evaluator = CpuBackend.Instance.Prepare<T>(program, first, second, isSymmetric: false, threads);
        GramMatrix<T>[] results = [.. Enumerable.Range(0, 2 * threads).Select(_ => new GramMatrix<T>(rows, columns))];
        var tile = new TileRange(0, rows, 0, columns);
        double seconds = Stopwatches.BestOnThreads(
            threads,
            t => evaluator.Evaluate(
                tile, lowerOnly: false,
                outputs.HasFlag(KernelOutputs.Nngp) ? results[2 * t].AsMatrix() : default,
                outputs.HasFlag(KernelOutputs.Ntk) ? results[2 * t + 1].AsMatrix() : default),
            rounds);
        foreach (GramMatrix<T> result in results)
            result.Dispose();
        return new(seconds / plan.Entries / threads, threads * plan.LayerEvaluations / seconds);
    }

    /// <summary>Images of smooth blobs and noise, as natural images are.</summary>
    public static Tensor<T> Images<T>(int count, nint[] image, Random random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int pixels = (int)(image[0] * image[1]);
        int channels = (int)image[2];
        var values = new T[count * pixels * channels];
        for (int i = 0; i < count; i++)
        {
            double phase = random.NextDouble();
            double frequency = 0.1 + 0.3 * random.NextDouble();
            for (int k = 0; k < pixels * channels; k++)
            {
                int y = k / channels / (int)image[1];
                int x = k / channels % (int)image[1];
                values[i * pixels * channels + k] = T.CreateTruncating(
                    Math.Sin(frequency * x + 6 * phase) + Math.Cos(frequency * y + k % channels) + 0.5 * random.NextDouble());
            }
        }

        return Tensor.Create(values, [count, .. image]);
    }
}
