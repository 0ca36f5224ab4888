namespace Ntk.Tests.Native.Contract;

public sealed partial class LinearAlgebraContract<T>
{
    [Test]
    public void GemvMatchesTheReference([Values] Transpose transpose)
    {
        var random = new Random(3);
        foreach ((int m, int n) in new[] { (1, 1), (1, 65), (65, 1), (7, 33), (33, 7), (100, 257), (600, 31), (31, 600), (5, 2) })
        {
            foreach ((double alpha, double beta) in new[] { (1.0, 0.0), (-0.75, 2.5), (0.0, 0.5) })
            {
                PaddedMatrix<T> a = PaddedMatrix<T>.Random(random, m, n);
                double[,] op = Reference.Op(a.ToDouble(), transpose);
                PaddedMatrix<T> x = PaddedMatrix<T>.Random(random, op.GetLength(1), 1, padding: 0), y = PaddedMatrix<T>.Random(random, op.GetLength(0), 1, padding: 0);
                double[,] old = y.ToDouble();
                T[] result = [.. Enumerable.Range(0, y.Rows).Select(i => beta == 0 ? T.NaN : y[i, 0])];

                library.Gemv<T>(Number(alpha), a.Span, transpose, Enumerable.Range(0, x.Rows).Select(i => x[i, 0]).ToArray(), Number(beta), result);

                double[,] expected = Reference.Combine(alpha, Reference.Multiply(op, x.ToDouble()), beta, old);
                double[,] scale = Reference.Combine(Math.Abs(alpha), Reference.Multiply(Reference.Abs(op), Reference.Abs(x.ToDouble())), Math.Abs(beta), Reference.Abs(old));
                AssertClose(PaddedMatrix<T>.From(y.Rows, 1, (i, _) => Number(result[i])).ToDouble(), expected, scale, 2 * op.GetLength(1) + 8, $"{m}×{n}, α = {alpha}, β = {beta}");
            }
        }
    }

    [Test]
    public void GemvWithoutProductsScalesY([Values(0.0, 2.5)] double beta)
    {
        T[] y = [T.One, Number(-2)];
        library.Gemv<T>(T.One, new PaddedMatrix<T>(2, 0).Span, Transpose.No, [], Number(beta), y);
        Assert.That(y, Is.EqualTo(new[] { Number(beta), Number(-2 * beta) }));
    }

    [Test]
    public void GemvRefusesVectorsThatDoNotFit()
    {
        var a = new PaddedMatrix<T>(3, 4);
        Assert.Throws<DimensionMismatchException>(() => library.Gemv<T>(T.One, a.Span, Transpose.No, new T[3], T.Zero, new T[3]));
        Assert.Throws<DimensionMismatchException>(() => library.Gemv<T>(T.One, a.Span, Transpose.Yes, new T[3], T.Zero, new T[3]));
    }
}
