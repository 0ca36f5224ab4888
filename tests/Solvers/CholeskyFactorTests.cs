using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Solvers;
using Ntk.Solvers.Factorisation;

namespace Ntk.Tests.Solvers;

/// <summary>The factor in place: solves, residuals, determinants, inverses, jitter, and what is left after an error.</summary>
[TestFixture("managed", TypeArgs = [typeof(float)])]
[TestFixture("managed", TypeArgs = [typeof(double)])]
[TestFixture("default", TypeArgs = [typeof(float)])]
[TestFixture("default", TypeArgs = [typeof(double)])]
internal sealed class CholeskyFactorTests<T>(string libraryName)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly double UnitRoundoff = typeof(T) == typeof(float) ? Math.ScaleB(1, -24) : Math.ScaleB(1, -53);
    private readonly LinearAlgebra library = SolverLibraries.Load(libraryName);

    [Test]
    public void SolvesManyRightHandSides([Values(1, 5, 127, 128, 129, 300)] int order, [Values(1, 3, 200)] int columns)
    {
        GramMatrix<T> a = PositiveDefinite(order);
        using GramMatrix<T> original = a.Clone();
        using GramMatrix<T> x = Random(order, columns, 5), b = x.Clone();
        using CholeskyFactor<T> factor = CholeskyFactor<T>.Factor(a, Ridge.Absolute(0.25), library: library);
        SolveReport report = factor.Solve(x.AsMatrix());
        Assert.Multiple(() =>
        {
            Assert.That(report.ScaledResidual, Is.EqualTo(PlainResidual(original, 0.25, x, b)).Within(2).And.LessThan(SolveReport.Bound));
            Assert.That(report, Is.EqualTo(new SolveReport(order, columns, 0.25, 0, report.ScaledResidual)));
            Assert.That(report.Passes);
        });
    }

    [Test]
    public void ResidualOfAWrongFactorIsLargeAndExact([Values(1, 130, 200)] int order, [Values(0, 1)] int heavy)
    {
        // One row and column is scaled up, so that the norm is that column's sum alone.
        int heavyRow = heavy * (order - 1);
        double Scale(int row) => row == heavyRow ? 4 : 1;
        GramMatrix<T> a = Matrix(order, (i, j) => Scale(i) * Scale(j) * Entry(i, j));
        using GramMatrix<T> original = a.Clone();
        using CholeskyFactor<T> factor = CholeskyFactor<T>.Factor(a, Ridge.Absolute(0.25), library: library);
        a[order - 1, order / 2] += T.CreateChecked(8);
        using GramMatrix<T> x = Random(order, 2, 5), b = x.Clone();
        SolveReport report = factor.Solve(x.AsMatrix());
        double expected = PlainResidual(original, 0.25, x, b);
        Assert.Multiple(() =>
        {
            Assert.That(report.ScaledResidual, Is.EqualTo(expected).Within(0.02 * expected));
            Assert.That(report.Passes, Is.False);
        });
    }

    [Test]
    public void ResidualIsTheWorstOfAllRightHandSides()
    {
        GramMatrix<T> a = PositiveDefinite(60);
        using CholeskyFactor<T> factor = CholeskyFactor<T>.Factor(a, Ridge.Absolute(0.25), library: library);
        using GramMatrix<T> all = Random(60, 4, 9);
        double worst = 0;
        for (int column = 0; column < 4; column++)
        {
            using var one = new GramMatrix<T>(60, 1);
            for (int row = 0; row < 60; row++)
                one[row, 0] = all[row, column];
            worst = Math.Max(worst, factor.Solve(one.AsMatrix()).ScaledResidual);
        }

        Assert.That(factor.Solve(all.AsMatrix()).ScaledResidual, Is.EqualTo(worst).Within(0.2 + 0.5 * worst));
    }

    [Test]
    public void ZeroRightHandSideHasNoResidual()
    {
        using CholeskyFactor<T> factor = CholeskyFactor<T>.Factor(PositiveDefinite(10), Ridge.Absolute(1), library: library);
        using var zero = new GramMatrix<T>(10, 2);
        Assert.That(factor.Solve(zero.AsMatrix()).ScaledResidual, Is.Zero);
    }

    [Test]
    public void InverseDiagonalAndDeterminantAreThoseOfTheInverse([Values(1, 6, 128, 150)] int order)
    {
        GramMatrix<T> a = PositiveDefinite(order);
        var kernel = new double[order, order];
        for (int i = 0; i < order; i++)
        {
            for (int j = 0; j < order; j++)
                kernel[i, j] = double.CreateTruncating(a[i, j]);
        }

        PlainInference plain = PlainInference.Fit(kernel, new double[order, 1], 0.5);
        using CholeskyFactor<T> factor = CholeskyFactor<T>.Factor(a, Ridge.Absolute(0.5), library: library);
        double[] expected = [.. Enumerable.Range(0, order).Select(plain.InverseDiagonal)];
        double tolerance = 1000 * UnitRoundoff;
        Assert.Multiple(() =>
        {
            Assert.That(Difference.Relative<double>(factor.InverseDiagonal(), expected), Is.LessThan(tolerance));
            Assert.That(factor.LogDeterminant(), Is.EqualTo(plain.LogDeterminant).Within(tolerance * order));
        });
    }

    [Test]
    public void RelativeRidgeIsInUnitsOfTheMeanDiagonal()
    {
        using CholeskyFactor<T> factor = CholeskyFactor<T>.Factor(Diagonal(1, 2, 9), Ridge.Relative(0.5), library: library);
        Assert.Multiple(() =>
        {
            Assert.That(factor.Ridge, Is.EqualTo(2));
            Assert.That(factor.LogDeterminant(), Is.EqualTo(Math.Log(3 * 4 * 11)).Within(100 * UnitRoundoff));
        });
    }

    [Test]
    public void WithoutJitterTheErrorNamesThePivotAndTheMatrixIsLeftAsItWas()
    {
        using GramMatrix<T> a = Indefinite(), original = a.Clone();
        Assert.Multiple(() =>
        {
            Assert.That(() => CholeskyFactor<T>.Factor(a, Ridge.Absolute(0), library: library), Throws.TypeOf<NotPositiveDefiniteException>().With.Property("PivotIndex").EqualTo(2));
            Assert.That(a.ToTensor(), Is.EqualTo(original.ToTensor()));
        });
    }

    [Test]
    public void JitterGrowsUntilItIsEnoughAndIsReported()
    {
        // The smallest eigenvalue is −0.5 and the mean of the diagonal 1: of 0.01, 0.1, 1 only the last makes the matrix positive definite.
        using CholeskyFactor<T> factor = CholeskyFactor<T>.Factor(Indefinite(), Ridge.Absolute(0), Jitter.Growing(0.01, 10, 5), library);
        using var b = new GramMatrix<T>(3, 1);
        b[0, 0] = T.One;
        SolveReport report = factor.Solve(b.AsMatrix());
        Assert.Multiple(() =>
        {
            Assert.That(factor.JitterUsed, Is.EqualTo(1).Within(1e-12));
            Assert.That(report.JitterUsed, Is.EqualTo(factor.JitterUsed));
            Assert.That(report.Passes);
            Assert.That(double.CreateTruncating(b[0, 0]), Is.EqualTo(0.5).Within(1e-6), "the jitter must be part of the matrix solved with");
        });
    }

    [Test]
    public void JitterIsNotUsedWhereItIsNotNeeded()
    {
        using CholeskyFactor<T> factor = CholeskyFactor<T>.Factor(PositiveDefinite(20), Ridge.Absolute(0.25), Jitter.Growing(0.01), library);
        Assert.That(factor.JitterUsed, Is.Zero);
    }

    [Test]
    public void ExhaustedJitterSaysHowFarItWentAndLeavesTheMatrixAsItWas()
    {
        using GramMatrix<T> a = Indefinite(), original = a.Clone();
        var error = Assert.Throws<JitterExhaustedException>(() => CholeskyFactor<T>.Factor(a, Ridge.Absolute(0), Jitter.Growing(0.001, 10, 3), library))!;
        Assert.Multiple(() =>
        {
            Assert.That(error.Attempts, Is.EqualTo(3));
            Assert.That(error.LargestJitter, Is.EqualTo(0.1).Within(1e-12));
            Assert.That(error.PivotIndex, Is.EqualTo(2));
            Assert.That(error.InnerException, Is.TypeOf<NotPositiveDefiniteException>());
            Assert.That(a.ToTensor(), Is.EqualTo(original.ToTensor()));
        });
    }

    [Test]
    public void NonFiniteEntriesAreNamedInEitherTriangle([Values(double.NaN, double.PositiveInfinity, double.NegativeInfinity)] double value, [Values] bool isUpper)
    {
        using GramMatrix<T> a = PositiveDefinite(40);
        (int row, int column) = isUpper ? (3, 17) : (17, 3);
        a[row, column] = T.CreateTruncating(value);
        var error = Assert.Throws<NonFiniteKernelException>(() => CholeskyFactor<T>.Factor(a, Ridge.Absolute(1), Jitter.Growing(1), library))!;
        Assert.Multiple(() =>
        {
            Assert.That((error.Row, error.Column), Is.EqualTo(((long)row, (long)column)));
            Assert.That(error.Value, Is.EqualTo(value));
            Assert.That(error.Message, Does.Contain("float64"));
        });
    }

    [Test]
    public void RowSumsBeyondTheRangeAreNotMistakenForInfinities()
    {
        double huge = typeof(T) == typeof(float) ? 3e38 : 1.7e308;
        using CholeskyFactor<T> factor = CholeskyFactor<T>.Factor(Matrix(2, (i, j) => i == j ? huge : huge / 2), Ridge.Absolute(0), library: library);
        Assert.That(factor.LogDeterminant(), Is.EqualTo(2 * Math.Log(huge) + Math.Log(0.75)).Within(1e-3));
    }

    [Test]
    public void BadShapesAndRightHandSidesAreRefused()
    {
        using var rectangle = new GramMatrix<T>(3, 4);
        using CholeskyFactor<T> factor = CholeskyFactor<T>.Factor(PositiveDefinite(4), Ridge.Absolute(1), library: library);
        Assert.Multiple(() =>
        {
            Assert.That(() => CholeskyFactor<T>.Factor(rectangle, Ridge.Absolute(1), library: library), Throws.TypeOf<DimensionMismatchException>());
            Assert.That(() => factor.Solve(rectangle.AsMatrix()), Throws.TypeOf<DimensionMismatchException>());
            Assert.That(
                () =>
                {
                    using var b = new GramMatrix<T>(4, 2);
                    b[2, 1] = T.NaN;
                    factor.Solve(b.AsMatrix());
                },
                Throws.TypeOf<NonFiniteValueException>().With.Property("Row").EqualTo(2));
        });
    }

    private static GramMatrix<T> Matrix(int order, Func<int, int, double> entry)
    {
        var matrix = new GramMatrix<T>(order, order);
        for (int i = 0; i < order; i++)
        {
            for (int j = 0; j < order; j++)
                matrix[i, j] = T.CreateTruncating(entry(i, j));
        }

        return matrix;
    }

    private static GramMatrix<T> Diagonal(params double[] diagonal) => Matrix(diagonal.Length, (i, j) => i == j ? diagonal[i] : 0);

    private static GramMatrix<T> PositiveDefinite(int order) => Matrix(order, Entry);

    private static double Entry(int i, int j) => Math.Exp(-Math.Abs(i - j) / 7.0) + 0.1 * Math.Cos(i - j);

    /// <summary>Two equal rows beside a third: eigenvalues 1, 2.5 and −0.5, the last pivot negative.</summary>
    private static GramMatrix<T> Indefinite() => Matrix(3, (i, j) => i == j ? 1 : i + j == 3 ? 1.5 : 0);

    private static GramMatrix<T> Random(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        var matrix = new GramMatrix<T>(rows, columns);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                matrix[i, j] = T.CreateTruncating(random.NextDouble() - 0.5);
        }

        return matrix;
    }

    private static double PlainResidual(GramMatrix<T> a, double ridge, GramMatrix<T> x, GramMatrix<T> b)
    {
        double norm = 0, largest = 0;
        for (int column = 0; column < a.Columns; column++)
            norm = Math.Max(norm, Enumerable.Range(0, a.Rows).Sum(row => Math.Abs(double.CreateTruncating(a[row, column]) + (row == column ? ridge : 0))));
        for (int side = 0; side < x.Columns; side++)
        {
            double error = 0, size = 0;
            for (int row = 0; row < a.Rows; row++)
            {
                double value = ridge * double.CreateTruncating(x[row, side]);
                for (int k = 0; k < a.Rows; k++)
                    value += double.CreateTruncating(a[row, k]) * double.CreateTruncating(x[k, side]);
                error += Math.Abs(double.CreateTruncating(b[row, side]) - value);
                size += Math.Abs(double.CreateTruncating(x[row, side]));
            }

            largest = Math.Max(largest, error / (norm * size * a.Rows * UnitRoundoff));
        }

        return largest;
    }
}
