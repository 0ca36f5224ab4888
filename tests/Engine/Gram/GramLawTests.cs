using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using static Ntk.Engine.Networks.Layers;

namespace Ntk.Tests.Engine.Gram;

/// <summary>What every Gram matrix obeys, whatever the network.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal abstract class GramLawTests<T> : BackendContract
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Between two ways to compute the same pair of inputs; the golden tests hold both to the truth.
    private static readonly double Spread = typeof(T) == typeof(float) ? 1e-6 : 1e-12;

    private static IEnumerable<TestCaseData> Networks()
    {
        Layer D() => Dense(1.4, 0.2);
        yield return Case("relu", Network.Serial(D(), Relu(), D(), Relu(), D()));
        yield return Case("abs, leaky relu", Network.Serial(Dense(1.4), Abs(), Dense(1.4), LeakyRelu(0.2), Dense(1.4)));
        yield return Case("erf, gelu", Network.Serial(D(), Erf(), D(), Gelu(), D()));
        yield return Case("tanh, softplus", Network.Serial(D(), Tanh(), D(), Softplus(), D()));
        yield return Case("sin, rbf", Network.Serial(D(), Sin(1.1, 0.7, 0.3), D(), Rbf(0.3), D()));
        yield return Case("residual", Network.Serial(D(), Sum(Branch(Relu(), D()), Branch()), Relu(), D()));
        yield return Case("product, layer norm", Network.Serial(D(), Product(Branch(Erf(), D()), Branch()), D(), LayerNorm(), Relu(), D()));
        yield return Case("sign, monomials", Network.Serial(D(), Sign(), D(), RectifiedMonomial(2), D(), Polynomial(0.3, -0.5, 0.2), D()));
    }

    [TestCaseSource(nameof(Networks))]
    public void SymmetricToTheLastBit(Network network)
    {
        using GramResult<T> result = Builder<T>(network).Build(RandomInputs.Clustered<T>(75, 9, 1));
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
    public void PositiveSemidefinite(Network network)
    {
        using GramResult<T> result = Builder<T>(network).Build(RandomInputs.Clustered<T>(75, 9, 2));
        foreach (GramMatrix<T> matrix in new[] { result.Nngp, result.Ntk })
        {
            using var copy = new GramMatrix<double>(matrix.Rows, matrix.Columns);
            for (int i = 0; i < matrix.Rows; i++)
            {
                for (int j = 0; j < matrix.Columns; j++)
                    copy[i, j] = double.CreateTruncating(matrix[i, j]);
            }

            var values = new double[matrix.Rows];
            new ManagedLinearAlgebra().Eigenvalues(copy.AsMatrix(), values);
            Assert.That(values[0], Is.GreaterThan(-4 * Spread * values[^1]), "smallest eigenvalue");
            Assert.That(values[^1], Is.GreaterThan(0));
        }
    }

    [TestCaseSource(nameof(Networks))]
    public void TilesAndThreadsDoNotChangeABit(Network network)
    {
        Tensor<T> first = RandomInputs.Clustered<T>(71, 19, 3);
        Tensor<T> second = RandomInputs.Clustered<T>(53, 19, 4);
        using GramResult<T> rectangular = Builder<T>(network).Build(first, second);
        using GramResult<T> symmetric = Builder<T>(network).Build(first);
        foreach ((int rows, int columns, int threads) in new[] { (1, 1, 2), (7, 16, 1), (64, 48, 2), (70, 32, 3), (1000, 1000, 1) })
        {
            var builder = Builder<T>(network, new GramOptions { TileRows = rows, TileColumns = columns, ThreadCount = threads });
            using GramResult<T> otherRectangular = builder.Build(first, second);
            using GramResult<T> otherSymmetric = builder.Build(first);
            RequireEqual(rectangular, otherRectangular, $"{rows}×{columns} rectangular");
            RequireEqual(symmetric, otherSymmetric, $"{rows}×{columns} symmetric");
        }
    }

    [TestCaseSource(nameof(Networks))]
    public void RectangularAgreesWithSymmetricBelowTheDiagonal(Network network)
    {
        Tensor<T> inputs = RandomInputs.Clustered<T>(40, 9, 5);
        using GramResult<T> symmetric = Builder<T>(network).Build(inputs);
        using GramResult<T> rectangular = Builder<T>(network).Build(inputs, inputs);
        for (int i = 0; i < 40; i++)
        {
            for (int j = 0; j < i; j++)
            {
                Assert.That(rectangular.Nngp[i, j], Is.EqualTo(symmetric.Nngp[i, j]));
                Assert.That(rectangular.Ntk[i, j], Is.EqualTo(symmetric.Ntk[i, j]));
            }
        }

        // The diagonal is computed from the rows alone in the one and as any pair in the other.
        for (int i = 0; i < 40; i++)
        {
            Assert.That(Relative(rectangular.Nngp[i, i], symmetric.Nngp[i, i]), Is.LessThan(Spread));
            Assert.That(Relative(rectangular.Ntk[i, i], symmetric.Ntk[i, i]), Is.LessThan(Spread));
        }
    }

    [TestCaseSource(nameof(Networks))]
    public void OneKernelAloneIsTheSameKernel(Network network)
    {
        Tensor<T> inputs = RandomInputs.Clustered<T>(50, 9, 6);
        using GramResult<T> both = Builder<T>(network).Build(inputs);
        using GramResult<T> nngp = Builder<T>(network).Build(inputs, KernelOutputs.Nngp);
        using GramResult<T> ntk = Builder<T>(network).Build(inputs, KernelOutputs.Ntk);
        RequireEqual(both.Nngp, nngp.Nngp, "NNGP");
        RequireEqual(both.Ntk, ntk.Ntk, "NTK");
        Assert.That(() => nngp.Ntk, Throws.InvalidOperationException);
        Assert.That(() => ntk.Nngp, Throws.InvalidOperationException);
    }

    [TestCaseSource(nameof(Networks))]
    public void PermutingTheInputsPermutesTheMatrix(Network network)
    {
        const int Rows = 60;
        Tensor<T> inputs = RandomInputs.Clustered<T>(Rows, 9, 7);
        int[] order = [.. Enumerable.Range(0, Rows)];
        new Random(8).Shuffle(order);
        Tensor<T> permuted = Tensor.CreateFromShape<T>([Rows, 9]);
        for (int i = 0; i < Rows; i++)
            inputs.GetSpan([order[i], 0], 9).CopyTo(permuted.GetSpan([i, 0], 9));

        using GramResult<T> before = Builder<T>(network).Build(inputs);
        using GramResult<T> after = Builder<T>(network).Build(permuted);
        for (int i = 0; i < Rows; i++)
        {
            for (int j = 0; j < Rows; j++)
            {
                Assert.That(Scaled(after.Nngp, i, j, before.Nngp, order[i], order[j]), Is.LessThan(Spread));
                Assert.That(Scaled(after.Ntk, i, j, before.Ntk, order[i], order[j]), Is.LessThan(Spread));
            }
        }
    }

    [Test]
    public void WithoutBiasReluIsHomogeneous()
    {
        Network network = Network.Serial(Dense(1.3), Relu(), Dense(1.1), Relu(), Dense(0.9));
        Tensor<T> inputs = RandomInputs.Normal<T>(20, 5, 9);
        Tensor<T> scaled = Tensor.Create([.. inputs.Select(x => x * T.CreateTruncating(1024))], inputs.Lengths);
        using GramResult<T> one = Builder<T>(network).Build(inputs);
        using GramResult<T> other = Builder<T>(network).Build(scaled);
        T factor = T.CreateTruncating(1024.0 * 1024);
        for (int i = 0; i < 20; i++)
        {
            for (int j = 0; j < 20; j++)
                Assert.That(other.Ntk[i, j], Is.EqualTo(one.Ntk[i, j] * factor), "a power of two scales exactly");
        }
    }

    [Test]
    public void RotatingTheFeaturesChangesNothing()
    {
        Network network = Network.Serial(Dense(1.3, 0.1), Relu(), Dense(1.1, 0.2), Erf(), Dense());
        Tensor<T> inputs = RandomInputs.Normal<T>(20, 2, 10);
        (double sine, double cosine) = Math.SinCos(0.7);
        Tensor<T> rotated = Tensor.CreateFromShape<T>([20, 2]);
        for (int i = 0; i < 20; i++)
        {
            double x = double.CreateTruncating(inputs[i, 0]);
            double y = double.CreateTruncating(inputs[i, 1]);
            rotated[i, 0] = T.CreateTruncating(cosine * x - sine * y);
            rotated[i, 1] = T.CreateTruncating(sine * x + cosine * y);
        }

        using GramResult<T> one = Builder<T>(network).Build(inputs);
        using GramResult<T> other = Builder<T>(network).Build(rotated);
        for (int i = 0; i < 20; i++)
        {
            for (int j = 0; j < 20; j++)
                Assert.That(Scaled(other.Ntk, i, j, one.Ntk, i, j), Is.LessThan(Spread));
        }
    }

    [Test]
    public void DiagonalIsThatOfTheMatrix()
    {
        Network network = Network.Serial(Dense(1.3, 0.1), Gelu(), Dense(1.1, 0.2), Dropout(0.7), Dense());
        Tensor<T> inputs = RandomInputs.Normal<T>(33, 6, 11);
        var builder = Builder<T>(network);
        using GramResult<T> matrix = builder.Build(inputs);
        KernelDiagonal diagonal = builder.Diagonal(inputs);
        for (int i = 0; i < 33; i++)
        {
            Assert.That(matrix.Nngp[i, i], Is.EqualTo(T.CreateTruncating(diagonal.Nngp[i])));
            Assert.That(matrix.Ntk[i, i], Is.EqualTo(T.CreateTruncating(diagonal.Ntk[i])));
        }

        Assert.That(builder.Diagonal(inputs, KernelOutputs.Nngp).Ntk, Is.Empty);
    }

    [TestCase(0, 5)]
    [TestCase(5, 0)]
    [TestCase(0, 0)]
    public void EmptyInputsGiveEmptyMatrices(int rows, int columns)
    {
        Network network = Network.Serial(Dense(1.3, 0.1), Relu(), Dense(), Tanh(), Dense());
        using GramResult<T> result = Builder<T>(network).Build(Tensor.CreateFromShape<T>([rows, 4]), Tensor.CreateFromShape<T>([columns, 4]));
        Assert.That((result.Nngp.Rows, result.Nngp.Columns, result.Ntk.Rows, result.Ntk.Columns), Is.EqualTo((rows, columns, rows, columns)));
    }

    private static TestCaseData Case(string name, Network network) => new TestCaseData(network).SetArgDisplayNames(name);

    private static void RequireEqual(GramResult<T> expected, GramResult<T> actual, string what)
    {
        RequireEqual(expected.Nngp, actual.Nngp, what + " NNGP");
        RequireEqual(expected.Ntk, actual.Ntk, what + " NTK");
    }

    private static void RequireEqual(GramMatrix<T> expected, GramMatrix<T> actual, string what)
    {
        for (int i = 0; i < expected.Rows; i++)
            Assert.That(actual.Row(i).SequenceEqual(expected.Row(i)), $"{what}, row {i}");
    }

    private static double Relative(T actual, T expected) => Math.Abs(double.CreateTruncating(actual - expected)) / double.CreateTruncating(expected);

    private static double Scaled(GramMatrix<T> a, int i, int j, GramMatrix<T> b, int k, int l) =>
        Math.Abs(double.CreateTruncating(a[i, j] - b[k, l])) / Math.Sqrt(double.CreateTruncating(b[k, k]) * double.CreateTruncating(b[l, l]));
}

/// <inheritdoc/>
internal sealed class CpuGramLawTests<T> : GramLawTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
