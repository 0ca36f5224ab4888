using Ntk.Engine.Gram;
using Ntk.Engine.Programs;
using Ntk.Solvers;
using Ntk.Solvers.Factorisation;
using Ntk.Solvers.Inference;

namespace Ntk.Tests.Solvers;

/// <summary>Eigendecompositions as factors, singular matrices included.</summary>
[TestFixture("managed")]
[TestFixture("default")]
internal sealed class EigenFactorTests(string libraryName)
{
    private readonly LinearAlgebra library = SolverLibraries.Load(libraryName);

    [Test]
    public void SolvesAndKnowsTheDeterminant([Values(0, 1, 2, 40)] int n, [Values(1, 3)] int columns)
    {
        double[] eigenvalues = TestMatrices.Geometric(n, 1e6);
        using GramMatrix<double> a = TestMatrices.WithEigenvalues(eigenvalues, 1), b = TestMatrices.Random(n, columns, 2), x = b.Clone();
        using EigenFactor<double> factor = EigenFactor<double>.Decompose(a.Clone(), Ridge.Absolute(0), library);
        factor.Solve(x.AsMatrix());
        using GramMatrix<double> whitened = b.Clone();
        factor.Whiten(whitened.AsMatrix());
        Assert.Multiple(() =>
        {
            Assert.That(factor.Rank, Is.EqualTo(n));
            Assert.That(n == 0 ? 0 : TestMatrices.BackwardError(a, x, b), Is.LessThan(1e-13));
            Assert.That(factor.LogDeterminant(), Is.EqualTo(eigenvalues.Sum(Math.Log)).Within(1e-8));
            for (int column = 0; column < columns; column++)
            {
                double length = Enumerable.Range(0, n).Sum(i => whitened[i, column] * whitened[i, column]);
                double form = Enumerable.Range(0, n).Sum(i => b[i, column] * x[i, column]);
                Assert.That(length, Is.EqualTo(form).Within(1e-8).Percent);
            }
        });
    }

    [Test]
    public void ASingularMatrixHasTheSolutionOfLeastLength()
    {
        // Three of eight eigenvalues are zero: x = Q·Λ⁺·Qᵀ·b by plain sums over the columns of Q, of which A·x = P·b is the projection.
        double[] eigenvalues = [4, 2, 1, 0.5, 0.25, 0, 0, 0];
        using GramMatrix<double> a = TestMatrices.WithEigenvalues(eigenvalues, 3), b = TestMatrices.Random(8, 1, 4), x = b.Clone();
        using GramMatrix<double> pseudo = TestMatrices.WithEigenvalues([.. eigenvalues.Select(value => value > 0 ? 1 / value : 0)], 3);
        using EigenFactor<double> factor = EigenFactor<double>.Decompose(a.Clone(), Ridge.Absolute(0), library);
        factor.Solve(x.AsMatrix());
        Assert.That(factor.Rank, Is.EqualTo(5));
        Assert.That(factor.Condition, Is.EqualTo(16).Within(1e-10));
        for (int i = 0; i < 8; i++)
            Assert.That(x[i, 0], Is.EqualTo(Enumerable.Range(0, 8).Sum(j => pseudo[i, j] * b[j, 0])).Within(1e-12));
        Assert.Throws<RidgeTooSmallException>(() => factor.LogDeterminant());
    }

    [Test]
    public void DuplicateRowsWithoutARidgeAreFittedInTheMean()
    {
        var problem = new Problem<double>(12);
        System.Numerics.Tensors.Tensor<double> x = Problem<double>.Rows(problem.XTrain, 0, 1, 2, 3, 4, 4), y = Problem<double>.Rows(problem.YTrain, 0, 1, 2, 3, 4, 5);
        var options = new FitOptions { Solver = SolverKind.Eigen, Library = library };
        using GaussianProcess<double> process = GaussianProcess.Fit<double>(Problem<double>.Network, KernelKind.Nngp, x, y, Ridge.Absolute(0), options);
        System.Numerics.Tensors.Tensor<double> mean = process.Predict(x).Mean;
        Assert.Multiple(() =>
        {
            Assert.That(process.Fitting.Eigen!.Rank, Is.EqualTo(5));
            Assert.That(process.Report.Passes, $"{process.Report.ScaledResidual}");
            for (int output = 0; output < 2; output++)
            {
                Assert.That(mean[0, output], Is.EqualTo(y[0, output]).Within(1e-10));
                Assert.That(mean[4, output], Is.EqualTo((y[4, output] + y[5, output]) / 2).Within(1e-10));
            }
        });
        Assert.Throws<RidgeTooSmallException>(() => process.LogMarginalLikelihood());
    }

    [Test]
    public void RefusesWhatIsNoKernel()
    {
        using GramMatrix<double> rectangle = new(2, 3), indefinite = TestMatrices.WithEigenvalues([1, -1, 2], 1), broken = TestMatrices.WithEigenvalues([1, 2], 1);
        broken[1, 0] = double.NaN;
        Assert.Throws<DimensionMismatchException>(() => EigenFactor<double>.Decompose(rectangle, Ridge.Absolute(0), library));
        Assert.That(Assert.Throws<RidgeTooSmallException>(() => EigenFactor<double>.Decompose(indefinite, Ridge.Absolute(0), library))!.SmallestEigenvalue, Is.EqualTo(-1).Within(1e-12));
        Assert.Throws<NonFiniteKernelException>(() => EigenFactor<double>.Decompose(broken, Ridge.Absolute(0), library));
    }
}
