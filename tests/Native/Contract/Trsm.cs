namespace Ntk.Tests.Native.Contract;

public sealed partial class LinearAlgebraContract<T>
{
    [Test]
    public void TrsmSolvesTheSystem([Values] Side side, [Values] Triangle triangle, [Values] Transpose transpose)
    {
        var random = new Random(5);
        foreach ((int order, int others) in new[] { (1, 1), (2, 7), (7, 1), (31, 33), (64, 65), (129, 2), (257, 100), (300, 1), (9, 300), (5, 0), (0, 5) })
        {
            const double Alpha = -0.75;
            PaddedMatrix<T> a = PaddedMatrix<T>.From(order, order, (i, j) => i == j ? 1 + random.NextDouble() : (random.NextDouble() - 0.5) / order).FillOpposite(triangle, T.NaN);
            PaddedMatrix<T> b = side == Side.Left ? PaddedMatrix<T>.Random(random, order, others) : PaddedMatrix<T>.Random(random, others, order);
            PaddedMatrix<T> x = b.Copy();

            library.Trsm<T>(side, triangle, transpose, Number(Alpha), a.Span, x.Span);

            double[,] op = Reference.Op(a.Triangle(triangle, symmetric: false), transpose), solution = x.ToDouble();
            double[,] product = side == Side.Left ? Reference.Multiply(op, solution) : Reference.Multiply(solution, op);
            double[,] size = side == Side.Left ? Reference.Multiply(Reference.Abs(op), Reference.Abs(solution)) : Reference.Multiply(Reference.Abs(solution), Reference.Abs(op));
            AssertClose(product, Reference.Combine(Alpha, b.ToDouble(), 0, b.ToDouble()), Reference.Combine(1, size, Math.Abs(Alpha), Reference.Abs(b.ToDouble())), 2 * order + 8, $"order {order}, {others} right-hand sides");
            Assert.That(x.PaddingIsUntouched(), "something was written between the rows of B");
        }
    }

    [Test]
    public void TrsmNamesTheDiagonalElementWithoutReciprocal([Values(0.0, -0.0, 1e-42, 1e-312)] double value)
    {
        Assume.That(T.IsInfinity(T.One / Number(value)));
        PaddedMatrix<T> a = PaddedMatrix<T>.From(5, 5, (i, j) => i != j ? 0 : i == 3 ? value : 1), b = new(5, 2);
        SingularTriangleException error = Assert.Throws<SingularTriangleException>(() => library.Trsm<T>(Side.Left, Triangle.Lower, Transpose.No, T.One, a.Span, b.Span))!;
        Assert.That((error.Row, error.Order), Is.EqualTo((3L, 5L)));
    }

    [Test]
    public void TrsmRefusesShapesThatDoNotFit()
    {
        PaddedMatrix<T> a = new(3, 3), oblong = new(3, 4), b = new(4, 2);
        Assert.Throws<DimensionMismatchException>(() => library.Trsm<T>(Side.Left, Triangle.Lower, Transpose.No, T.One, a.Span, b.Span));
        Assert.Throws<DimensionMismatchException>(() => library.Trsm<T>(Side.Right, Triangle.Lower, Transpose.No, T.One, oblong.Span, b.Span));
    }
}
