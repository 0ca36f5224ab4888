using System.CommandLine;
using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Solvers;
using Ntk.Solvers.Selection;

namespace Ntk.Cli;

/// <summary><c>ntk study nngp-vs-ntk</c>: which of a network's kernels predicts better, each with its own best ridge (arXiv 2007.15801, section 3.1).</summary>
internal sealed class NngpVersusNtkStudy : KernelStudy
{
    /// <summary>The NNGP counts as no worse if it is, with 95 % confidence, at most this much less accurate.</summary>
    private const double Margin = 0.01;

    public NngpVersusNtkStudy()
        : base("nngp-vs-ntk", "Is the NNGP as good as the NTK, each with its own best ridge? Accuracies over ridges, test accuracies with paired tests, and memory.") => AddKernelOptions();

    public override IReadOnlyList<(string Command, string Purpose)> Examples =>
    [
        ("ntk study nngp-vs-ntk --quick", "The digits in half a minute; study-nngp-vs-ntk.html."),
        ("ntk study nngp-vs-ntk --data fashion-mnist --train 5000 --test 5000 --network \"3*(dense(1.4142135623730951,0.1) relu) dense(1.4142135623730951,0.1)\" --curves curves.npz", "A network of one's own on other data."),
        ("ntk study nngp-vs-ntk --data cifar-10-batches-bin --dry-run", "What it would take."),
    ];

    protected override string Title => "NNGP and NTK, each with its own best ridge,";

    protected override StudySizes Sizes(bool isQuick) => isQuick ? new(400, 500, GapRows: 150) : new(null, null, GapRows: 700);

    protected override StudyWork WorkOf(NamedNetwork network, StudyPlan plan, StudySettings settings, ParseResult parse) => StudyWork.Fits(network, plan, KernelFit.Ridges.Count);

    protected override StudyOutcome Run(StudyRun study, StudySettings settings, ParseResult parse)
    {
        IReadOnlyList<KernelPair> pairs = study.ForEach(network => new Work(study, network));
        var average = AverageDifference.Of([.. pairs.Select(pair => (pair.Nngp.IsRight, pair.Ntk.IsRight))]);
        return new(
            Find(pairs, average), new NngpVersusNtkValues(pairs, average, Margin), [Table(pairs)], [Figure(pairs)], [Curve(pairs)], study.Plan.Facts(),
            [.. study.Plan.Networks.Select(network => (network.Name, network.Network))]);
    }

    /// <summary>No worse on average by a margin, and of most networks not significantly worse.</summary>
    private static Finding Find(IReadOnlyList<KernelPair> pairs, AverageDifference average)
    {
        int worse = pairs.Count(pair => pair.Test.Difference < 0 && pair.Test.PValue < KernelPair.Significance), better = pairs.Count(pair => pair.Test.Difference > 0 && pair.Test.PValue < KernelPair.Significance);
        bool isReproduced = average.Lower >= -Margin && 2 * worse < pairs.Count;
        string memory = string.Join(", ", pairs.Select(pair => $"{pair.Network} {Format.Bytes(pair.NngpBytes)} against {Format.Bytes(pair.NtkBytes)}").Distinct());
        return new(
            isReproduced,
            $"with the best ridge of each, the NNGP's test accuracy minus the NTK's is {average} over {pairs.Count} networks (at least {AverageDifference.Points(average.Lower)} with 95 % confidence; " +
            $"no worse means above {AverageDifference.Points(-Margin)}); of single networks it is significantly better for {better} and worse for {worse}. Kernels of the training rows for means and variances: {memory}.");
    }

