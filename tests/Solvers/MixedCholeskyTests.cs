using Ntk.Engine.Gram;
using Ntk.Solvers;
using Ntk.Solvers.Factorisation;

namespace Ntk.Tests.Solvers;

/// <summary>Answers in double from a factor in float.</summary>
[TestFixture("managed")]
[TestFixture("default")]
internal sealed class MixedCholeskyTests(string libraryName)
{
    private readonly LinearAlgebra library = SolverLibraries.Load(libraryName);

    [Test]
    public void KeepsItsPromiseUpToAConditionNumberOf1E12([Values(1, 2, 50, 201)] int order, [Values(1e1, 1e4, 1e6, 1e8, 1e10, 1e12)] double condition, [Values(1, 5)] int columns)
    {
        using GramMatrix<double> matrix = TestMatrices.WithEigenvalues(TestMatrices.Geometric(order, condition), seed: 3);
        using GramMatrix<double> b = TestMatrices.Random(order, columns, seed: 4), x = b.Clone();
        using MixedCholesky<double, float> mixed = MixedCholesky<double, float>.Factor(matrix.Clone(), Ridge.Absolute(0), library);
        MixedSolveReport report = mixed.Solve(x.AsMatrix());
        Assert.Multiple(() =>
        {
            Assert.That(TestMatrices.BackwardError(matrix, x, b), Is.LessThanOrEqualTo(2e-14));
            Assert.That(report.BackwardError, Is.LessThanOrEqualTo(1e-14));
            Assert.That((report.Order, report.RightHandSides, report.Ridge), Is.EqualTo((order, columns, 0.0)));
        });
    }

    [Test]
    public void WellConditionedMatricesAreRefined()
    {
        double[] eigenvalues = TestMatrices.Geometric(120, 1e3);
        using GramMatrix<double> matrix = TestMatrices.WithEigenvalues(eigenvalues, seed: 5);
        using GramMatrix<double> expected = TestMatrices.Random(120, 3, seed: 6), b = new(120, 3);
        for (int i = 0; i < 120; i++)
        {
            for (int k = 0; k < 3; k++)
            {
                for (int j = 0; j < 120; j++)
                    b[i, k] += matrix[i, j] * expected[j, k];
            }
        }

        using MixedCholesky<double, float> mixed = MixedCholesky<double, float>.Factor(matrix.Clone(), Ridge.Absolute(0), library);
        MixedSolveReport report = mixed.Solve(b.AsMatrix());
        double error = 0;
        for (int i = 0; i < 120; i++)
        {
            for (int k = 0; k < 3; k++)
                error = Math.Max(error, Math.Abs(b[i, k] - expected[i, k]));
        }

        Assert.Multiple(() =>
        {
            Assert.That(error, Is.LessThan(1e-11));
            Assert.That(report.Path, Is.EqualTo(SolvePath.Refinement));
            Assert.That(report.Shift, Is.Zero);
            Assert.That(report.Steps, Is.InRange(1, 10));

            // Between the condition number in the 2-norm, which scaling changes little here, and n times it.
            Assert.That(report.Condition, Is.InRange(1e2, 120e3));
        });
    }

    [Test]
    public void MatricesBeyondFloatAreShifted()
    {
        double[] eigenvalues = [.. Enumerable.Range(0, 200).Select(i => i < 20 ? 1.0 : 1e-9)];
        using GramMatrix<double> matrix = TestMatrices.WithEigenvalues(eigenvalues, seed: 8);
        using GramMatrix<double> b = TestMatrices.Random(200, 2, seed: 9), x = b.Clone();
        using MixedCholesky<double, float> mixed = MixedCholesky<double, float>.Factor(matrix.Clone(), Ridge.Absolute(0), library);
        MixedSolveReport report = mixed.Solve(x.AsMatrix());
        Assert.Multiple(() =>
        {
            Assert.That(report.Shift, Is.GreaterThan(0));
            Assert.That(report.Path, Is.Not.EqualTo(SolvePath.Refinement));
            Assert.That(TestMatrices.BackwardError(matrix, x, b), Is.LessThanOrEqualTo(2e-14));
        });
    }

    [Test]
    public void TheRidgeIsAdded()
    {
        using GramMatrix<double> matrix = TestMatrices.WithEigenvalues(TestMatrices.Geometric(30, 100), seed: 10), shifted = matrix.Clone();
        for (int i = 0; i < 30; i++)
            shifted[i, i] += 0.25;
        using GramMatrix<double> b = TestMatrices.Random(30, 1, seed: 11), x = b.Clone();
        using MixedCholesky<double, float> mixed = MixedCholesky<double, float>.Factor(matrix.Clone(), Ridge.Absolute(0.25), library);
        Assert.That(mixed.Solve(x.AsMatrix()).Ridge, Is.EqualTo(0.25));
        Assert.That(TestMatrices.BackwardError(shifted, x, b), Is.LessThanOrEqualTo(2e-14));
    }

    [Test]
    public void GradedMatricesAreSolvedRowByRow()
    {
        // D·A·D with D from 1e−75 to 1e75: the solution is D⁻¹·A⁻¹·D⁻¹·b.
        const int Order = 41;
        using GramMatrix<double> plain = TestMatrices.WithEigenvalues(TestMatrices.Geometric(Order, 1e3), seed: 12), graded = plain.Clone();
        double[] scales = [.. Enumerable.Range(0, Order).Select(i => Math.ScaleB(1, (int)Math.Round(250.0 * (2.0 * i / (Order - 1) - 1))))];
        for (int i = 0; i < Order; i++)
        {
            for (int j = 0; j < Order; j++)
                graded[i, j] *= scales[i] * scales[j];
        }

        using GramMatrix<double> b = TestMatrices.Random(Order, 1, seed: 13), x = b.Clone(), scaled = b.Clone();
        for (int i = 0; i < Order; i++)
            x[i, 0] *= scales[i];
        using MixedCholesky<double, float> mixed = MixedCholesky<double, float>.Factor(graded, Ridge.Absolute(0), library);
        mixed.Solve(x.AsMatrix());
        for (int i = 0; i < Order; i++)
            x[i, 0] *= scales[i];
        Assert.That(TestMatrices.BackwardError(plain, x, scaled), Is.LessThanOrEqualTo(2e-14));
    }

