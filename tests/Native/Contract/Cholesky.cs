using System.Collections.Concurrent;

namespace Ntk.Tests.Native.Contract;

public sealed partial class LinearAlgebraContract<T>
{
    private static readonly ConcurrentDictionary<int, double[,]> Squares = new();

    [Test]
    public void PotrfFactorsInPlace([Values] Triangle triangle, [ValueSource(nameof(Orders))] int order)
    {
        PaddedMatrix<T> a = PositiveDefinite(order, triangle), factor = a.Copy();
        library.Potrf<T>(triangle, factor.Span);

        double[,] f = factor.Triangle(triangle, symmetric: false), original = a.Triangle(triangle, symmetric: true);
        double[,] product = triangle == Triangle.Lower ? Reference.Multiply(f, Reference.Transpose(f)) : Reference.Multiply(Reference.Transpose(f), f);
        AssertClose(product, original, DiagonalScale(original), 2 * order + 8, "L·Lᵀ");
        Assert.That(factor.OppositeIsNaN(triangle), "the other triangle was written");
        Assert.That(factor.PaddingIsUntouched(), "something was written between the rows");
        for (int i = 0; i < order; i++)
            Assert.That(f[i, i], Is.Positive);
    }

    [Test]
    public void PotrsSolves([Values] Triangle triangle, [ValueSource(nameof(Orders))] int order)
    {
        foreach (int rightSides in new[] { 0, 1, 3, 70 })
        {
            PaddedMatrix<T> a = PositiveDefinite(order, triangle), factor = a.Copy(), b = PaddedMatrix<T>.Random(new Random(7), order, rightSides), x = b.Copy();
            library.Potrf<T>(triangle, factor.Span);
            library.Potrs<T>(triangle, factor.Span, x.Span);

            double[,] original = a.Triangle(triangle, symmetric: true), solution = x.ToDouble();
            double[,] scale = Reference.Combine(1, Reference.Multiply(Reference.Abs(original), Reference.Abs(solution)), 1, Reference.Abs(b.ToDouble()));
            AssertClose(Reference.Multiply(original, solution), b.ToDouble(), scale, 4 * order + 8, "A·X");
        }
    }

    [Test]
    public void PotriInverts([Values] Triangle triangle, [ValueSource(nameof(Orders))] int order)
    {
        PaddedMatrix<T> a = PositiveDefinite(order, triangle), inverse = a.Copy();
        library.Potrf<T>(triangle, inverse.Span);
        library.Potri<T>(triangle, inverse.Span);

        double[,] original = a.Triangle(triangle, symmetric: true), inverted = inverse.Triangle(triangle, symmetric: true);
        double[,] identity = PaddedMatrix<T>.From(order, order, (i, j) => i == j ? 1 : 0).ToDouble();
        AssertClose(Reference.Multiply(original, inverted), identity, Reference.Multiply(Reference.Abs(original), Reference.Abs(inverted)), 8 * order + 16, "A·A⁻¹");
        Assert.That(inverse.OppositeIsNaN(triangle), "the other triangle was written");
        Assert.That(inverse.PaddingIsUntouched(), "something was written between the rows");
    }

    [TestCase(1, 0)]
    [TestCase(2, 1)]
    [TestCase(7, 3)]
    [TestCase(65, 64)]
    [TestCase(100, 0)]
    [TestCase(257, 5)]
    [TestCase(257, 131)]
    [TestCase(257, 256)]
    public void PotrfNamesThePivotThatIsNotPositive(int order, int pivot)
    {
        foreach (Triangle triangle in Triangles)
        {
            PaddedMatrix<T> a = PositiveDefinite(order, triangle);
            a[pivot, pivot] = -T.One;
            NotPositiveDefiniteException error = Assert.Throws<NotPositiveDefiniteException>(() => library.Potrf<T>(triangle, a.Span))!;
            Assert.That((error.PivotIndex, error.Order), Is.EqualTo(((long)pivot, (long)order)), triangle.ToString());
        }
    }

