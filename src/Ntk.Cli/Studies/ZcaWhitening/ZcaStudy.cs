using System.CommandLine;
using System.Numerics;
using Ntk.Solvers.Selection;

namespace Ntk.Cli;

/// <summary><c>ntk study zca</c>: whether kernels predict better from inputs whitened by regularised ZCA (arXiv 2007.15801, section 3.10).</summary>
internal sealed class ZcaStudy : KernelStudy
{
    private static readonly IReadOnlyList<double> QuickRidges = [0.1, 1, 10, 100], AllRidges = [1e-3, 1e-2, 0.1, 1, 10, 100];

    private readonly Option<IReadOnlyList<double>?> ridges = Numbers.List(
        "--zca-ridges", "The ridges of ZCA to try, relative to the mean variance of a feature; powers of ten from 1e-3 to 100, with --quick from 0.1, unless given.", "each must be a finite number, 0 or more, such as 1e-2",
        value => value >= 0);

    public ZcaStudy()
        : base("zca", "Does regularised ZCA whitening of the inputs help kernels? Accuracies over its ridge, against the inputs prepared as --prepare says alone.") => AddKernelOptions(ridges);

    public override IReadOnlyList<(string Command, string Purpose)> Examples =>
    [
        ("ntk study zca --quick", "The digits in half a minute; study-zca.html."),
        ("ntk study zca --data cifar-10-batches-bin --train 5000 --test 2000 --network \"3*(dense(1.4142135623730951,0.1) relu) dense(1.4142135623730951,0.1)\" --zca-ridges 1,10,100", "Photographs, and a network that takes little time."),
    ];

    protected override string Title => "Regularised ZCA";

    protected override StudySizes Sizes(bool isQuick) => isQuick ? new(400, 400, GapRows: 100) : new(null, null, GapRows: 200);

    protected override StudyWork WorkOf(NamedNetwork network, StudyPlan plan, StudySettings settings, ParseResult parse) =>
        StudyWork.Fits(network, plan, KernelFit.Ridges.Count, 1 + RidgesOf(settings, parse).Count);

    protected override StudyOutcome Run(StudyRun study, StudySettings settings, ParseResult parse)
    {
        IReadOnlyList<double> tried = RidgesOf(settings, parse);
        IReadOnlyList<WhitenedKernel> kernels = [.. study.ForEach(network => new Work(study, network, tried)).SelectMany(both => both)];
        foreach (WhitenedKernel kernel in kernels.Where(kernel => tried.Count > 1 && (kernel.Best.ZcaRidge.Equals(tried[0]) || kernel.Best.ZcaRidge.Equals(tried[^1]))))
        {
            study.Session.Warn(
                $"The best ridge of ZCA for the {ModelStyles.KernelName(kernel.Plain.Kernel)} of {kernel.Network}, {Format.Number(kernel.Best.ZcaRidge)}, is at an end of those tried: another may be better. Offer more --zca-ridges.");
        }

        var average = AverageDifference.Of([.. kernels.Select(kernel => (kernel.Best.Fit.IsRight, kernel.Plain.IsRight))]);
        return new(
            Find(kernels, average), new ZcaValues(kernels, average), [Table(kernels)], [Figure(kernels, tried)], [Curve(kernels, study.Plan)], study.Plan.Facts(),
            [.. study.Plan.Networks.Select(network => (network.Name, network.Network))]);
    }

    private static Finding Find(IReadOnlyList<WhitenedKernel> kernels, AverageDifference average)
    {
        int better = kernels.Count(kernel => kernel.Test.Difference > 0), worse = kernels.Count(kernel => kernel.Test.Difference < 0);
        return new(
            average.Lower > 0,
            $"ZCA with the ridge that is best on the validation rows changes the test accuracy by {average} over {kernels.Count} kernels (at least {AverageDifference.Points(average.Lower)} with 95 % confidence; " +
            $"improved means above 0); it is higher for {better} of them and lower for {worse}.");
    }

    private IReadOnlyList<double> RidgesOf(StudySettings settings, ParseResult parse) => [.. (parse.GetValue(ridges) ?? (settings.IsQuick ? QuickRidges : AllRidges)).Order()];

    private static StudyTable Table(IReadOnlyList<WhitenedKernel> kernels) => new(
        "ZCA with its best ridge", ["network", "kernel", "rows", "ridge of ZCA", "validation, ZCA", "validation, without", "test, ZCA", "test, without", "difference", "McNemar p"],
        [
            .. kernels.Select(kernel => (IReadOnlyList<string>)
            [
                kernel.Network, ModelStyles.KernelName(kernel.Plain.Kernel), kernel.TrainRows.ToString(), kernel.Best.ZcaRidge.ToString("0.##e+0"), Format.Percent(kernel.Best.Fit.ValidationAccuracy),
                Format.Percent(kernel.Plain.ValidationAccuracy), Format.Percent(kernel.Best.Fit.TestAccuracy), Format.Percent(kernel.Plain.TestAccuracy),
                $"{AverageDifference.Points(kernel.Test.Difference)} ± {AverageDifference.Points(kernel.Test.StandardError)[1..]}", kernel.Test.PValue.ToString("G3"),
            ]),
        ],
        "Both with their own best ridge of the regression. Differences are in percentage points with their standard errors, on the same test rows; p is of the exact test of McNemar.");