    private static StudyTable Table(IReadOnlyList<KernelPair> pairs) => new(
        "Each kernel with its best ridge",
        ["network", "rows", "kernel", "ridge", "validation", "test", "NNGP − NTK", "McNemar p", "kernels in memory", "operations"],
        [
            .. pairs.SelectMany(pair => (IReadOnlyList<string>[])
            [
                [pair.Network, pair.TrainRows.ToString(), "NNGP", .. Cells(pair.Nngp), $"{AverageDifference.Points(pair.Test.Difference)} ± {AverageDifference.Points(pair.Test.StandardError)[1..]}", pair.Test.PValue.ToString("G3"), Format.Bytes(pair.NngpBytes), Format.Flops(pair.NngpFlops)],
                [pair.Network, pair.TrainRows.ToString(), "NTK", .. Cells(pair.Ntk), "", "", Format.Bytes(pair.NtkBytes), Format.Flops(pair.NtkFlops)],
            ]),
        ],
        "Differences are in percentage points with their standard errors, on the same test rows; p is of the exact test of McNemar. Variances with the NTK need both kernels of the training rows, " +
        "and computing the NTK passes through the NNGP: memory and operations are of both kernels.");

    private static IEnumerable<string> Cells(KernelFit fit) => [fit.Ridge.ToString("0.##e+0"), Format.Percent(fit.ValidationAccuracy), Format.Percent(fit.TestAccuracy)];

    private static string Figure(IReadOnlyList<KernelPair> pairs)
    {
        Axis x = Axis.Logarithmic("ridge, relative to the mean of the kernel’s diagonal", KernelFit.Ridges[0].Value, KernelFit.Ridges[^1].Value);
        return StudyFigure.Panels(
            "ridges", "Validation accuracy over the ridge",
            pairs.Select(pair =>
            {
                Axis y = StudyFigure.AccuracyAxis("validation accuracy", pair.Fits.SelectMany(fit => fit.Scores).Select(score => score.Accuracy ?? double.NaN));
                return LinePlot.Draw(
                    $"{Html.Shortened(pair.Network)}, {pair.Precision.Name()}", x, y,
                    [
                        .. pair.Fits.Select(fit => StudyFigure.Within(
                            y, ModelStyles.KernelName(fit.Kernel), StudyFigure.StyleOf(fit.Kernel), fit.Scores.Select(score => (score.Candidate.Ridge.Value, score.Accuracy ?? double.NaN)),
                            (fit.Ridge, fit.ValidationAccuracy))),
                    ]);
            }),
            StudyFigure.Kernels(), "Rings are the ridges chosen, of equally accurate ones that with the smallest squared error. Ridges that leave a kernel ill-conditioned have no point.");
    }

    private static Curve Curve(IReadOnlyList<KernelPair> pairs) => new(
        "accuracy-over-ridge", ["network", "is_ntk", "ridge", "validation_accuracy", "validation_mean_squared_error"],
        [
            .. pairs.SelectMany((pair, network) => pair.Fits.SelectMany(fit => fit.Scores.Select(score => (IReadOnlyList<double>)
                [network, fit.Kernel == KernelKind.Ntk ? 1 : 0, score.Candidate.Ridge.Value, score.Accuracy ?? double.NaN, score.MeanSquaredError ?? double.NaN]))),
        ]);

    private sealed class Work(StudyRun study, NamedNetwork network) : IPrecisionAction<KernelPair>
    {
        public KernelPair Run<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            ExperimentData<T> data = study.Rows<T>(network);
            using StudyKernels<T> kernels = study.Kernels(network, "", data.Fit.Features, data.Test.Features);
            long nngp = kernels.Training.Nngp.Bytes, both = nngp + kernels.Training.Ntk.Bytes;
            nint[] shape = [.. study.Plan.Shape];
            var builder = new GramBuilder<T>(network.Network);
            IReadOnlyList<KernelFit> fits = KernelFit.Both(data, kernels, study.Cancellation);
            return new(
                network.Name, network.Precision!.Value, data.Fit.RowCount, fits[0], fits[1], PairedAccuracy.Of(fits[0].IsRight, fits[1].IsRight), nngp, both,
                builder.Plan(data.Fit.RowCount, null, shape, KernelOutputs.Nngp).Flops, builder.Plan(data.Fit.RowCount, null, shape).Flops);
        }
    }
}
