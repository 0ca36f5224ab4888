using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using static Ntk.Engine.Networks.Layers;

namespace Ntk.Tests.Engine.Images;

/// <summary>What every Gram matrix of images obeys, whatever the network.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal abstract class ImageLawTests<T> : BackendContract
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Between two ways to compute the same pair of images; golden cases and the twin hold both to the truth.
    private static readonly double Spread = typeof(T) == typeof(float) ? 1e-6 : 1e-13;

    private static readonly int[] Image = [4, 3, 2];

    private static IEnumerable<TestCaseData> Networks()
    {
        Conv C(int stride = 1, Padding padding = Padding.Same) => Conv(3, 1.4, 0.2, stride, padding);
        yield return Case("flatten", C(), Relu(), C(), Relu(), Flatten(), Dense(1.4, 0.1));
        yield return Case("global mean", C(padding: Padding.Circular), Relu(), C(), Erf(), GlobalAvgPool(), Dense(1.4, 0.1));
        yield return Case("pools", C(), Gelu(), new AvgPool([2, 2], [1, 1], Padding.Same, NormalizeEdges: true), C(), Relu(), SumPool(), Flatten(), Dense());
        yield return Case("strides", C(2), Relu(), C(), Abs(), GlobalSumPool(), Dense(0.2), Relu(), Dense());
        yield return Case("residual, layer norm", C(), Sum(Branch(), Branch(Relu(), C())), new LayerNorm([NormalizedAxis.Height, NormalizedAxis.Channels]), Relu(), GlobalAvgPool(), Dense());
        yield return Case("product, dropout", C(), Product(Branch(Erf(), C()), Branch(C())), Dropout(0.8), C(), Sin(1.1, 0.7, 0.3), Flatten());
    }

    [TestCaseSource(nameof(Networks))]
    public void SymmetricToTheLastBit(Network network)
    {
        using GramResult<T> result = Builder<T>(network).Build(Images(1, 37));
        foreach (GramMatrix<T> matrix in new[] { result.Nngp, result.Ntk })
        {
            for (int i = 0; i < matrix.Rows; i++)
            {
                for (int j = 0; j < i; j++)
                    Assert.That(matrix[i, j], Is.EqualTo(matrix[j, i]), $"[{i}, {j}]");
            }
        }
    }

    [TestCaseSource(nameof(Networks))]
    public void SymmetricIsGeneralWithTheSameImages(Network network)
    {
        Tensor<T> images = Images(2, 19);
        using GramResult<T> symmetric = Builder<T>(network).Build(images);
        using GramResult<T> general = Builder<T>(network).Build(images, images);
        bool hasDropout = network.Layers.Any(layer => layer is Dropout);
        foreach ((GramMatrix<T> actual, GramMatrix<T> expected, string what) in new[] { (general.Nngp, symmetric.Nngp, "NNGP"), (general.Ntk, symmetric.Ntk, "NTK") })
        {
            // Two evaluations of one image with dropout have different units dropped: no entry of two sets of images is a variance.
            for (int i = 0; hasDropout && i < actual.Rows; i++)
            {
                Assert.That(actual[i, i], Is.LessThan(expected[i, i]));
                actual[i, i] = expected[i, i];
            }

            Assert.That(KernelError.Largest(actual, expected), Is.LessThan(Spread), what);
        }
    }

    [TestCaseSource(nameof(Networks))]
    public void SwappingTheImagesTransposes(Network network)
    {
        Tensor<T> first = Images(3, 18);
        Tensor<T> second = Images(4, 21);
        var builder = Builder<T>(network);
        using GramResult<T> one = builder.Build(first, second);
        using GramResult<T> other = builder.Build(second, first);
        KernelDiagonal rows = builder.Diagonal(first), columns = builder.Diagonal(second);
        Assert.That(KernelError.Largest(one.Nngp, Transposed(other.Nngp), rows.Nngp, columns.Nngp), Is.LessThan(Spread), "NNGP");
        Assert.That(KernelError.Largest(one.Ntk, Transposed(other.Ntk), rows.Ntk, columns.Ntk), Is.LessThan(Spread), "NTK");
    }

    [TestCaseSource(nameof(Networks))]
    public void TilesAndThreadsDoNotChangeABit(Network network)
    {
        Tensor<T> first = Images(5, 37);
        Tensor<T> second = Images(6, 19);
        using GramResult<T> rectangular = Builder<T>(network).Build(first, second);
        using GramResult<T> symmetric = Builder<T>(network).Build(first);
        foreach ((int rows, int columns, int threads) in new[] { (1, 1, 2), (7, 16, 1), (16, 3, 3), (1000, 1000, 1) })
        {
            var builder = Builder<T>(network, new GramOptions { TileRows = rows, TileColumns = columns, ThreadCount = threads });
            using GramResult<T> otherRectangular = builder.Build(first, second);
            using GramResult<T> otherSymmetric = builder.Build(first);
            RequireEqual(rectangular.Nngp, otherRectangular.Nngp, $"NNGP in tiles of {rows} × {columns}");
            RequireEqual(rectangular.Ntk, otherRectangular.Ntk, $"NTK in tiles of {rows} × {columns}");
            RequireEqual(symmetric.Nngp, otherSymmetric.Nngp, $"symmetric NNGP in tiles of {rows} × {columns}");
            RequireEqual(symmetric.Ntk, otherSymmetric.Ntk, $"symmetric NTK in tiles of {rows} × {columns}");
        }
    }

    [TestCaseSource(nameof(Networks))]
    public void OneKernelAloneIsTheSameKernel(Network network)
    {
        Tensor<T> images = Images(7, 20);
        using GramResult<T> both = Builder<T>(network).Build(images);
        using GramResult<T> nngp = Builder<T>(network).Build(images, KernelOutputs.Nngp);
        using GramResult<T> ntk = Builder<T>(network).Build(images, KernelOutputs.Ntk);
        RequireEqual(both.Nngp, nngp.Nngp, "NNGP");
        RequireEqual(both.Ntk, ntk.Ntk, "NTK");
        Assert.That((nngp.Outputs, ntk.Outputs), Is.EqualTo((KernelOutputs.Nngp, KernelOutputs.Ntk)));
    }

    [TestCaseSource(nameof(Networks))]
    public void PermutingTheImagesPermutesTheMatrix(Network network)
    {
        const int Rows = 25;
        Tensor<T> images = Images(8, Rows);
        int[] order = [.. Enumerable.Range(0, Rows)];
        new Random(9).Shuffle(order);
        T[] values = [.. images];
        int size = values.Length / Rows;
        using GramResult<T> before = Builder<T>(network).Build(images);
        using GramResult<T> after = Builder<T>(network).Build(Tensor.Create([.. order.SelectMany(row => values.Skip(row * size).Take(size))], images.Lengths));
        Assert.That(KernelError.Largest(after.Nngp, Permuted(before.Nngp)), Is.LessThan(Spread), "NNGP");
        Assert.That(KernelError.Largest(after.Ntk, Permuted(before.Ntk)), Is.LessThan(Spread), "NTK");

        GramMatrix<T> Permuted(GramMatrix<T> matrix)
        {
            GramMatrix<T> original = matrix.Clone();
            for (int i = 0; i < Rows; i++)
            {
                for (int j = 0; j < Rows; j++)
                    matrix[i, j] = original[order[i], order[j]];
            }

            original.Dispose();
            return matrix;
        }
    }

    [TestCaseSource(nameof(Networks))]
    public void PositiveSemidefinite(Network network)
    {
        using GramResult<T> result = Builder<T>(network).Build(Images(10, 37));
        foreach (GramMatrix<T> matrix in new[] { result.Nngp, result.Ntk })
        {
            double[,] copy = KernelError.ToArray(matrix);
            var values = new double[matrix.Rows];
            new ManagedLinearAlgebra().Eigenvalues(MatrixSpan<double>.FromReference(ref copy[0, 0], matrix.Rows, matrix.Rows, matrix.Rows), values);
            Assert.That(values[0], Is.GreaterThan(-4 * Spread * values[^1]), "smallest eigenvalue");
            Assert.That(values[^1], Is.GreaterThan(0));
        }
    }

    [TestCaseSource(nameof(Networks))]
    public void DiagonalIsThatOfTheMatrix(Network network)
    {
        Tensor<T> images = Images(11, 19);
        var builder = Builder<T>(network);
        using GramResult<T> matrix = builder.Build(images);
        KernelDiagonal diagonal = builder.Diagonal(images);
        for (int i = 0; i < 19; i++)
        {
            Assert.That(matrix.Nngp[i, i], Is.EqualTo(T.CreateTruncating(diagonal.Nngp[i])));
            Assert.That(matrix.Ntk[i, i], Is.EqualTo(T.CreateTruncating(diagonal.Ntk[i])));
        }

        Assert.That(builder.Diagonal(images, KernelOutputs.Nngp).Ntk, Is.Empty);
    }

    [TestCase(0, 5)]
    [TestCase(5, 0)]
    [TestCase(0, 0)]
    public void NoImagesGiveEmptyMatrices(int rows, int columns)
    {
        Network network = Network.Serial(Conv(3, 1.3, 0.1), Relu(), GlobalAvgPool(), Dense());
        using GramResult<T> result = Builder<T>(network).Build(Images(1, rows), Images(2, columns));
        Assert.That((result.Nngp.Rows, result.Nngp.Columns, result.Ntk.Rows, result.Ntk.Columns), Is.EqualTo((rows, columns, rows, columns)));
        using GramResult<T> symmetric = Builder<T>(network).Build(Images(1, 0));
        Assert.That((symmetric.Nngp.Rows, symmetric.Ntk.Columns), Is.EqualTo((0, 0)));
    }

    private static Tensor<T> Images(int seed, int rows) => RandomImages.Normal<T>(seed, [rows, .. Image]);

    private static TestCaseData Case(string name, params Layer[] layers) => new TestCaseData(Network.Serial(layers)).SetArgDisplayNames(name);

    private static double[,] Transposed(GramMatrix<T> matrix)
    {
        var transposed = new double[matrix.Columns, matrix.Rows];
        for (int i = 0; i < matrix.Rows; i++)
        {
            for (int j = 0; j < matrix.Columns; j++)
                transposed[j, i] = double.CreateTruncating(matrix[i, j]);
        }

        return transposed;
    }

    private static void RequireEqual(GramMatrix<T> expected, GramMatrix<T> actual, string what)
    {
        for (int i = 0; i < expected.Rows; i++)
            Assert.That(actual.Row(i).SequenceEqual(expected.Row(i)), $"{what}, row {i}");
    }
}

/// <inheritdoc/>
internal sealed class CpuImageLawTests<T> : ImageLawTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
