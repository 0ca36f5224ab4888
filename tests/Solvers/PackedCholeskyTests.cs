using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Solvers;
using Ntk.Solvers.Factorisation;

namespace Ntk.Tests.Solvers;

/// <summary>Packed storage beside full storage.</summary>
[TestFixture("managed", TypeArgs = [typeof(float)])]
[TestFixture("managed", TypeArgs = [typeof(double)])]
[TestFixture("default", TypeArgs = [typeof(float)])]
[TestFixture("default", TypeArgs = [typeof(double)])]
internal sealed class PackedCholeskyTests<T>(string libraryName)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly double Tolerance = typeof(T) == typeof(float) ? 3e-5 : 1e-13;
    private readonly LinearAlgebra library = SolverLibraries.Load(libraryName);

    [Test]
    public void HoldsEachEntryOnce([Values(0, 1, 2, 3, 6, 7)] int order)
    {
        using GramMatrix<T> full = PositiveDefinite(order);
        using PackedMatrix<T> packed = PackedMatrix<T>.Copy(full);
        Assert.That(packed.Bytes, Is.EqualTo((order % 2 == 0 ? (order + 1L) * (order / 2) : order * ((order + 1L) / 2)) * System.Runtime.CompilerServices.Unsafe.SizeOf<T>()));
        for (int i = 0; i < order; i++)
        {
            for (int j = 0; j < order; j++)
                Assert.That(packed[i, j], Is.EqualTo(full[i, j]));
        }
    }

    [Test]
    public void SolvesAsTheFullFactorDoes([Values(1, 2, 3, 64, 127, 128, 301)] int order, [Values(1, 7)] int columns)
    {
        using GramMatrix<T> full = PositiveDefinite(order);
        using PackedCholesky<T> packed = PackedCholesky<T>.Factor(PackedMatrix<T>.Copy(full), library);
        using CholeskyFactor<T> factor = CholeskyFactor<T>.Factor(full.Clone(), Ridge.Absolute(0), library: library);
        using GramMatrix<T> x = Right(order, columns), y = x.Clone();
        packed.Solve(x.AsMatrix());
        factor.Solve(y.AsMatrix());
        Assert.That(packed.LogDeterminant(), Is.EqualTo(factor.LogDeterminant()).Within(Tolerance * order * 10));
        AssertEqual(x, y);
    }

    [Test]
    public void WhitensToTheQuadraticForm([Values(1, 2, 9, 130)] int order)
    {
        using GramMatrix<T> full = PositiveDefinite(order);
        using PackedCholesky<T> packed = PackedCholesky<T>.Factor(PackedMatrix<T>.Copy(full), library);
        using GramMatrix<T> b = Right(order, 1), x = b.Clone(), white = b.Clone();
        packed.Solve(x.AsMatrix());
        packed.Whiten(white.AsMatrix());
        double form = 0, square = 0;
        for (int i = 0; i < order; i++)
        {
            form += double.CreateTruncating(b[i, 0]) * double.CreateTruncating(x[i, 0]);
            square += double.CreateTruncating(white[i, 0]) * double.CreateTruncating(white[i, 0]);
        }

        Assert.That(square, Is.EqualTo(form).Within(Tolerance * form));
    }

    [Test]
    public void NamesThePivotThatIsNotPositive([Values(0, 3, 4, 7)] int pivot, [Values(7, 8)] int order)
    {
        if (pivot >= order)
            return;
        using var matrix = new PackedMatrix<T>(order);
        for (int i = 0; i < order; i++)
            matrix[i, i] = i == pivot ? -T.One : T.One;
        NotPositiveDefiniteException? error = Assert.Throws<NotPositiveDefiniteException>(() => PackedCholesky<T>.Factor(matrix, library));
        Assert.That((error!.PivotIndex, error.Order), Is.EqualTo((pivot, order)));
    }

    [Test]
    public void RefusesNumbersThatAreNone([Values(0, 3, 6)] int row, [Values(0, 1, 5)] int column)
    {
        using var matrix = new PackedMatrix<T>(7);
        for (int i = 0; i < 7; i++)
            matrix[i, i] = T.One;
        matrix[row, column] = T.NaN;
        Assert.Throws<NonFiniteValueException>(() => PackedCholesky<T>.Factor(matrix, library));
    }

    [Test]
    public void NothingIsSolvedByNothing()
    {
        using PackedCholesky<T> packed = PackedCholesky<T>.Factor(new PackedMatrix<T>(0), library);
        using var x = new GramMatrix<T>(0, 3);
        Assert.DoesNotThrow(() => packed.Solve(x.AsMatrix()));
    }

    private static GramMatrix<T> PositiveDefinite(int order) => Matrix(order, order, (i, j) => Math.Exp(-0.1 * Math.Abs(i - j)) + (i == j ? 0.5 : 0));

    private static GramMatrix<T> Right(int order, int columns) => Matrix(order, columns, (i, j) => Math.Sin(3 * i + j + 1));

    private static GramMatrix<T> Matrix(int rows, int columns, Func<int, int, double> entry)
    {
        var matrix = new GramMatrix<T>(rows, columns);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                matrix[i, j] = T.CreateTruncating(entry(i, j));
        }

        return matrix;
    }

    private static void AssertEqual(GramMatrix<T> actual, GramMatrix<T> expected)
    {
        double largest = 0, difference = 0;
        for (int i = 0; i < actual.Rows; i++)
        {
            for (int j = 0; j < actual.Columns; j++)
            {
                largest = Math.Max(largest, Math.Abs(double.CreateTruncating(expected[i, j])));
                difference = Math.Max(difference, Math.Abs(double.CreateTruncating(actual[i, j] - expected[i, j])));
            }
        }

        Assert.That(difference, Is.LessThanOrEqualTo(Tolerance * largest));
    }
}