    [Test]
    public void PotrfRefusesTheZeroMatrix()
    {
        PaddedMatrix<T> a = new(40, 40);
        Assert.That(Assert.Throws<NotPositiveDefiniteException>(() => library.Potrf<T>(Triangle.Lower, a.Span))!.PivotIndex, Is.Zero);
    }

    [Test]
    public void PotrfRefusesWhatOverflowsOnTheWay([Values] bool becomesNaN)
    {
        // L[2, 0] overflows, so that the last pivot becomes −∞, or NaN where ∞ meets the zero of L[1, 0].
        double huge = typeof(T) == typeof(float) ? 1e38 : 1e308, tiny = typeof(T) == typeof(float) ? 1e-37 : 1e-307;
        double[,] lower = { { tiny, 0, 0 }, { becomesNaN ? 0 : tiny, 1, 0 }, { huge, 0, huge } };
        PaddedMatrix<T> a = PaddedMatrix<T>.From(3, 3, (i, j) => lower[i, j]);
        NotPositiveDefiniteException error = Assert.Throws<NotPositiveDefiniteException>(() => library.Potrf<T>(Triangle.Lower, a.Span))!;
        Assert.That(error.PivotIndex, Is.EqualTo(2));
    }

    [TestCase(double.NaN, 0, 0)]
    [TestCase(double.NaN, 99, 98)]
    [TestCase(double.PositiveInfinity, 50, 50)]
    [TestCase(double.NegativeInfinity, 64, 3)]
    public void PotrfNamesTheEntryThatIsNotFinite(double value, int row, int column)
    {
        foreach (Triangle triangle in Triangles)
        {
            (int r, int c) = triangle == Triangle.Lower ? (row, column) : (column, row);
            PaddedMatrix<T> a = PositiveDefinite(100, triangle);
            a[r, c] = Number(value);
            NonFiniteValueException error = Assert.Throws<NonFiniteValueException>(() => library.Potrf<T>(triangle, a.Span))!;
            Assert.That((error.Row, error.Column, error.Value), Is.EqualTo(((long)r, (long)c, value)), triangle.ToString());
        }
    }

    [Test]
    public void CholeskyRefusesShapesThatDoNotFit()
    {
        PaddedMatrix<T> oblong = new(3, 4), square = PaddedMatrix<T>.From(3, 3, (i, j) => i == j ? 1 : 0), b = new(4, 1);
        Assert.Throws<DimensionMismatchException>(() => library.Potrf<T>(Triangle.Lower, oblong.Span));
        Assert.Throws<DimensionMismatchException>(() => library.Potri<T>(Triangle.Lower, oblong.Span));
        Assert.Throws<DimensionMismatchException>(() => library.Potrs<T>(Triangle.Lower, square.Span, b.Span));
    }

    [Test]
    public void PotriNamesTheZeroOnTheDiagonal()
    {
        PaddedMatrix<T> a = PaddedMatrix<T>.From(70, 70, (i, j) => i == j && i != 66 ? 1 : 0);
        Assert.That(Assert.Throws<SingularTriangleException>(() => library.Potri<T>(Triangle.Lower, a.Span))!.Row, Is.EqualTo(66));
    }

    /// <summary>A random matrix of condition about 100; the other triangle is NaN.</summary>
    private static PaddedMatrix<T> PositiveDefinite(int order, Triangle triangle)
    {
        double[,] product = Squares.GetOrAdd(order, static order =>
        {
            double[,] root = PaddedMatrix<T>.Random(new Random(6), order, order).ToDouble();
            return Reference.Multiply(root, Reference.Transpose(root));
        });
        return PaddedMatrix<T>.From(order, order, (i, j) => product[i, j] + (i == j ? 0.01 * order : 0)).FillOpposite(triangle, T.NaN);
    }

    private static double[,] DiagonalScale(double[,] a)
    {
        double[,] scale = new double[a.GetLength(0), a.GetLength(1)];
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < a.GetLength(1); j++)
                scale[i, j] = Math.Sqrt(a[i, i] * a[j, j]);
        }
        return scale;
    }
}
