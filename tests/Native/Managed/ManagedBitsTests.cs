using System.Numerics;
using Ntk.Native.Managed;

namespace Ntk.Tests.Native.Managed;

/// <summary>
/// The promise tiled Gram matrices rely on: an element of a managed product has the same bits wherever it stands and
/// whatever stands around it; and no result depends on the number of threads.
/// </summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
public sealed class ManagedBitsTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Test]
    public void BlocksOfAProductHaveTheBitsOfTheWhole([Values(128, 256, 512)] int laneBits, [Values(1, 63, 256, 257, 700)] int depth)
    {
        const int Rows = 213, Columns = 317;
        var random = new Random(11);
        ManagedLinearAlgebra library = WithRegistersOf(laneBits);
        PaddedMatrix<T> a = PaddedMatrix<T>.Random(random, Rows, depth), b = PaddedMatrix<T>.Random(random, depth, Columns), whole = new(Rows, Columns);
        library.Gemm<T>(T.One, a.Span, Transpose.No, b.Span, Transpose.No, T.Zero, whole.Span);
        foreach ((int row, int rows) in new[] { (0, 1), (5, 2), (3, 7), (100, 64), (200, 13), (1, 212), (212, 1) })
        {
            foreach ((int column, int columns) in new[] { (0, 1), (7, 3), (40, 16), (100, 49), (300, 17), (0, 317), (316, 1) })
            {
                var block = new PaddedMatrix<T>(rows, columns);
                library.Gemm<T>(T.One, a.Span.Block(row, 0, rows, depth), Transpose.No, b.Span.Block(0, column, depth, columns), Transpose.No, T.Zero, block.Span);
                AssertSameBits(block.Span, whole.Span.Block(row, column, rows, columns), $"rows {row} + {rows}, columns {column} + {columns}");
            }
        }
    }

    [Test]
    public void TranspositionAndExchangeKeepTheBits([Values(128, 256, 512)] int laneBits)
    {
        const int Rows = 75, Columns = 130, Depth = 300;
        var random = new Random(12);
        ManagedLinearAlgebra library = WithRegistersOf(laneBits);
        PaddedMatrix<T> a = PaddedMatrix<T>.Random(random, Rows, Depth), b = PaddedMatrix<T>.Random(random, Depth, Columns), expected = new(Rows, Columns);
        library.Gemm<T>(T.One, a.Span, Transpose.No, b.Span, Transpose.No, T.Zero, expected.Span);
        PaddedMatrix<T> at = Transposed(a), bt = Transposed(b), c = new(Rows, Columns), ct = new(Columns, Rows);
        foreach ((PaddedMatrix<T> left, Transpose transposeLeft) in new[] { (a, Transpose.No), (at, Transpose.Yes) })
        {
            foreach ((PaddedMatrix<T> right, Transpose transposeRight) in new[] { (b, Transpose.No), (bt, Transpose.Yes) })
            {
                library.Gemm<T>(T.One, left.Span, transposeLeft, right.Span, transposeRight, T.Zero, c.Span);
                AssertSameBits(c.Span, expected.Span, $"{transposeLeft}, {transposeRight}");
            }
        }
        library.Gemm<T>(T.One, bt.Span, Transpose.No, at.Span, Transpose.No, T.Zero, ct.Span);
        AssertSameBits(Transposed(ct).Span, expected.Span, "Cᵀ = Bᵀ·Aᵀ");
    }

    [Test]
    public void UpdatesKeepTheBitsToo()
    {
        const int Rows = 50, Columns = 70, Depth = 270;
        var random = new Random(13);
        var library = new ManagedLinearAlgebra();
        PaddedMatrix<T> a = PaddedMatrix<T>.Random(random, Rows, Depth), b = PaddedMatrix<T>.Random(random, Depth, Columns), old = PaddedMatrix<T>.Random(random, Rows, Columns), whole = old.Copy();
        T alpha = T.CreateTruncating(-0.7), beta = T.CreateTruncating(1.3);
        library.Gemm<T>(alpha, a.Span, Transpose.No, b.Span, Transpose.No, beta, whole.Span);
        PaddedMatrix<T> parts = old.Copy();
        for (int column = 0; column < Columns; column += 7)
            library.Gemm<T>(alpha, a.Span, Transpose.No, b.Span.Block(0, column, Depth, 7), Transpose.No, beta, parts.Span.Block(0, column, Rows, 7));
        AssertSameBits(parts.Span, whole.Span, "C in strips");
    }

    [Test]
    public void SymmetricProductsHaveTheBitsOfGeneralOnes([Values] Triangle triangle)
    {
        PaddedMatrix<T> a = PaddedMatrix<T>.Random(new Random(14), 140, 300), general = new(140, 140), symmetric = new(140, 140);
        var library = new ManagedLinearAlgebra();
        library.Gemm<T>(T.One, a.Span, Transpose.No, a.Span, Transpose.Yes, T.Zero, general.Span);
        library.Syrk<T>(triangle, T.One, a.Span, Transpose.No, T.Zero, symmetric.Span);
        AssertSameBits(symmetric.Span, general.FillOpposite(triangle, T.Zero).Span, "A·Aᵀ");
    }

    [Test]
    public void RegistersOf256And512BitsGiveTheSameBits()
    {
        PaddedMatrix<T> a = PaddedMatrix<T>.Random(new Random(15), 101, 531), b = PaddedMatrix<T>.Random(new Random(16), 531, 203), narrow = new(101, 203), wide = new(101, 203);
        WithRegistersOf(256).Gemm<T>(T.One, a.Span, Transpose.No, b.Span, Transpose.No, T.Zero, narrow.Span);
        WithRegistersOf(512).Gemm<T>(T.One, a.Span, Transpose.No, b.Span, Transpose.No, T.Zero, wide.Span);
        AssertSameBits(narrow.Span, wide.Span, "256 and 512 bits");
    }

    [Test]
    public void TheOrderOfSummationIsTheOneThatIsDocumented()
    {
        if (KernelProfile.Widest.LaneBits < 256)
            Assert.Ignore("Without a fused multiply-add in hardware, products and sums are rounded separately.");
        const int Depth = 2 * KernelProfile.Depth + 37;
        PaddedMatrix<T> a = PaddedMatrix<T>.Random(new Random(17), 1, Depth), b = PaddedMatrix<T>.Random(new Random(18), Depth, 1), c = new(1, 1);
        new ManagedLinearAlgebra().Gemm<T>(T.One, a.Span, Transpose.No, b.Span, Transpose.No, T.Zero, c.Span);
        T expected = T.Zero;
        for (int block = 0; block < Depth; block += KernelProfile.Depth)
        {
            T sum = T.Zero;
            for (int k = block; k < Math.Min(block + KernelProfile.Depth, Depth); k++)
                sum = T.FusedMultiplyAdd(a[0, k], b[k, 0], sum);
            expected += sum;
        }
        Assert.That(c[0, 0], Is.EqualTo(expected));
    }

    [Test]
    public void NoResultDependsOnTheNumberOfThreads()
    {
        if (Environment.ProcessorCount == 1)
            Assert.Ignore("There is one processor only.");
        const int Order = 600;
        var random = new Random(19);
        PaddedMatrix<T> a = PaddedMatrix<T>.Random(random, Order, Order), b = PaddedMatrix<T>.Random(random, Order, Order);
        PaddedMatrix<T> definite = PaddedMatrix<T>.From(Order, Order, (i, j) => double.CreateTruncating(a[Math.Max(i, j), Math.Min(i, j)]) + (i == j ? Order : 0));
        T[] x = [.. Enumerable.Range(0, Order).Select(i => a[i, 0])];
        (string Name, Action<LinearAlgebra, PaddedMatrix<T>, T[]> Run)[] operations =
        [
            ("gemm", (library, c, _) => library.Gemm<T>(T.One, a.Span, Transpose.No, b.Span, Transpose.No, T.Zero, c.Span)),
            ("gemv", (library, _, y) => library.Gemv<T>(T.One, a.Span, Transpose.No, x, T.Zero, y)),
            ("gemv transposed", (library, _, y) => library.Gemv<T>(T.One, a.Span, Transpose.Yes, x, T.Zero, y)),
            ("potrf", (library, c, _) => library.Potrf<T>(Triangle.Lower, c.Span)),
            ("trsm", (library, c, _) => library.Trsm<T>(Side.Right, Triangle.Upper, Transpose.Yes, T.One, definite.Span, c.Span)),
            ("syevd", (library, c, y) => library.Syevd<T>(c.Span, y)),
            ("eigenvalues", (library, c, y) => library.Eigenvalues<T>(c.Span, y)),
        ];
        foreach ((string name, Action<LinearAlgebra, PaddedMatrix<T>, T[]> run) in operations)
        {
            (PaddedMatrix<T> one, T[] oneVector) = (definite.Copy(), new T[Order]);
            (PaddedMatrix<T> many, T[] manyVector) = (definite.Copy(), new T[Order]);
            run(new ManagedLinearAlgebra { ThreadCount = 1 }, one, oneVector);
            run(new ManagedLinearAlgebra { ThreadCount = Environment.ProcessorCount }, many, manyVector);
            AssertSameBits(one.Span, many.Span, name);
            Assert.That(manyVector, Is.EqualTo(oneVector), name);
            bool wrote = !oneVector.All(value => value == T.Zero) || !SameBits(one.Span, definite.Span);
            Assert.That(wrote, $"{name} computed nothing");
        }
    }

    private static ManagedLinearAlgebra WithRegistersOf(int laneBits)
    {
        if (laneBits > KernelProfile.Widest.LaneBits)
            Assert.Ignore($"This processor, or a setting of the runtime, offers no {laneBits}-bit registers.");
        return new(laneBits switch { 512 => KernelProfile.Avx512, 256 => KernelProfile.Avx2, _ => KernelProfile.Sse });
    }

    private static PaddedMatrix<T> Transposed(PaddedMatrix<T> a) => PaddedMatrix<T>.From(a.Columns, a.Rows, (i, j) => double.CreateTruncating(a[j, i]));

    private static void AssertSameBits(MatrixSpan<T> actual, MatrixSpan<T> expected, string what) =>
        Assert.That(SameBits(actual, expected), what);

    private static bool SameBits(MatrixSpan<T> actual, MatrixSpan<T> expected)
    {
        bool same = actual.Rows == expected.Rows;
        for (nint row = 0; row < expected.Rows; row++)
            same &= actual.Row(row).SequenceEqual(expected.Row(row));
        return same;
    }
}
