using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Solvers;
using Ntk.Solvers.Factorisation;
using Ntk.Solvers.Inference;
using Ntk.Solvers.Selection;
using Ntk.Tests.Engine;

namespace Ntk.Tests.Solvers;

/// <summary>Choosing a ridge: what is chosen, what is never chosen, and how ties fall.</summary>
[TestFixture]
internal sealed class RidgeSelectionTests
{
    private static readonly FitOptions Options = new() { Library = LinearAlgebra.Resolve("managed").Library };

    [Test]
    public void TheBestOnTheValidationRowsIsChosen([Values] KernelKind kind, [Values] SelectionMeasure measure)
    {
        var problem = new Problem<double>(60, testRows: 40);
        Ridge[] candidates = [.. RidgeGrid.Logarithmic(1e-6, 1e2, 9)];
        RidgeSelection selection = RidgeSelection.Choose<double>(
            Problem<double>.Network, kind, problem.XTrain, problem.YTrain, problem.XTest, problem.YTest, measure, candidates, Options);
        var fitted = new List<(Ridge Ridge, double Merit)>();
        for (int i = 0; i < candidates.Length; i++)
        {
            using GaussianProcess<double> gp = GaussianProcess.Fit<double>(Problem<double>.Network, kind, problem.XTrain, problem.YTrain, candidates[i], Options);
            (double accuracy, double error) = Measured(gp.Predict(problem.XTest).Mean, problem.YTest);
            RidgeScore score = selection.Scores[i];
            Assert.That(score.Accuracy, Is.EqualTo(accuracy), $"accuracy with {candidates[i]}");
            Assert.That(score.MeanSquaredError, Is.EqualTo(error).Within(1e-9), $"error with {candidates[i]}");
            Assert.That(score.Candidate.Ridge, Is.EqualTo(candidates[i]));
            fitted.Add((candidates[i], measure == SelectionMeasure.ClassificationAccuracy ? accuracy : -error));
        }

        double best = fitted.Max(fit => fit.Merit);
        Assert.Multiple(() =>
        {
            Assert.That(selection.Ridge, Is.EqualTo(fitted.Last(fit => fit.Merit == best).Ridge));
            Assert.That(selection.Measure, Is.EqualTo(measure));
            Assert.That(selection.Eigenvalues, Has.Count.EqualTo(60));
        });
    }

    [Test]
    public void OfEquallyGoodRidgesTheLargestIsChosenWhateverTheOrder()
    {
        // One training row of class 0 predicts class 0 with every ridge.
        Ridge[] candidates = [Ridge.Relative(1), Ridge.Relative(100), Ridge.Relative(10)];
        RidgeSelection selection = RidgeSelection.Choose<double>(
            Problem<double>.Network, KernelKind.Nngp, Matrix(1, 2), Matrix(1, -1), Matrix(2, 1), Matrix(1, -1), SelectionMeasure.ClassificationAccuracy, candidates, Options);
        Assert.Multiple(() =>
        {
            Assert.That(selection.Ridge, Is.EqualTo(Ridge.Relative(100)));
            Assert.That(selection.Best.Accuracy, Is.EqualTo(1));
        });
    }

    [Test]
    public void RidgesChosenInFloat32CanBeFitted()
    {
        // Near duplicates: the smallest eigenvalues are far below float32's rounding errors.
        Tensor<float> x = RandomInputs.Clustered<float>(80, 10, 4), validation = RandomInputs.Clustered<float>(20, 10, 5);
        Tensor<float> y = new Problem<float>(80).YTrain, yValidation = new Problem<float>(20).YTrain;
        RidgeSelection selection = RidgeSelection.Choose<float>(
            Problem<float>.Network, KernelKind.Ntk, x, y, validation, yValidation, SelectionMeasure.MeanSquaredError, options: Options);
        Assert.Multiple(() =>
        {
            Assert.That(selection.Scores, Has.Count.EqualTo(21));
            Assert.That(selection.Scores[0].Candidate.Outcome, Is.Not.EqualTo(RidgeOutcome.WellConditioned));
            foreach (RidgeScore score in selection.Scores)
            {
                bool isSound = score.Candidate.Outcome == RidgeOutcome.WellConditioned;
                Assert.That(score.MeanSquaredError, isSound ? Is.Not.Null : Is.Null);
                Assert.That(score.Accuracy, isSound ? Is.Not.Null : Is.Null);
                if (!isSound)
                    continue;
                using GaussianProcess<float> gp = GaussianProcess.Fit<float>(Problem<float>.Network, KernelKind.Ntk, x, y, score.Candidate.Ridge, Options);
                Assert.That(gp.Report.Passes, $"{score.Candidate.Ridge}");
            }
        });
    }

    [Test]
    public void NoUsableRidgeIsAnError()
    {
        // Two equal rows: without a ridge the kernel is singular.
        Tensor<double> x = Matrix([1, 1], 2), y = Matrix([1, 1], 2);
        Assert.That(
            () => RidgeSelection.Choose<double>(Problem<double>.Network, KernelKind.Nngp, x, y, x, y, SelectionMeasure.MeanSquaredError, [Ridge.Absolute(0), Ridge.Absolute(1e-300)], Options),
            Throws.TypeOf<NoUsableRidgeException>().With.Property("Candidates").EqualTo(2).And.Property("LargestRidge").EqualTo(1e-300));
    }