    [Test]
    public void DuplicatePointsWithoutARidgeAreConsistentOrRefused()
    {
        // Rows 3 and 7 are the same point; with the same target there are solutions.
        using GramMatrix<double> matrix = TestMatrices.WithEigenvalues(TestMatrices.Geometric(20, 10), seed: 14);
        for (int j = 0; j < 20; j++)
            matrix[7, j] = matrix[3, j];
        for (int j = 0; j < 20; j++)
            matrix[j, 7] = matrix[j, 3];
        using GramMatrix<double> b = TestMatrices.Random(20, 1, seed: 15);
        b[7, 0] = b[3, 0];
        using GramMatrix<double> x = b.Clone();
        using MixedCholesky<double, float> mixed = MixedCholesky<double, float>.Factor(matrix.Clone(), Ridge.Absolute(0), library);
        mixed.Solve(x.AsMatrix());
        Assert.That(TestMatrices.BackwardError(matrix, x, b), Is.LessThanOrEqualTo(2e-14));
    }

    [Test]
    public void IndefiniteMatricesAreRefused()
    {
        double[] eigenvalues = TestMatrices.Geometric(40, 10);
        eigenvalues[7] = -0.5;
        using MixedCholesky<double, float> mixed = MixedCholesky<double, float>.Factor(Shifted(TestMatrices.WithEigenvalues(eigenvalues, seed: 16)), Ridge.Absolute(0), library);
        using GramMatrix<double> x = TestMatrices.Random(40, 1, seed: 17);
        Assert.Throws<NotPositiveDefiniteException>(() => mixed.Solve(x.AsMatrix()));

        // Some reflections of the eigenvectors could leave a diagonal entry that is not positive, which is refused before.
        static GramMatrix<double> Shifted(GramMatrix<double> matrix)
        {
            Assume.That(Enumerable.Range(0, matrix.Rows).All(i => matrix[i, i] > 0));
            return matrix;
        }
    }

    [Test]
    public void ANegativeDiagonalIsRefusedAtOnce()
    {
        using var matrix = new GramMatrix<double>(3, 3);
        matrix[0, 0] = matrix[1, 1] = 1;
        matrix[2, 2] = -1;
        Assert.That(Assert.Throws<NotPositiveDefiniteException>(() => MixedCholesky<double, float>.Factor(matrix, Ridge.Absolute(0), library))!.PivotIndex, Is.EqualTo(2));
    }

    [Test]
    public void NumbersThatAreNoneAreNamed()
    {
        using GramMatrix<double> matrix = TestMatrices.WithEigenvalues([1, 2, 3], seed: 1);
        matrix[2, 1] = double.NaN;
        NonFiniteKernelException? error = Assert.Throws<NonFiniteKernelException>(() => MixedCholesky<double, float>.Factor(matrix, Ridge.Absolute(0), library));
        Assert.That((error!.Row, error.Column), Is.EqualTo((2, 1)));
        using MixedCholesky<double, float> mixed = MixedCholesky<double, float>.Factor(TestMatrices.WithEigenvalues([1, 2, 3], seed: 1), Ridge.Absolute(0), library);
        using var b = new GramMatrix<double>(3, 1);
        b[1, 0] = double.PositiveInfinity;
        Assert.Throws<NonFiniteValueException>(() => mixed.Solve(b.AsMatrix()));
    }

    [Test]
    public void NothingIsSolvedByNothing()
    {
        using MixedCholesky<double, float> mixed = MixedCholesky<double, float>.Factor(new GramMatrix<double>(0, 0), Ridge.Absolute(0), library);
        using var x = new GramMatrix<double>(0, 2);
        Assert.That(mixed.Solve(x.AsMatrix()).BackwardError, Is.Zero);
    }

    [Test]
    public void ZeroIsTheSolutionOfZero()
    {
        using MixedCholesky<double, float> mixed = MixedCholesky<double, float>.Factor(TestMatrices.WithEigenvalues([1, 2, 3], seed: 1), Ridge.Absolute(0), library);
        using var x = new GramMatrix<double>(3, 2);
        MixedSolveReport report = mixed.Solve(x.AsMatrix());
        Assert.That((report.BackwardError, x[0, 0], x[2, 1]), Is.EqualTo((0.0, 0.0, 0.0)));
    }

    [Test]
    public void AnUnreachableToleranceIsAnError()
    {
        using GramMatrix<double> matrix = TestMatrices.WithEigenvalues(TestMatrices.Geometric(60, 1e3), seed: 20);
        using MixedCholesky<double, float> mixed = MixedCholesky<double, float>.Factor(matrix.Clone(), Ridge.Absolute(0), 1e-30, library);
        using GramMatrix<double> x = TestMatrices.Random(60, 1, seed: 21);
        BackwardErrorException? error = Assert.Throws<BackwardErrorException>(() => mixed.Solve(x.AsMatrix()));
        Assert.That(error!.BackwardError, Is.InRange(1e-20, 1e-14));
        Assert.That(error!.Condition, Is.GreaterThan(100));
    }
}
