using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Solvers;

namespace Ntk.Cli;

/// <summary>What the study of precision is asked for.</summary>
/// <param name="Study">What all studies share.</param>
/// <param name="Sizes">Numbers of training rows; null for the usual.</param>
/// <param name="Kernels">The kernels.</param>
internal sealed record PrecisionSettings(StudySettings Study, IReadOnlyList<int>? Sizes, IReadOnlyList<KernelKind> Kernels)
{
    private const int Depth = 3, QuickTrainRows = 600, QuickTestRows = 200, TrainRows = 4000, TestRows = 1000, SmallestSize = 8;

    // Pairs of pixels of all pairs of rows that a global pool may take: some minutes on two cores.
    private const double LargestGlobalPool = 1.1e11;

    private const double TestShare = 0.2;

    /// <summary>The matrices to compute.</summary>
    public KernelOutputs Outputs => Kernels.Aggregate(KernelOutputs.None, (all, kernel) => all | kernel.TrainingOutputs());

    /// <summary>The most rows to train and to test with, of so many that there are.</summary>
    /// <param name="train">Training rows of the source.</param>
    /// <param name="test">Test rows of the source; null where it has no test set of its own.</param>
    public (int Train, int Test) Rows(int train, int? test)
    {
        int tested = Study.TestRows ?? Math.Min(Study.IsQuick ? QuickTestRows : TestRows, test ?? (int)(train * TestShare));
        return (Study.TrainRows ?? Math.Min(Study.IsQuick ? QuickTrainRows : TrainRows, test is null ? train - tested : train), tested);
    }

    /// <summary>The networks, each with the most rows to train with.</summary>
    /// <param name="lengths">The dimensions of one input.</param>
    public IReadOnlyList<NamedNetwork> Networks(ReadOnlySpan<nint> lengths)
    {
        if (Study.Networks.Count > 0)
            return Study.Networks;
        NamedNetwork dense = new("FC", Presets.FullyConnected(Depth));
        if (lengths.Length < 3)
            return [dense];
        double pixels = (double)lengths[0] * lengths[1];
        int rows = (int)Math.Sqrt(2 * LargestGlobalPool / (pixels * pixels));
        return [dense, new("CNN-VEC", Presets.ConvVec(Depth)), new("CNN-GAP", Presets.ConvGap(Depth), LargestTrainRows: Math.Max(SmallestSize, rows - (int)(rows * TestShare)))];
    }

    /// <summary>Rows and sizes of one network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="train">Training rows there are.</param>
    /// <param name="test">Test rows there are.</param>
    public NetworkRows RowsOf(NamedNetwork network, int train, int test)
    {
        int most = Study.TrainRows is null ? Math.Min(train, network.LargestTrainRows ?? train) : train;
        int tested = Study.TestRows is null && most < train ? Math.Max(1, Math.Min(test, (int)(most * TestShare))) : test;
        int[] sizes = Sizes is { } asked ? [.. asked.Where(size => size <= most).Order()] : Doublings(most);
        if (sizes.Length < 2)
            throw new UsageException($"{network.Name} has {most} training rows, and fewer than two of the sizes are that small. Give smaller --sizes, or a larger --train.");
        return new(network, sizes[^1], tested, sizes);
    }

    private static int[] Doublings(int most)
    {
        var sizes = new List<int>();
        for (double size = most; size >= Math.Min(SmallestSize, most / 2); size /= 2)
            sizes.Add((int)size);
        sizes.Reverse();
        return [.. sizes.Where(size => size > 0).Distinct()];
    }
}

/// <summary>The rows that a network is given.</summary>
/// <param name="Network">The network.</param>
/// <param name="Train">Training rows, the largest size.</param>
/// <param name="Test">Test rows.</param>
/// <param name="Sizes">Numbers of training rows whose spectra are found, ascending: leading blocks of one kernel.</param>
internal sealed record NetworkRows(NamedNetwork Network, int Train, int Test, IReadOnlyList<int> Sizes)
{
    private const double Ratio = 1.1892071150027212;

    /// <summary>Rows of the kernel.</summary>
    public int All => Train + Test;

    /// <summary>Numbers of training rows at which predictions are compared, a factor of 2^¼ apart.</summary>
    public int[] ComparedSizes
    {
        get
        {
            var sizes = new List<int> { Train };
            for (double size = Train / Ratio; size >= 2; size /= Ratio)
                sizes.Add((int)size);
            return [.. sizes.Distinct().Order()];
        }
    }
}
