namespace Ntk.Tests.Native.Contract;

public sealed partial class LinearAlgebraContract<T>
{
    [Test]
    public void SyrkMatchesTheReferenceInOneTriangle([Values] Triangle triangle, [Values] Transpose transpose)
    {
        var random = new Random(4);
        foreach ((int n, int k) in new[] { (1, 1), (2, 7), (31, 33), (64, 1), (65, 100), (129, 300), (257, 64), (33, 0) })
        {
            PaddedMatrix<T> a = transpose == Transpose.No ? PaddedMatrix<T>.Random(random, n, k) : PaddedMatrix<T>.Random(random, k, n);
            PaddedMatrix<T> before = PaddedMatrix<T>.Random(random, n, n).FillOpposite(triangle, T.NaN);
            double[,] op = Reference.Op(a.ToDouble(), transpose), old = before.Triangle(triangle, symmetric: true);
            double[,] product = Reference.Multiply(op, Reference.Transpose(op)), size = Reference.Multiply(Reference.Abs(op), Reference.Transpose(Reference.Abs(op)));
            foreach ((double alpha, double beta) in new[] { (1.0, 0.0), (-1.0, 1.0), (0.5, 2.5), (0.0, 0.5) })
            {
                PaddedMatrix<T> c = beta == 0 ? PaddedMatrix<T>.From(n, n, (_, _) => double.NaN) : before.Copy();

                library.Syrk<T>(triangle, Number(alpha), a.Span, transpose, Number(beta), c.Span);

                double[,] scale = Reference.Combine(Math.Abs(alpha), size, Math.Abs(beta), Reference.Abs(old));
                AssertClose(c.Triangle(triangle, symmetric: true), Reference.Combine(alpha, product, beta, old), scale, 2 * k + 8, $"n = {n}, k = {k}, α = {alpha}, β = {beta}");
                Assert.That(c.OppositeIsNaN(triangle), "the other triangle was written");
                Assert.That(c.PaddingIsUntouched(), "something was written between the rows of C");
            }
        }
    }

    [Test]
    public void SyrkRefusesShapesThatDoNotFit()
    {
        PaddedMatrix<T> a = new(3, 4), square = new(4, 4), oblong = new(3, 4);
        Assert.Throws<DimensionMismatchException>(() => library.Syrk<T>(Triangle.Lower, T.One, a.Span, Transpose.No, T.Zero, square.Span));
        Assert.Throws<DimensionMismatchException>(() => library.Syrk<T>(Triangle.Lower, T.One, a.Span, Transpose.No, T.Zero, oblong.Span));
    }
}