    [Test]
    public void BadChoicesAreRefused()
    {
        using RidgeSweep<double> sweep = Sweep(outputs: 2), single = Sweep(outputs: 1);
        using var cross = new GramMatrix<double>(3, 10);
        using var none = new GramMatrix<double>(0, 10);
        Tensor<double> targets = Tensor.CreateFromShape<double>([3, 2]), one = Tensor.CreateFromShape<double>([3, 1]);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Multiple(() =>
        {
            Assert.That(() => RidgeSelection.Choose<double>(sweep, cross, targets, SelectionMeasure.MeanSquaredError, []), Throws.ArgumentException);
            Assert.That(() => RidgeSelection.Choose<double>(sweep, cross, one, SelectionMeasure.MeanSquaredError), Throws.TypeOf<DimensionMismatchException>());
            Assert.That(() => RidgeSelection.Choose<double>(sweep, none, Tensor.CreateFromShape<double>([0, 2]), SelectionMeasure.MeanSquaredError), Throws.TypeOf<DimensionMismatchException>());
            Assert.That(() => RidgeSelection.Choose<double>(single, cross, one, SelectionMeasure.ClassificationAccuracy), Throws.TypeOf<DimensionMismatchException>());
            Assert.That(RidgeSelection.Choose<double>(single, cross, one, SelectionMeasure.MeanSquaredError).Best.Accuracy, Is.Null);
            Assert.That(() => RidgeSelection.Choose<double>(sweep, cross, targets, (SelectionMeasure)7), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => RidgeSelection.Choose<double>(sweep, cross, targets, SelectionMeasure.MeanSquaredError, cancellation: cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
            cross[2, 4] = double.NaN;
            Assert.That(() => RidgeSelection.Choose<double>(sweep, cross, targets, SelectionMeasure.MeanSquaredError), Throws.TypeOf<NonFiniteKernelException>().With.Property("Column").EqualTo(4));
        });
    }

    [Test]
    public void DefaultGridIsLogarithmicFromOneHundredMillionthToAHundred() =>
        Assert.Multiple(() =>
        {
            Assert.That(RidgeGrid.Default, Has.Count.EqualTo(21));
            Assert.That(RidgeGrid.Default[0].Value, Is.EqualTo(1e-8).Within(1e-20));
            Assert.That(RidgeGrid.Default[1].Value / RidgeGrid.Default[0].Value, Is.EqualTo(Math.Sqrt(10)).Within(1e-12));
            Assert.That(RidgeGrid.Default[20].Value, Is.EqualTo(100).Within(1e-11));
            Assert.That(RidgeGrid.Default, Is.All.Matches<Ridge>(ridge => ridge.IsRelative));
            Assert.That(RidgeGrid.Logarithmic(3, 5, 1)[0].Value, Is.EqualTo(3).Within(1e-12));
            Assert.That(() => RidgeGrid.Logarithmic(0, 1, 2), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => RidgeGrid.Logarithmic(1, 0.5, 2), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => RidgeGrid.Logarithmic(1, 2, 0), Throws.TypeOf<ArgumentOutOfRangeException>());
        });

    [Test]
    public void AccuracyCountsTheLargestScoreAndOfEqualOnesTheFirst()
    {
        Tensor<double> scores = Matrix([1, 2, 3, 0, 5, 5, -1, -2, -3, 0, 0, 9], 4);
        Tensor<double> targets = Matrix([0, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 0], 4);
        Assert.Multiple(() =>
        {
            Assert.That(Accuracy.Of<double>(scores, (int[])[2, 1, 0, 0]), Is.EqualTo(0.75));
            Assert.That(Accuracy.Of<double>(scores, (int[])[2, 2, 0, 2]), Is.EqualTo(0.75));
            Assert.That(Accuracy.Of<double>(scores, targets), Is.EqualTo(0.75));
            Assert.That(Accuracy.MeanSquaredError<double>(Matrix([1, 2, 3, 4], 2), Matrix([1, 0, 3, 5], 2)), Is.EqualTo(1.25));
            Assert.That(() => Accuracy.Of<double>(Matrix([1, 2], 2), (int[])[0, 0]), Throws.TypeOf<DimensionMismatchException>(), "one class");
            Assert.That(() => Accuracy.Of<double>(scores, (int[])[0]), Throws.TypeOf<DimensionMismatchException>());
            Assert.That(() => Accuracy.MeanSquaredError<double>(scores, Matrix([1, 2, 3, 4], 4)), Throws.TypeOf<DimensionMismatchException>());
            Assert.That(() => Accuracy.Of<double>(Matrix([1, double.NaN], 1), (int[])[0]), Throws.TypeOf<NonFiniteValueException>());
        });
    }

    private static RidgeSweep<double> Sweep(int outputs)
    {
        var problem = new Problem<double>(10, outputs: outputs);
        return RidgeSweep<double>.Create(new GramBuilder<double>(Problem<double>.Network).Build(problem.XTrain).Nngp, problem.YTrain, Options.Library);
    }

    private static (double Accuracy, double Error) Measured(Tensor<double> mean, Tensor<double> targets)
    {
        double right = 0, error = 0;
        for (nint row = 0; row < mean.Lengths[0]; row++)
        {
            right += mean[row, 0] >= mean[row, 1] == targets[row, 0] >= targets[row, 1] ? 1 : 0;
            for (int output = 0; output < 2; output++)
                error += Math.Pow(mean[row, output] - targets[row, output], 2);
        }

        return (right / mean.Lengths[0], error / mean.FlattenedLength);
    }

    private static Tensor<double> Matrix(double[] values, int rows) => Tensor.Create(values, [rows, values.Length / rows]);

    private static Tensor<double> Matrix(params double[] row) => Tensor.Create(row, [1, row.Length]);
}
