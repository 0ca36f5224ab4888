namespace Ntk.Tests.Native.Contract;

public sealed partial class LinearAlgebraContract<T>
{
    /// <summary>LAPACK's own tests allow 30·n·ε.</summary>
    private const double EigenBound = 10;

    private static readonly string[] SymmetricMatrices =
        ["random", "identity", "zero", "diagonal", "ones", "wilkinson", "glued wilkinson", "second difference", "graded up", "graded down", "clustered", "two clusters", "rank one", "arrow", "huge", "tiny"];

    [Test]
    public void SyevdFindsValuesAndVectors([ValueSource(nameof(SymmetricMatrices))] string name)
    {
        foreach (int order in new[] { 1, 2, 3, 7, 31, 33, 65, name is "random" or "glued wilkinson" or "two clusters" ? 257 : 100 })
        {
            double[,] a = Symmetric(name, order);
            PaddedMatrix<T> vectors = Lower(a);
            a = vectors.Triangle(Triangle.Lower, symmetric: true);
            T[] values = new T[order];
            library.Syevd<T>(vectors.Span, values);

            AssertAscending(values);
            double[,] v = vectors.ToDouble(), products = Reference.Multiply(v, a);
            double norm = Reference.Norm(a), bound = EigenBound * order;
            AssertClose(products, Fill(order, (i, j) => Number(values[i]) * v[i, j]), Fill(order, (_, _) => norm), bound, $"A·v − λ·v, n = {order}");
            AssertClose(Reference.Multiply(v, Reference.Transpose(v)), Fill(order, (i, j) => i == j ? 1 : 0), Fill(order, (_, _) => 1), bound, $"products of vectors, n = {order}");
            Assert.That(vectors.PaddingIsUntouched(), "something was written between the rows");

            T[] valuesAlone = new T[order];
            library.Eigenvalues<T>(Lower(a).Span, valuesAlone);
            AssertAscending(valuesAlone);
            for (int i = 0; i < order; i++)
                Assert.That(Math.Abs(Number(valuesAlone[i]) - Number(values[i])), Is.LessThanOrEqualTo(2 * bound * Epsilon * norm), $"value {i}, n = {order}");
        }
    }

    [Test]
    public void EigenvaluesOfTheSecondDifferenceAreKnown([Values(1, 2, 33, 100, 300)] int order)
    {
        T[] values = new T[order];
        library.Eigenvalues<T>(Lower(Symmetric("second difference", order)).Span, values);
        for (int i = 0; i < order; i++)
            Assert.That(Number(values[i]), Is.EqualTo(2 - 2 * Math.Cos((i + 1) * Math.PI / (order + 1))).Within(EigenBound * order * Epsilon * 4));
    }

    [Test]
    public void ValuesThroughABandMatrixAreTheSame([ValueSource(nameof(SymmetricMatrices))] string name)
    {
        NativeLinearAlgebra native = RequireNative();
        long usual = native.TwoStageBytes;
        try
        {
            native.TwoStageBytes = 0;
            foreach (int order in new[] { 1, 2, 3, 33, name == "random" ? 600 : 150 })
            {
                PaddedMatrix<T> matrix = Lower(Symmetric(name, order)), vectors = Lower(Symmetric(name, order));
                double norm = Reference.Norm(vectors.Triangle(Triangle.Lower, symmetric: true));
                T[] values = new T[order], expected = new T[order];
                library.Eigenvalues<T>(matrix.Span, values);
                new ManagedLinearAlgebra().Syevd<T>(vectors.Span, expected);
                AssertAscending(values);
                for (int i = 0; i < order; i++)
                    Assert.That(Math.Abs(Number(values[i]) - Number(expected[i])), Is.LessThanOrEqualTo(2 * EigenBound * order * Epsilon * norm), $"value {i}, n = {order}");
                Assert.That(matrix.PaddingIsUntouched(), "something was written between the rows");
            }
        }
        finally
        {
            native.TwoStageBytes = usual;
        }
    }

    [Test]
    public void OverflowIsFoundThroughABandMatrixToo()
    {
        NativeLinearAlgebra native = RequireNative();
        long usual = native.TwoStageBytes;
        try
        {
            native.TwoStageBytes = 0;
            double largest = typeof(T) == typeof(float) ? float.MaxValue : double.MaxValue;
            Assert.Throws<EigenvalueOverflowException>(() => library.Eigenvalues<T>(Lower(Fill(50, (_, _) => largest)).Span, new T[50]));
        }
        finally
        {
            native.TwoStageBytes = usual;
        }
    }

    [Test]
    public void EmptyMatricesHaveNoEigenvalues()
    {
        Assert.DoesNotThrow(() => library.Eigenvalues<T>(new PaddedMatrix<T>(0, 0).Span, []));
        Assert.DoesNotThrow(() => library.Syevd<T>(new PaddedMatrix<T>(0, 0).Span, []));
    }

