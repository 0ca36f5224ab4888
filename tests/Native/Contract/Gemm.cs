namespace Ntk.Tests.Native.Contract;

public sealed partial class LinearAlgebraContract<T>
{
    private static readonly (int M, int N, int K)[] GemmShapes =
    [
        (1, 1, 1), (2, 3, 4), (7, 31, 33), (33, 7, 64), (31, 33, 2), (64, 65, 100), (65, 64, 257), (100, 257, 31), (257, 100, 300),
        (1, 257, 64), (257, 1, 100), (64, 64, 1), (2, 100, 600), (300, 5, 65), (49, 129, 513),
    ];

    [Test]
    public void GemmMatchesTheReference([ValueSource(nameof(GemmShapes))] (int M, int N, int K) shape, [Values] Transpose transposeA, [Values] Transpose transposeB)
    {
        var random = new Random(1);
        PaddedMatrix<T> a = transposeA == Transpose.No ? PaddedMatrix<T>.Random(random, shape.M, shape.K) : PaddedMatrix<T>.Random(random, shape.K, shape.M, padding: 5);
        PaddedMatrix<T> b = transposeB == Transpose.No ? PaddedMatrix<T>.Random(random, shape.K, shape.N) : PaddedMatrix<T>.Random(random, shape.N, shape.K, padding: 1);
        PaddedMatrix<T> before = PaddedMatrix<T>.Random(random, shape.M, shape.N, padding: 7);
        double[,] opA = Reference.Op(a.ToDouble(), transposeA), opB = Reference.Op(b.ToDouble(), transposeB), old = before.ToDouble();
        double[,] product = Reference.Multiply(opA, opB), size = Reference.Multiply(Reference.Abs(opA), Reference.Abs(opB));
        foreach ((double alpha, double beta) in new[] { (1.0, 0.0), (1.0, 1.0), (-0.75, 2.5), (0.0, 0.5), (0.0, 0.0) })
        {
            PaddedMatrix<T> c = beta == 0 ? PaddedMatrix<T>.From(shape.M, shape.N, (_, _) => double.NaN, padding: 7) : before.Copy();

            library.Gemm<T>(Number(alpha), a.Span, transposeA, b.Span, transposeB, Number(beta), c.Span);

            double[,] scale = Reference.Combine(Math.Abs(alpha), size, Math.Abs(beta), Reference.Abs(old));
            AssertClose(c.ToDouble(), Reference.Combine(alpha, product, beta, old), scale, 2 * shape.K + 8, $"α = {alpha}, β = {beta}");
            Assert.That(c.PaddingIsUntouched(), "something was written between the rows of C");
        }
    }

    [TestCase(0, 3, 4)]
    [TestCase(3, 0, 4)]
    [TestCase(0, 0, 0)]
    public void GemmOfAnEmptyResultDoesNothing(int m, int n, int k)
    {
        PaddedMatrix<T> a = new(m, k), b = new(k, n), c = new(m, n);
        Assert.DoesNotThrow(() => library.Gemm<T>(T.One, a.Span, Transpose.No, b.Span, Transpose.No, T.Zero, c.Span));
    }

    [Test]
    public void GemmWithoutProductsScalesC([Values(0.0, 1.0, 2.5)] double beta)
    {
        PaddedMatrix<T> a = new(5, 0), b = new(0, 7), c = PaddedMatrix<T>.From(5, 7, (i, j) => i - j);
        library.Gemm<T>(T.One, a.Span, Transpose.No, b.Span, Transpose.No, Number(beta), c.Span);
        AssertClose(c.ToDouble(), Reference.Combine(0, c.ToDouble(), beta, PaddedMatrix<T>.From(5, 7, (i, j) => i - j).ToDouble()), c.ToDouble(), 0, "C");
    }

    [Test]
    public void GemmPassesNaNOn()
    {
        PaddedMatrix<T> a = PaddedMatrix<T>.From(4, 3, (i, j) => i == 2 && j == 1 ? double.NaN : 1), b = PaddedMatrix<T>.From(3, 5, (_, _) => 1), c = new(4, 5);
        library.Gemm<T>(T.One, a.Span, Transpose.No, b.Span, Transpose.No, T.Zero, c.Span);
        for (int i = 0; i < 4; i++)
        {
            for (int j = 0; j < 5; j++)
                Assert.That(T.IsNaN(c[i, j]), Is.EqualTo(i == 2), $"({i}, {j})");
        }
    }

    [TestCase(3, 4, 5, 6, 3, 6)]
    [TestCase(3, 4, 4, 6, 2, 6)]
    [TestCase(3, 4, 4, 6, 3, 5)]
    public void GemmRefusesShapesThatDoNotFit(int rowsA, int columnsA, int rowsB, int columnsB, int rowsC, int columnsC)
    {
        PaddedMatrix<T> a = new(rowsA, columnsA), b = new(rowsB, columnsB), c = new(rowsC, columnsC);
        Assert.Throws<DimensionMismatchException>(() => library.Gemm<T>(T.One, a.Span, Transpose.No, b.Span, Transpose.No, T.Zero, c.Span));
    }

    [Test]
    public void GemmServesSeveralCallersAtOnce()
    {
        var random = new Random(2);
        PaddedMatrix<T> a = PaddedMatrix<T>.Random(random, 120, 90), b = PaddedMatrix<T>.Random(random, 90, 110);
        double[,] expected = Reference.Multiply(a.ToDouble(), b.ToDouble()), scale = Reference.Multiply(Reference.Abs(a.ToDouble()), Reference.Abs(b.ToDouble()));
        var results = new PaddedMatrix<T>[8];
        Parallel.For(0, results.Length, i =>
        {
            results[i] = new(120, 110);
            library.Gemm<T>(T.One, a.Span, Transpose.No, b.Span, Transpose.No, T.Zero, results[i].Span);
        });
        foreach (PaddedMatrix<T> result in results)
            AssertClose(result.ToDouble(), expected, scale, 200, "C");
    }
}
