using System.Numerics.Tensors;
using Ntk.Solvers;
using Ntk.Solvers.Dynamics;
using Ntk.Solvers.Inference;

namespace Ntk.Tests.Solvers;

/// <summary>Training stopped early, and the ridge like it.</summary>
internal sealed class EarlyStoppingTests
{
    private static readonly Problem<double> Problem = new(20);

    [Test]
    public void Times_and_ridges_turn_into_each_other()
    {
        Ridge absolute = EarlyStopping.RidgeAt(50, 20, 2), relative = EarlyStopping.RelativeRidgeAt(50, 20, 2, meanDiagonal: 4);
        Assert.Multiple(() =>
        {
            Assert.That(absolute, Is.EqualTo(Ridge.Absolute(0.8)));
            Assert.That(relative, Is.EqualTo(Ridge.Relative(0.2)));
            Assert.That(EarlyStopping.TrainingTimeAt(absolute, 20, 2, meanDiagonal: double.NaN), Is.EqualTo(50));
            Assert.That(EarlyStopping.TrainingTimeAt(relative, 20, 2, meanDiagonal: 4), Is.EqualTo(50));
            Assert.That(EarlyStopping.RidgeAt(double.PositiveInfinity, 20, 2), Is.EqualTo(Ridge.Absolute(0)));
            Assert.That(EarlyStopping.TrainingTimeAt(Ridge.Absolute(0), 20, 2, 1), Is.EqualTo(double.PositiveInfinity));
            Assert.Throws<ArgumentOutOfRangeException>(() => EarlyStopping.RidgeAt(0, 20, 2));
            Assert.Throws<ArgumentOutOfRangeException>(() => EarlyStopping.RidgeAt(double.NaN, 20, 2));
            Assert.Throws<ArgumentOutOfRangeException>(() => EarlyStopping.RidgeAt(1, 0, 2));
            Assert.Throws<ArgumentOutOfRangeException>(() => EarlyStopping.RelativeRidgeAt(1, 20, 2, 0));
        });
    }

    [Test]
    public void The_largest_difference_is_the_maximum_over_all_eigenvalues()
    {
        double largest = Enumerable.Range(0, 100_001).Select(i => i * 1e-4).Max(x => 1 - Math.Exp(-x) - x / (1 + x));
        Assert.That(largest, Is.InRange(EarlyStopping.LargestDifference - 1e-7, EarlyStopping.LargestDifference));
    }

    [Test]
    public void Outputs_differ_as_those_of_a_separate_fit([Values(KernelKind.Nngp, KernelKind.Ntk)] KernelKind kind, [Values(1.0, 30, 1000)] double time)
    {
        const double LearningRate = 0.5;
        using TrainingDynamics<double> dynamics = TrainingDynamics.Prepare<double>(Problem<double>.Network, kind, Problem.XTrain, Problem.YTrain, Problem.XTest, LearningRate);
        EarlyStoppingComparison comparison = dynamics.CompareWithRidge(time);
        Ridge relative = EarlyStopping.RelativeRidgeAt(LearningRate * time, 20, 2, dynamics.Eigenvalues.Average());
        using GaussianProcess<double> fit = GaussianProcess.Fit<double>(Problem<double>.Network, kind, Problem.XTrain, Problem.YTrain, relative);
        Assert.Multiple(() =>
        {
            Assert.That(comparison.Ridge.Value, Is.EqualTo(40 / (LearningRate * time)).Within(1e-12).Percent);
            Assert.That(fit.Report.Ridge, Is.EqualTo(comparison.Ridge.Value).Within(1e-9).Percent);
            Assert.That(comparison.TestDifference, Is.EqualTo(RootMeanSquare(dynamics.TestEnsemble(time).Mean, fit.Predict(Problem.XTest).Mean)).Within(1e-10));
            Assert.That(comparison.TrainingDifference, Is.EqualTo(RootMeanSquare(dynamics.TrainingEnsemble(time).Mean, fit.Predict(Problem.XTrain).Mean)).Within(1e-10));
            Assert.That(comparison.TestDifference, Is.GreaterThan(1e-4));
        });
    }

    [Test]
    public void Shares_are_the_closed_forms_and_never_far_apart()
    {
        using TrainingDynamics<double> dynamics = TrainingDynamics.Prepare<double>(Problem<double>.Network, KernelKind.Ntk, Problem.XTrain, Problem.YTrain, default, 2);
        EarlyStoppingComparison comparison = dynamics.CompareWithRidge(15);
        Assert.Multiple(() =>
        {
            foreach (LearntShare share in comparison.Shares)
            {
                Assert.That(share.Stopped, Is.EqualTo(1 - Math.Exp(-2 * share.Eigenvalue * 15 / 40)).Within(1e-14));
                Assert.That(share.Ridge, Is.EqualTo(share.Eigenvalue / (share.Eigenvalue + 40 / 30.0)).Within(1e-14));
                Assert.That(share.Stopped - share.Ridge, Is.InRange(-1e-14, EarlyStopping.LargestDifference));
            }

            Assert.That(comparison.Shares.Select(share => share.Eigenvalue), Is.EqualTo(dynamics.Eigenvalues));
            Assert.That(comparison.LargestShareDifference, Is.EqualTo(comparison.Shares.Max(share => share.Stopped - share.Ridge)));
            Assert.That(comparison.TestDifference, Is.Null);
            Assert.That(dynamics.CompareWithRidge(double.PositiveInfinity).TrainingDifference, Is.LessThan(1e-12));
            Assert.Throws<ArgumentOutOfRangeException>(() => dynamics.CompareWithRidge(0));
        });
        using TrainingDynamics<double> heavy = TrainingDynamics.Prepare<double>(Problem<double>.Network, KernelKind.Ntk, Problem.XTrain, Problem.YTrain, default, 2, momentum: 0.5);
        Assert.Throws<InvalidOperationException>(() => heavy.CompareWithRidge(1));
    }

    [Test]
    public void A_changed_learning_rate_is_as_one_from_the_start()
    {
        using TrainingDynamics<double> changed = TrainingDynamics.Prepare<double>(Problem<double>.Network, KernelKind.Ntk, Problem.XTrain, Problem.YTrain, Problem.XTest, 1, momentum: 0.5);
        using TrainingDynamics<double> given = TrainingDynamics.Prepare<double>(Problem<double>.Network, KernelKind.Ntk, Problem.XTrain, Problem.YTrain, Problem.XTest, 3, momentum: 0.5);
        changed.LearningRate = 3;
        Assert.That(changed.TestEnsemble(2).Covariance, Is.EqualTo(given.TestEnsemble(2).Covariance));
        Assert.Throws<ArgumentOutOfRangeException>(() => changed.LearningRate = double.NaN);
    }

    private static double RootMeanSquare(Tensor<double> a, Tensor<double> b) => Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Average());
}
