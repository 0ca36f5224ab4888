using System.CommandLine;
using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Data;
using Ntk.Engine.Gram;
using Ntk.Solvers;
using Ntk.Solvers.Dynamics;
using Ntk.Solvers.Selection;

namespace Ntk.Cli;

/// <summary>
/// <c>ntk study ridge-vs-early-stopping</c>: kernel regression with a ridge beside gradient flow with the NTK that is ended at the time like that ridge (arXiv 2007.15801, section 3.7; Ali, Kolter and
/// Tibshirani 2019).
/// </summary>
internal sealed class RidgeVersusEarlyStoppingStudy : KernelStudy
{
    // Test accuracies within a percentage point count as alike, and so do a ridge and a time whose exchange makes the validation error no larger than this.
    private const double Margin = 0.01, LargestCost = 0.05;

    public RidgeVersusEarlyStoppingStudy()
        : base("ridge-vs-early-stopping", "Does a ridge act like ending the training early? Accuracy and error of both over one axis, their best points, and how far they agree.") => AddKernelOptions();

    public override IReadOnlyList<(string Command, string Purpose)> Examples =>
    [
        ("ntk study ridge-vs-early-stopping --quick", "The digits in half a minute; study-ridge-vs-early-stopping.html."),
        ("ntk study ridge-vs-early-stopping --data fashion-mnist --train 2000 --gap-rows 100 --test 500 --curves curves", "Fashion-MNIST, with the numbers of all plots as CSV files."),
    ];

    protected override string Title => "A ridge and ending the training early,";

    protected override StudySizes Sizes(bool isQuick) => isQuick ? new(400, 500, GapRows: 150) : new(null, null, GapRows: 700);

    protected override StudyWork WorkOf(NamedNetwork network, StudyPlan plan, StudySettings settings, ParseResult parse)
    {
        ExperimentSplit split = plan.SplitOf(network);
        int train = split.Train.Length, fit = plan.FitRows(network), test = split.Test.Length;
        return new(network, [new(fit, null), new(test, fit)], [train], [], KernelFit.Ridges.Count * 4.0 * train * (fit + test) * plan.ClassCount);
    }

    protected override StudyOutcome Run(StudyRun study, StudySettings settings, ParseResult parse)
    {
        IReadOnlyList<StoppingNetwork> networks = study.ForEach(network => new Work(study, network));
        var average = AverageDifference.Of([.. networks.Select(network => (network.BestRidge.IsRight, network.BestTime.IsRight))]);
        return new(
            Find(networks, average), new RidgeVersusEarlyStoppingValues(networks, average, Margin, LargestCost), [Table(networks)],
            [StoppingFigures.Accuracy(networks), StoppingFigures.Error(networks), StoppingFigures.Agreement(networks)], [Curve(networks)], study.Plan.Facts(),
            [.. study.Plan.Networks.Select(network => (network.Name, network.Network))]);
    }

    /// <summary>Equally accurate at their best within a margin, and one can be had from the other.</summary>
    private static Finding Find(IReadOnlyList<StoppingNetwork> networks, AverageDifference average)
    {
        int exchanged = networks.Count(network => network.ExchangeCost <= LargestCost);
        bool isReproduced = average.Lower > -Margin && average.Upper < Margin && 2 * exchanged > networks.Count;
        return new(
            isReproduced,
            $"the test accuracy with the best ridge minus that at the best time is {average} over {networks.Count} networks (with 95 % confidence each way within {AverageDifference.Points(average.Lower)} to " +
            $"{AverageDifference.Points(average.Upper)}; alike means within ±{100 * Margin:0.##}). Taking the ridge like the best time, or the time like the best ridge, makes the validation error larger by " +
            $"{string.Join(", ", networks.Select(network => $"{Format.Percent(network.ExchangeCost)} ({network.Network})"))}, for {exchanged} of {networks.Count} by at most {Format.Percent(LargestCost)}; " +
            $"over all ridges both predict the same class for at least {string.Join(", ", networks.Select(network => Format.Percent(network.LowestAgreement)))} of the test rows.");
    }

    private static StudyTable Table(IReadOnlyList<StoppingNetwork> networks) => new(
        "The best ridge and the best time",
        ["network", "rows", "best ridge", "like the best time", "best time η·t", "test, ridge", "test, time", "difference", "McNemar p", "exchange costs", "same class", "outputs differ by"],
        [
            .. networks.Select(network => (IReadOnlyList<string>)
            [
                network.Network, network.TrainRows.ToString(), network.BestRidge.Ridge.ToString("0.##e+0"), network.BestTime.Ridge.ToString("0.##e+0"), network.BestTime.Time.ToString("0.##e+0"),
                Format.Percent(network.BestRidge.TestAccuracy), Format.Percent(network.BestTime.TestAccuracy),
                $"{AverageDifference.Points(network.Test.Difference)} ± {AverageDifference.Points(network.Test.StandardError)[1..]}", network.Test.PValue.ToString("G3"), Format.Percent(network.ExchangeCost), Format.Percent(network.AgreementAtBest),
                Format.Percent(network.DifferenceAtBest),
            ]),
        ],
        $"Best is the smallest mean squared error on the validation rows. A time t is like the ridge N/(ηt), N = rows × classes. Exchange costs are by how much the validation error grows with the ridge like the best time or the time like the best ridge. " +
        $"Same class and difference of the outputs, relative to their root mean square, are of the " +
        $"best ridge and the time like it. What both learn of a component of the targets differs by at most {EarlyStopping.LargestDifference:0.0000} of it. Here nothing is fitted to the validation rows.");

