using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Programs;
using Ntk.Solvers;
using Ntk.Solvers.Dynamics;
using Ntk.Solvers.Inference;
using Ntk.Solvers.Selection;

namespace Ntk.Tests.Solvers;

/// <summary>The sweep against a fit of its own for each ridge.</summary>
[TestFixture("managed", TypeArgs = [typeof(float)])]
[TestFixture("managed", TypeArgs = [typeof(double)])]
[TestFixture("default", TypeArgs = [typeof(float)])]
[TestFixture("default", TypeArgs = [typeof(double)])]
internal sealed class RidgeSweepTests<T>(string libraryName)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Problem<T> Problem = new(70, testRows: 11);
    private readonly LinearAlgebra library = SolverLibraries.Load(libraryName);

    [Test]
    public void EveryRidgeGivesWhatACholeskyFitGives([Values] KernelKind kind, [Values(1e-4, 1e-2, 1, 100)] double value, [Values] bool isRelative)
    {
        Ridge ridge = isRelative ? Ridge.Relative(value) : Ridge.Absolute(value);
        using RidgeSweep<T> sweep = Sweep(kind);
        using GramResult<T> cross = new GramBuilder<T>(Problem<T>.Network).Build(Problem.XTest, Problem.XTrain, KernelOutputs.Both);
        using GaussianProcess<T> gp = GaussianProcess.Fit<T>(Problem<T>.Network, kind, Problem.XTrain, Problem.YTrain, ridge, new() { Library = library });
        RidgeCandidate candidate = sweep.Assess(ridge);
        LeaveOneOut<T> expected = gp.LeaveOneOut(), actual = sweep.LeaveOneOut(ridge);
        double tolerance = typeof(T) == typeof(float) ? 2e-3 : 1e-10;
        Assert.Multiple(() =>
        {
            Assert.That(candidate.AbsoluteRidge, Is.EqualTo(gp.Report.Ridge));
            Assert.That(candidate.Outcome, Is.EqualTo(RidgeOutcome.WellConditioned));
            Assert.That(Difference.Relative<double>([.. candidate.LogMarginalLikelihood!], gp.LogMarginalLikelihood()), Is.LessThan(tolerance), "log marginal likelihood");
            Assert.That(Difference.Relative(sweep.Predict(ridge, kind == KernelKind.Nngp ? cross.Nngp : cross.Ntk), Doubles(gp.Predict(Problem.XTest).Mean)), Is.LessThan(tolerance), "mean");
            Assert.That(Difference.Relative(sweep.Weights(ridge), Doubles(gp.ToModel(includeFactor: false).Weights)), Is.LessThan(tolerance), "weights");
            Assert.That(Difference.Relative(actual.Mean, Doubles(expected.Mean)), Is.LessThan(tolerance), "leave-one-out mean");
            Assert.That(Difference.Relative(actual.Variance, Doubles(expected.Variance)), Is.LessThan(tolerance), "leave-one-out variance");
        });
    }

    [Test]
    public void StoppedFlowIsThatOfTheDynamics([Values(KernelKind.Nngp, KernelKind.Ntk)] KernelKind kind, [Values(0, 0.3, 20, 3000)] double time)
    {
        const double LearningRate = 0.5;
        using RidgeSweep<T> sweep = Sweep(kind);
        using GramResult<T> cross = new GramBuilder<T>(Problem<T>.Network).Build(Problem.XTest, Problem.XTrain, KernelOutputs.Both);
        using TrainingDynamics<T> dynamics = TrainingDynamics.Prepare<T>(
            Problem<T>.Network, kind, Problem.XTrain, Problem.YTrain, Problem.XTest, LearningRate, options: new() { Library = library });
        Tensor<T> expected = dynamics.TestOutputs(time, Tensor.CreateFromShape<T>([70, 2]), Tensor.CreateFromShape<T>([11, 2]));
        Tensor<T> actual = sweep.PredictStopped(LearningRate * time, kind == KernelKind.Nngp ? cross.Nngp : cross.Ntk);
        Assert.That(Difference.Relative(actual, Doubles(expected)), Is.LessThan(typeof(T) == typeof(float) ? 1e-3 : 1e-10));
    }

    [Test]
    public void FlowBeginsAlongTheTargets()
    {
        // For t → 0 the outputs are K·y·ηt/N, to all digits that the type has.
        const double Time = 1e-13;
        using RidgeSweep<T> sweep = Sweep(KernelKind.Ntk);
        using GramResult<T> cross = new GramBuilder<T>(Problem<T>.Network).Build(Problem.XTest, Problem.XTrain, KernelOutputs.Ntk);
        Tensor<T> begun = sweep.PredictStopped(Time, cross.Ntk);
        double[] expected = [.. Enumerable.Range(0, 11 * 2).Select(i => Enumerable.Range(0, 70).Sum(
            row => double.CreateTruncating(cross.Ntk[i / 2, row]) * double.CreateTruncating(Problem.YTrain[row, i % 2])) * Time / 140)];
        Assert.That(Difference.Relative(begun, Tensor.Create(expected, [11, 2])), Is.LessThan(typeof(T) == typeof(float) ? 1e-5 : 1e-11));
    }

    [Test]
    public void FlowToTheEndIsTheFitWithoutARidge()
    {
        using RidgeSweep<T> sweep = Sweep(KernelKind.Ntk);
        using GramResult<T> cross = new GramBuilder<T>(Problem<T>.Network).Build(Problem.XTest, Problem.XTrain, KernelOutputs.Both);
        Tensor<T> end = sweep.PredictStopped(double.PositiveInfinity, cross.Ntk);
        Assert.That(Difference.Relative(end, Doubles(sweep.Predict(Ridge.Absolute(0), cross.Ntk))), Is.LessThan(typeof(T) == typeof(float) ? 1e-4 : 1e-12));
        Assert.Throws<ArgumentOutOfRangeException>(() => sweep.PredictStopped(-1, cross.Ntk));
        Assert.Throws<ArgumentOutOfRangeException>(() => sweep.PredictStopped(double.NaN, cross.Ntk));
        using var narrow = new GramMatrix<T>(2, 3);
        Assert.Throws<DimensionMismatchException>(() => sweep.PredictStopped(1, narrow));
    }

    [Test]
    public void EffectiveDimensionIsTheTraceOfTheSmoother([Values(1e-3, 1)] double value)
    {
        double[,] kernel = Kernel(KernelKind.Nngp);
        double lambda = value * PlainInference.MeanDiagonal(kernel);
        PlainInference plain = PlainInference.Fit(kernel, new double[70, 1], lambda);
        // tr K(K + λI)⁻¹ = n − λ·tr (K + λI)⁻¹.
        double expected = 70 - lambda * Enumerable.Range(0, 70).Sum(plain.InverseDiagonal);
        using RidgeSweep<T> sweep = Sweep(KernelKind.Nngp);
        Assert.That(sweep.Assess(Ridge.Relative(value)).EffectiveDimension, Is.EqualTo(expected).Within(typeof(T) == typeof(float) ? 1e-2 : 1e-9));
    }

    [Test]
    public void EigenvaluesSumToTheTraceAndAscend()
    {
        double[,] kernel = Kernel(KernelKind.Nngp);
        using RidgeSweep<T> sweep = Sweep(KernelKind.Nngp);
        double sum = 0;
        foreach (double value in sweep.Eigenvalues)
            sum += value;
        double mean = PlainInference.MeanDiagonal(kernel), tolerance = typeof(T) == typeof(float) ? 1e-5 : 1e-13;
        double[] values = sweep.Eigenvalues.ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(values, Is.Ordered);
            Assert.That(sum, Is.EqualTo(70 * mean).Within(tolerance * 70 * mean));
            Assert.That(sweep.MeanDiagonal, Is.EqualTo(mean).Within(tolerance * mean));
            RidgeCandidate candidate = sweep.Assess(Ridge.Absolute(2));
            Assert.That(candidate.ConditionNumber, Is.EqualTo((values[^1] + 2) / (values[0] + 2)).Within(1e-9));
        });
    }

    [Test]
    public void NegativeEigenvaluesAreReportedInsteadOfNumbers()
    {
        using RidgeSweep<T> sweep = RidgeSweep<T>.Create(Diagonal(-0.5, 1, 4), Tensor.Create([T.One, T.One, T.One], [3, 1]), library);
        using var cross = new GramMatrix<T>(1, 3);
        RidgeCandidate candidate = sweep.Assess(Ridge.Absolute(0.25)), boundary = sweep.Assess(Ridge.Absolute(0.5)), sound = sweep.Assess(Ridge.Absolute(1));
        Assert.Multiple(() =>
        {
            Assert.That(candidate, Is.EqualTo(new RidgeCandidate(Ridge.Absolute(0.25), 0.25, RidgeOutcome.NotPositiveDefinite, double.PositiveInfinity, null, null)));
            Assert.That(boundary.Outcome, Is.EqualTo(RidgeOutcome.NotPositiveDefinite));
            Assert.That(() => sweep.Weights(Ridge.Absolute(0.25)), Throws.TypeOf<RidgeTooSmallException>().With.Property("Ridge").EqualTo(0.25).And.Property("SmallestEigenvalue").EqualTo(-0.5).Within(1e-6));
            Assert.That(() => sweep.Predict(Ridge.Absolute(0.25), cross), Throws.TypeOf<RidgeTooSmallException>());
            Assert.That(() => sweep.LeaveOneOut(Ridge.Absolute(0.25)), Throws.TypeOf<RidgeTooSmallException>());
            Assert.That(sound.Outcome, Is.EqualTo(RidgeOutcome.WellConditioned));
            Assert.That(sound.ConditionNumber, Is.EqualTo(10).Within(1e-5));
        });
    }

    [Test]
    public void ConditionNumbersBeyondOneOverEpsilonAreMarked()
    {
        double roundoff = typeof(T) == typeof(float) ? Math.ScaleB(1, -24) : Math.ScaleB(1, -53);
        using RidgeSweep<T> sweep = RidgeSweep<T>.Create(Diagonal(0, 0, 1), Tensor.Create([T.One, T.One, T.One], [3, 1]), library);
        Assert.Multiple(() =>
        {
            Assert.That(sweep.Assess(Ridge.Absolute(roundoff / 4)).Outcome, Is.EqualTo(RidgeOutcome.IllConditioned));
            Assert.That(sweep.Assess(Ridge.Absolute(roundoff * 4)).Outcome, Is.EqualTo(RidgeOutcome.WellConditioned));
        });
    }

    [Test]
    public void BadInputIsRefused()
    {
        Tensor<T> two = Tensor.Create([T.One, T.One], [2, 1]), three = Tensor.Create([T.One, T.NaN, T.One], [3, 1]);
        using var rectangle = new GramMatrix<T>(2, 3);
        using var empty = new GramMatrix<T>(0, 0);
        using GramMatrix<T> square = Diagonal(1, 2, 3), infinite = Diagonal(1, double.PositiveInfinity);
        using RidgeSweep<T> sweep = RidgeSweep<T>.Create(Diagonal(1, 2), two, library);
        Assert.Multiple(() =>
        {
            Assert.That(() => RidgeSweep<T>.Create(rectangle, two, library), Throws.TypeOf<DimensionMismatchException>());
            Assert.That(() => RidgeSweep<T>.Create(empty, Tensor.CreateFromShape<T>([0, 1]), library), Throws.TypeOf<DimensionMismatchException>());
            Assert.That(() => RidgeSweep<T>.Create(square, two, library), Throws.TypeOf<DimensionMismatchException>());
            Assert.That(() => RidgeSweep<T>.Create(square, three, library), Throws.TypeOf<NonFiniteValueException>().With.Property("Row").EqualTo(1));
            Assert.That(() => RidgeSweep<T>.Create(infinite, two, library), Throws.TypeOf<NonFiniteKernelException>().With.Property("Row").EqualTo(1));
            Assert.That(() => sweep.Predict(Ridge.Absolute(1), rectangle), Throws.TypeOf<DimensionMismatchException>());
            Assert.That(RidgeSweep<T>.WorkingBytes(1000), Is.EqualTo((Int128)(2_008_000 * (typeof(T) == typeof(float) ? 4 : 8))));
        });
        sweep.Dispose();
        Assert.That(() => sweep.Weights(Ridge.Absolute(1)), Throws.TypeOf<ObjectDisposedException>());
    }

    private RidgeSweep<T> Sweep(KernelKind kind)
    {
        GramResult<T> kernels = new GramBuilder<T>(Problem<T>.Network).Build(Problem.XTrain, kind == KernelKind.Nngp ? KernelOutputs.Nngp : KernelOutputs.Ntk);
        return RidgeSweep<T>.Create(kind == KernelKind.Nngp ? kernels.Nngp : kernels.Ntk, Problem.YTrain, library);
    }

    private static double[,] Kernel(KernelKind kind) => PlainInference.Kernel(Problem<T>.Network, kind, Doubles(Problem.XTrain));

    private static GramMatrix<T> Diagonal(params double[] diagonal)
    {
        var matrix = new GramMatrix<T>(diagonal.Length, diagonal.Length);
        for (int i = 0; i < diagonal.Length; i++)
            matrix[i, i] = T.CreateTruncating(diagonal[i]);
        return matrix;
    }

    private static Tensor<double> Doubles(Tensor<T> tensor) => Tensor.Create([.. tensor.Select(value => double.CreateTruncating(value))], tensor.Lengths);
}