    private static string Figure(IReadOnlyList<WhitenedKernel> kernels, IReadOnlyList<double> tried)
    {
        double[] shown = [.. tried.Where(ridge => ridge > 0)];
        if (shown.Length == 0)
            return "";
        Axis x = Axis.Logarithmic("ridge of ZCA, relative to the mean variance of a feature", shown[0], shown[^1]);
        return StudyFigure.Panels(
            "zca", "Test accuracy over the ridge of ZCA",
            kernels.GroupBy(kernel => kernel.Network).Select(network =>
            {
                Axis y = StudyFigure.AccuracyAxis("test accuracy", network.SelectMany(kernel => kernel.Points.Select(point => point.Fit.TestAccuracy).Append(kernel.Plain.TestAccuracy)));
                return LinePlot.Draw(
                    $"{Html.Shortened(network.Key)}, {network.First().Precision.Name()}", x, y,
                    [
                        .. network.Select(kernel => StudyFigure.Within(
                            y, ModelStyles.KernelName(kernel.Plain.Kernel), StudyFigure.StyleOf(kernel.Plain.Kernel), kernel.Points.Where(point => point.ZcaRidge > 0).Select(point => (point.ZcaRidge, point.Fit.TestAccuracy)),
                            kernel.Best.ZcaRidge > 0 ? (kernel.Best.ZcaRidge, kernel.Best.Fit.TestAccuracy) : null)),
                        .. network.Select(kernel => StudyFigure.Within(
                            y, "without ZCA", $"{kernel.Plain.Kernel.Name()} {Precision.Float32.Name()}", [(x.Minimum, kernel.Plain.TestAccuracy), (x.Maximum, kernel.Plain.TestAccuracy)]) with { HasMarkers = false }),
                    ]);
            }),
            StudyFigure.Kernels(), "Rings are chosen on the validation rows. Dashed: without ZCA.");
    }

    private static Curve Curve(IReadOnlyList<WhitenedKernel> kernels, StudyPlan plan) => new(
        "accuracy-over-zca-ridge", ["network", "is_ntk", "zca_ridge", "ridge", "validation_accuracy", "test_accuracy"],
        [
            .. kernels.SelectMany(kernel => kernel.Points.Append(new(double.NaN, kernel.Plain)).Select(point => (IReadOnlyList<double>)
            [
                plan.Networks.TakeWhile(network => network.Name != kernel.Network).Count(), kernel.Plain.Kernel == Solvers.KernelKind.Ntk ? 1 : 0, point.ZcaRidge, point.Fit.Ridge, point.Fit.ValidationAccuracy,
                point.Fit.TestAccuracy,
            ])),
        ]);

    private sealed class Work(StudyRun study, NamedNetwork network, IReadOnlyList<double> ridges) : IPrecisionAction<IReadOnlyList<WhitenedKernel>>
    {
        public IReadOnlyList<WhitenedKernel> Run<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            ExperimentData<T> plain = study.Rows<T>(network);
            IReadOnlyList<KernelFit> without = Fit(plain, "plain");
            var points = new List<(double Ridge, IReadOnlyList<KernelFit> Fits)>();
            foreach (double ridge in ridges)
                points.Add((ridge, Fit(study.Rows<T>(network, Preparation.Zca(ridge)), $"zca {ridge}")));
            return
            [
                .. without.Select((fit, kernel) =>
                {
                    WhitenedFit[] fits = [.. points.Select(point => new WhitenedFit(point.Ridge, point.Fits[kernel]))];
                    WhitenedFit best = fits.OrderByDescending(point => point.Fit.ValidationAccuracy).ThenBy(point => point.Fit.ValidationError).First();
                    return new WhitenedKernel(network.Name, network.Precision!.Value, plain.Fit.RowCount, fit, best, PairedAccuracy.Of(best.Fit.IsRight, fit.IsRight), fits);
                }),
            ];
        }

        private IReadOnlyList<KernelFit> Fit<T>(ExperimentData<T> data, string name)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            using StudyKernels<T> kernels = study.Kernels(network, name, data.Fit.Features, data.Test.Features);
            return KernelFit.Both(data, kernels, study.Cancellation);
        }
    }
}