    private static Curve Curve(IReadOnlyList<StoppingNetwork> networks) => new(
        "ridge-and-time",
        [
            "network", "ridge", "time", "ridge_validation_accuracy", "time_validation_accuracy", "ridge_validation_mean_squared_error", "time_validation_mean_squared_error", "ridge_test_accuracy", "time_test_accuracy",
            "same_test_class", "relative_test_difference",
        ],
        [
            .. networks.SelectMany((network, index) => network.Points.Select(point => (IReadOnlyList<double>)
            [
                index, point.Ridge, point.Time, point.RidgeAccuracy, point.TimeAccuracy, point.RidgeError, point.TimeError, point.RidgeTestAccuracy, point.TimeTestAccuracy, point.Agreement, point.Difference,
            ])),
        ]);

    private sealed class Work(StudyRun study, NamedNetwork network) : IPrecisionAction<StoppingNetwork>
    {
        public StoppingNetwork Run<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            ExperimentData<T> data = study.Rows<T>(network);
            int train = data.Split.Train.Length;
            using StudyKernels<T> kernels = study.Kernels(network, "", data.Fit.Features, data.Test.Features);
            using RidgeSweep<T> sweep = RidgeSearch.Sweep(data, kernels.Training.Ntk);
            using GramMatrix<T> validation = RidgeSearch.Validation(data, kernels.Training.Ntk), test = GramBlocks.Copy(kernels.Test.Ntk, 0, data.Test.RowCount, train);
            Tensor<T> wanted = data.Targets(train..);
            int[] held = data.Fit.Labels[train..];
            var points = new List<StoppingPoint>();
            Fitted? bestRidge = null, bestTime = null;
            foreach (Ridge ridge in KernelFit.Ridges.Where(ridge => sweep.Assess(ridge).Outcome == RidgeOutcome.WellConditioned))
            {
                study.Cancellation.ThrowIfCancellationRequested();
                double time = EarlyStopping.TrainingTimeAt(ridge, train, sweep.Outputs, sweep.MeanDiagonal);
                Tensor<T> ridged = sweep.Predict(ridge, validation), stopped = sweep.PredictStopped(time, validation), ridgedTest = sweep.Predict(ridge, test), stoppedTest = sweep.PredictStopped(time, test);
                bool[] right = KernelFit.RightRows(ridgedTest, data.Test.Labels), rightStopped = KernelFit.RightRows(stoppedTest, data.Test.Labels);
                var point = new StoppingPoint(
                    ridge.Value, time, Accuracy.Of<T>(ridged, held), Accuracy.Of<T>(stopped, held), Accuracy.MeanSquaredError<T>(ridged, wanted), Accuracy.MeanSquaredError<T>(stopped, wanted), Share(right), Share(rightStopped),
                    OneHot.Decode<T>(ridgedTest).Zip(OneHot.Decode<T>(stoppedTest)).Average(pair => pair.First == pair.Second ? 1.0 : 0), RelativeDifference(ridgedTest, stoppedTest));
                points.Add(point);
                if (bestRidge is null || point.RidgeError < bestRidge.Point.RidgeError)
                    bestRidge = new(point, right);
                if (bestTime is null || point.TimeError < bestTime.Point.TimeError)
                    bestTime = new(point, rightStopped);
            }

            if (bestRidge is null || bestTime is null)
                throw new NoUsableRidgeException(KernelFit.Ridges.Count, KernelFit.Ridges[^1].Resolve(sweep.MeanDiagonal), sweep.Eigenvalues[0], sweep.Eigenvalues[^1]);
            return new(
                network.Name, network.Precision!.Value, train, new(bestRidge.Point.Ridge, bestRidge.Point.Time, bestRidge.Point.RidgeTestAccuracy, bestRidge.IsRight),
                new(bestTime.Point.Ridge, bestTime.Point.Time, bestTime.Point.TimeTestAccuracy, bestTime.IsRight), PairedAccuracy.Of(bestRidge.IsRight, bestTime.IsRight), bestRidge.Point.Agreement, bestRidge.Point.Difference, points);
        }

        private static double Share(bool[] right) => right.Average(isRight => isRight ? 1.0 : 0);

        /// <summary>The root mean square of the difference over that of the first.</summary>
        private static double RelativeDifference<T>(Tensor<T> first, Tensor<T> second)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            Math.Sqrt(Accuracy.MeanSquaredError<T>(first, second) / Accuracy.MeanSquaredError<T>(first, Tensor.CreateFromShape<T>(first.Lengths)));

        private sealed record Fitted(StoppingPoint Point, bool[] IsRight);
    }
}