    [TestCase(double.NaN, 4, 4)]
    [TestCase(double.PositiveInfinity, 49, 0)]
    [TestCase(double.NaN, 20, 19)]
    public void EigensolversNameTheEntryThatIsNotFinite(double value, int row, int column)
    {
        PaddedMatrix<T> a = Lower(Symmetric("random", 50));
        a[row, column] = Number(value);
        foreach (Action action in new Action[] { () => library.Eigenvalues<T>(a.Span, new T[50]), () => library.Syevd<T>(a.Span, new T[50]) })
        {
            NonFiniteValueException error = Assert.Throws<NonFiniteValueException>(() => action())!;
            Assert.That((error.Row, error.Column), Is.EqualTo(((long)row, (long)column)));
        }
    }

    [Test]
    public void AnEigenvalueThatOverflowsIsAnError()
    {
        double largest = typeof(T) == typeof(float) ? float.MaxValue : double.MaxValue;
        double[,] ones = Fill(50, (_, _) => largest);
        Assert.That(Assert.Throws<EigenvalueOverflowException>(() => library.Eigenvalues<T>(Lower(ones).Span, new T[50]))!.Order, Is.EqualTo(50));
        Assert.Throws<EigenvalueOverflowException>(() => library.Syevd<T>(Lower(ones).Span, new T[50]));
    }

    [Test]
    public void EigensolversRefuseShapesThatDoNotFit()
    {
        PaddedMatrix<T> oblong = new(3, 4), square = new(3, 3);
        Assert.Throws<DimensionMismatchException>(() => library.Syevd<T>(oblong.Span, new T[3]));
        Assert.Throws<DimensionMismatchException>(() => library.Syevd<T>(square.Span, new T[4]));
        Assert.Throws<DimensionMismatchException>(() => library.Eigenvalues<T>(square.Span, new T[2]));
    }

    private NativeLinearAlgebra RequireNative()
    {
        if (library is not NativeLinearAlgebra)
            Assert.Ignore("The managed code has one way only.");
        return (NativeLinearAlgebra)library;
    }

    /// <summary>The lower triangle of a matrix; the upper one is NaN.</summary>
    private static PaddedMatrix<T> Lower(double[,] a) =>
        PaddedMatrix<T>.From(a.GetLength(0), a.GetLength(1), (i, j) => a[i, j]).FillOpposite(Triangle.Lower, T.NaN);

    private static void AssertAscending(T[] values)
    {
        for (int i = 1; i < values.Length; i++)
            Assert.That(values[i], Is.GreaterThanOrEqualTo(values[i - 1]), $"value {i}");
    }

    private static double[,] Symmetric(string name, int order)
    {
        var random = new Random(8);
        double[] noise = [.. Enumerable.Range(0, order * order).Select(_ => random.NextDouble() - 0.5)];
        double Noise(int i, int j) => noise[Math.Max(i, j) * order + Math.Min(i, j)];
        double Tridiagonal(int i, int j, double diagonal, double beside) => i == j ? diagonal : Math.Abs(i - j) == 1 ? beside : 0;
        Func<int, int, double> element = name switch
        {
            "random" => Noise,
            "identity" => (i, j) => i == j ? 1 : 0,
            "zero" => (_, _) => 0,
            "diagonal" => (i, j) => i == j ? (i * 7919 % order) - order / 3 : 0,
            "ones" => (_, _) => 1,
            "wilkinson" => (i, j) => Tridiagonal(i, j, Math.Abs(order / 2 - i), 1),
            "glued wilkinson" => (i, j) => Tridiagonal(i, j, Math.Abs(10 - i % 21), Math.Max(i, j) % 21 == 0 ? 1e-7 : 1),
            "second difference" => (i, j) => Tridiagonal(i, j, 2, -1),
            "graded up" => (i, j) => (i == j ? 1 : Noise(i, j)) * Math.Pow(10, -8.0 * (2 * order - i - j) / (2 * order)),
            "graded down" => (i, j) => (i == j ? 1 : Noise(i, j)) * Math.Pow(10, -8.0 * (i + j) / (2 * order)),
            "clustered" => (i, j) => (i == j ? 1 : 0) + 1e-9 * Noise(i, j),
            "two clusters" => (i, j) => (i == j ? (i % 2 == 0 ? 1 : 2) : 0) + 1e-6 * Noise(i, j),
            "rank one" => (i, j) => Math.Cos(i) * Math.Cos(j),
            "arrow" => (i, j) => i == j ? i : Math.Min(i, j) == 0 ? 1 : 0,
            "huge" => (i, j) => Noise(i, j) * (typeof(T) == typeof(float) ? 1e37 : 1e305),
            _ => (i, j) => Noise(i, j) * (typeof(T) == typeof(float) ? 1e-36 : 1e-305),
        };
        return Fill(order, element);
    }

    private static double[,] Fill(int order, Func<int, int, double> element)
    {
        double[,] a = new double[order, order];
        for (int i = 0; i < order; i++)
        {
            for (int j = 0; j < order; j++)
                a[i, j] = element(i, j);
        }
        return a;
    }
}
