using System.CommandLine;
using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Native;
using Ntk.Solvers;
using Ntk.Solvers.Spectra;

namespace Ntk.Cli;

/// <summary><c>ntk study conditioning</c>: condition numbers of training kernels as the number of rows grows, and what they mean for gradient descent (arXiv 2007.15801, section 3.9).</summary>
internal sealed class ConditioningStudy : KernelStudy
{
    // Halvings of the largest number of rows, down to no fewer than so many; blocks of each size.
    private const int Halvings = 4, FewestRows = 20, MostBlocks = 4;

    public ConditioningStudy()
        : base("conditioning", "Is the kernel of a network that pools globally worse conditioned by a factor of the number of pixels? Condition numbers over rows, learning rates and steps.") => AddKernelOptions();

    public override IReadOnlyList<(string Command, string Purpose)> Examples =>
    [
        ("ntk study conditioning --quick", "The digits, 64 pixels, in half a minute; study-conditioning.html."),
        ("ntk study conditioning --data cifar-10-batches-bin --train 2000 --gap-rows 100 --curves curves", "Images of 1,024 pixels."),
        ("ntk study conditioning --network \"convVec(4)\" --network \"convGap(4)\" --prepare none", "Networks of one's own on inputs as they are."),
    ];

    protected override string Title => "The conditioning of kernels";

    protected override StudySizes Sizes(bool isQuick) => isQuick ? new(800, 1, GapRows: 200, Precision.Float64) : new(null, 1, GapRows: 800, Precision.Float64);

    protected override StudyWork WorkOf(NamedNetwork network, StudyPlan plan, StudySettings settings, ParseResult parse)
    {
        int rows = plan.FitRows(network);
        return new(network, [new(rows, null)], [], [.. SizesOf(network, plan).SelectMany(size => Enumerable.Repeat(size, 2 * BlocksOf(size, rows)))], 0);
    }

    protected override StudyOutcome Run(StudyRun study, StudySettings settings, ParseResult parse)
    {
        IReadOnlyList<KernelCondition> kernels = [.. study.ForEach(network => new Work(study, network)).SelectMany(both => both)];
        foreach (KernelCondition kernel in kernels.Where(kernel => kernel.Points.Any(point => point.Blocks.Any(block => !block.IsReliable))))
            study.Session.Warn($"Of {kernel.Name}, the smallest eigenvalue is below the rounding errors of {kernel.Precision.Name()} for some numbers of rows: their condition numbers are left out.{(kernel.Precision == Precision.Float32 ? " Use --precision float64." : "")}");
        IReadOnlyList<ConditionRatio> ratios = ConditionRatio.Find(kernels, study.Plan);
        return new(
            ConditioningFinding.Of(ratios, study.Plan.Pixels), new ConditioningValues(study.Plan.Pixels, kernels, ratios), ConditioningTables.Of(kernels, ratios),
            [ConditioningFigures.Conditions(kernels, study.Plan), .. ratios.Count == 0 ? [] : (string[])[ConditioningFigures.Ratios(ratios, study.Plan.Pixels)], ConditioningFigures.Spectra(kernels, study.Plan)],
            [ConditioningTables.ConditionCurve(kernels, study.Plan), ConditioningTables.SpectrumCurve(kernels, study.Plan), ConditioningTables.RatioCurve(ratios)],
            [.. study.Plan.Facts(), ("kernels", "of training and validation rows together; test rows have no part in this")],
            [.. study.Plan.Networks.Select(network => (network.Name, network.Network))]);
    }

    /// <summary>Numbers of rows: halves of what all networks have, then doubles up to what this one has.</summary>
    private static List<int> SizesOf(NamedNetwork network, StudyPlan plan)
    {
        int common = plan.Networks.Min(plan.FitRows), rows = plan.FitRows(network);
        var sizes = new List<int>();
        for (int half = Halvings; half > 0; half--)
        {
            if (common >> half >= FewestRows)
                sizes.Add(common >> half);
        }

        for (int size = common; size <= rows; size *= 2)
            sizes.Add(size);
        return sizes;
    }

    private static int BlocksOf(int size, int rows) => Math.Min(MostBlocks, rows / size);

    private sealed class Work(StudyRun study, NamedNetwork network) : IPrecisionAction<IReadOnlyList<KernelCondition>>
    {
        public IReadOnlyList<KernelCondition> Run<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            ExperimentData<T> data = study.Rows<T>(network);
            using GramResult<T> gram = study.Training(network, "", data.Fit.Features);
            return [Of(KernelKind.Nngp, gram.Nngp, data.Fit.ClassCount), Of(KernelKind.Ntk, gram.Ntk, data.Fit.ClassCount)];
        }

        private KernelCondition Of<T>(KernelKind kind, GramMatrix<T> kernel, int outputs)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var points = new List<ConditionPoint>();
            double[] spectrum = [];
            foreach (int size in SizesOf(network, study.Plan))
            {
                var blocks = new List<BlockCondition>();
                for (int block = 0; block < BlocksOf(size, kernel.Rows); block++)
                {
                    study.Cancellation.ThrowIfCancellationRequested();
                    SpectrumAnalysis analysis = Analyse(kernel, block * size, size);
                    blocks.Add(BlockCondition.Of(analysis, outputs));
                    if (block == 0)
                        spectrum = analysis.Eigenvalues.ToArray();
                }

                points.Add(new(size, blocks));
            }

            return new(network.Name, kind, network.Precision!.Value, points, spectrum);
        }

        /// <summary>The eigenvalues of a block on the diagonal: the kernel of some of the rows.</summary>
        private static SpectrumAnalysis Analyse<T>(GramMatrix<T> kernel, int first, int rows)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            using var block = new GramMatrix<T>(rows, rows);
            for (int row = 0; row < rows; row++)
                kernel.Row(first + row).Slice(first, rows).CopyTo(block.Row(row));
            var values = new T[rows];
            LinearAlgebra.Default.Eigenvalues(block.AsMatrix(), values.AsSpan());
            return SpectrumAnalysis.Of<T>(values);
        }
    }
}
