using System.Numerics.Tensors;
using System.Text.Json;
using Ntk.Engine.Networks;
using Ntk.Engine.Numerics;
using Ntk.Engine.Reference;
using Ntk.Tests.Engine.Images;
using static Ntk.Engine.Networks.Layers;

namespace Ntk.Tests.Engine.Reference;

/// <summary>The reference against mpmath (tools/reference_table.py), the slow twin in double, and laws.</summary>
internal sealed class ReferenceKernelTests
{
    private static readonly Dictionary<string, JsonElement> Cases = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "reference.json")))
        .RootElement.EnumerateArray().ToDictionary(json => json.GetProperty("name").GetString()!);

    private static IEnumerable<int> Seeds() => Enumerable.Range(1, RandomImageNetwork.SeedCount);

    [TestCase("relu", 1e-30)]
    [TestCase("relu without biases", 1e-30)]
    [TestCase("abs", 1e-30)]
    [TestCase("erf", 1e-30)]
    [TestCase("rbf", 1e-30)]
    [TestCase("polynomial", 1e-29)]
    [TestCase("flatten", 1e-30)]
    [TestCase("global average", 1e-30)]

    // A distance behind erf or a pool is a difference of variances, and the angle between inputs at distance 1e-8 and 1e-7 good to 1e-31 over that.
    [TestCase("erf and relu", 1e-22)]
    [TestCase("pool and relu", 1e-23)]
    public void AgreesWithMpmath(string name, double tolerance)
    {
        JsonElement json = Cases[name];
        nint[] shape = [.. json.GetProperty("shape").EnumerateArray().Select(v => (nint)v.GetInt32())];
        Tensor<double> inputs = Tensor.Create([.. json.GetProperty("inputs").EnumerateArray().Select(v => v.GetDouble())], shape);
        ReferenceResult result = new ReferenceKernel(Network.FromJson(json.GetProperty("network").GetRawText())).Build(inputs.AsReadOnlyTensorSpan());
        double nngp = LargestError(result.Nngp, json.GetProperty("nngp")), ntk = LargestError(result.Ntk, json.GetProperty("ntk"));
        TestContext.Out.WriteLine($"{name}: NNGP {nngp:e1}, NTK {ntk:e1}");
        Assert.Multiple(() =>
        {
            Assert.That(nngp, Is.LessThanOrEqualTo(tolerance), "NNGP");
            Assert.That(ntk, Is.LessThanOrEqualTo(tolerance), "NTK");
        });
    }

    [TestCaseSource(nameof(Seeds))]
    public void AgreesWithTheTwinInDouble(int seed)
    {
        RandomImageNetwork random = RandomImageNetwork.Make(seed);
        Tensor<double> first = RandomImages.Normal<double>(seed, [2, .. random.InputLengths]), second = RandomImages.Normal<double>(seed + 1000, [2, .. random.InputLengths]);
        (double[,] nngp, double[,] ntk) = PlainImageKernels.Matrices(random.Network, first, second);
        ReferenceResult result = new ReferenceKernel(random.Network).Build(first.AsReadOnlyTensorSpan(), second.AsReadOnlyTensorSpan());
        Assert.Multiple(() =>
        {
            Assert.That(LargestError(result.Nngp, nngp), Is.LessThanOrEqualTo(1e-10), $"NNGP of {random}");
            Assert.That(LargestError(result.Ntk, ntk), Is.LessThanOrEqualTo(1e-10), $"NTK of {random}");
        });
    }

    [Test]
    public void EqualRowsAreRowsWithThemselves([Values("8*(dense(1.4, 0.1) relu) dense", "dense(1.2) erf dense abs dense sign dense", "2*(conv(3x3, padding=same) relu) globalAvgPool dense relu dense")] string text)
    {
        Network network = NetworkText.Parse(text);
        int[] lengths = text.StartsWith('2') ? [4, 3, 2] : [5];
        Tensor<double> inputs = RandomImages.Normal<double>(1, [3, .. lengths]);
        ReferenceResult symmetric = new ReferenceKernel(network).Build(inputs.AsReadOnlyTensorSpan());
        ReferenceResult full = new ReferenceKernel(network).Build(inputs.AsReadOnlyTensorSpan(), inputs.AsReadOnlyTensorSpan());
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++)
            {
                Assert.That(Math.Abs((full.Nngp[i, j] - symmetric.Nngp[i, j]).High), Is.LessThanOrEqualTo(1e-30 * symmetric.Nngp.RowValues[i].High));
                Assert.That(Math.Abs((full.Ntk[i, j] - symmetric.Ntk[i, j]).High), Is.LessThanOrEqualTo(1e-30 * symmetric.Ntk.RowValues[i].High));
            }
        }
    }

    [Test]
    public void SingleAndDoubleInputsOfEqualNumbersAgree()
    {
        Tensor<float> single = RandomInputs.Normal<float>(3, 4, 1);
        Tensor<double> same = Tensor.Create([.. single.Select(value => (double)value)], [3, 4]);
        var kernel = new ReferenceKernel(Presets.FullyConnected(2));
        ReferenceMatrix a = kernel.Build(single.AsReadOnlyTensorSpan()).Ntk, b = kernel.Build(same.AsReadOnlyTensorSpan()).Ntk;
        Assert.That(a[0, 1], Is.EqualTo(b[0, 1]));
    }

    [Test]
    public void ThreadsDoNotChangeABit()
    {
        Tensor<double> images = RandomImages.Normal<double>(3, 4, 4, 4, 1);
        ReferenceMatrix one = new ReferenceKernel(Presets.ConvGap(3), 1).Build(images.AsReadOnlyTensorSpan()).Ntk, many = new ReferenceKernel(Presets.ConvGap(3), 4).Build(images.AsReadOnlyTensorSpan()).Ntk;
        for (int k = 0; k < 16; k++)
            Assert.That(many[k / 4, k % 4], Is.EqualTo(one[k / 4, k % 4]));
    }

    [Test]
    public void HermiteKernelsArePowersAtUnitVariance([Values(0, 1, 5, 32)] int degree)
    {
        // Unit rows: with √2 times a coordinate, K₀ = ⟨x, x'⟩/2.
        double angle = 0.7;
        Tensor<double> inputs = Tensor.Create([Math.Sqrt(2), 0, Math.Sqrt(2) * Math.Cos(angle), Math.Sqrt(2) * Math.Sin(angle)], [2, 2]);
        ReferenceResult result = new ReferenceKernel(Network.Serial(Dense(), LayerNorm(0), Hermite(degree)), 1).Build(inputs.AsReadOnlyTensorSpan());
        Assert.That(result.Nngp[0, 1].High, Is.EqualTo(Math.Pow(Math.Cos(angle), degree)).Within(1e-14));
    }

    [Test]
    public void RefusesWhatItCannotEvaluate()
    {
        Tensor<double> inputs = RandomInputs.Normal<double>(2, 3, 1);
        Network relu = Presets.FullyConnected(1);
        Assert.Multiple(() =>
        {
            Assert.That(() => Build(Network.Serial(Dense(), Sum([Dense()], [Dense(), Tanh(), Dense()])), inputs), Throws.InstanceOf<ReferenceLayerException>().With.Message.Contains("Layer 2.b2 (tanh)"));
            Assert.That(() => Build(Network.Serial(Dense(), Sin(1, 1, 1e9)), inputs), Throws.InstanceOf<ReferenceLayerException>().With.Message.Contains("phase"));
            Assert.That(() => Build(Network.Serial(Dense(), Gaussian(1, 10)), inputs), Throws.InstanceOf<ReferenceOverflowException>());
            Assert.That(() => Build(Network.Serial(Dense(), Relu(), Relu()), inputs), Throws.InstanceOf<NetworkException>());
            Assert.That(() => Build(Presets.ConvGap(1), inputs), Throws.InstanceOf<NetworkException>());
            Assert.That(() => Build(relu, With(double.NaN)), Throws.InstanceOf<NonFiniteValueException>().With.Property("Row").EqualTo(1));
            Assert.That(() => Build(relu, With(1e70)), Throws.InstanceOf<ReferenceRangeException>().With.Property("Row").EqualTo(1));
            Assert.That(() => new ReferenceKernel(relu).Build(inputs.AsReadOnlyTensorSpan(), RandomInputs.Normal<double>(2, 4, 1).AsReadOnlyTensorSpan()), Throws.InstanceOf<DimensionMismatchException>());
            Assert.That(() => new ReferenceKernel(relu, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => Build(relu, inputs, new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
            Assert.That(() => Build(Presets.ConvGap(1), Tensor.CreateFromShape<double>([1, 4096, 4096, 1])), Throws.InstanceOf<AllocationException>());
        });

        Tensor<double> With(double value)
        {
            Tensor<double> wrong = RandomInputs.Normal<double>(2, 3, 1);
            wrong[1, 1] = value;
            return wrong;
        }
    }

    [Test]
    public void NoRowsMakeAnEmptyMatrix() => Assert.That(Build(Presets.FullyConnected(1), Tensor.CreateFromShape<double>([0, 3])).Nngp.Rows, Is.Zero);

    private static ReferenceResult Build(Network network, Tensor<double> inputs, CancellationToken cancellation = default) =>
        new ReferenceKernel(network).Build(inputs.AsReadOnlyTensorSpan(), cancellation);

    private static double LargestError(ReferenceMatrix actual, JsonElement expected)
    {
        double largest = 0;
        for (int k = 0; k < expected.GetArrayLength(); k++)
        {
            (int i, int j) = (k / actual.Columns, k % actual.Columns);
            DoubleDouble value = DoubleDouble.Sum(expected[k][0].GetDouble(), expected[k][1].GetDouble());
            largest = Math.Max(largest, Math.Abs((actual[i, j] - value).High) / Scale(actual, i, j));
        }

        return largest;
    }

    private static double LargestError(ReferenceMatrix actual, double[,] expected)
    {
        double largest = 0;
        for (int i = 0; i < actual.Rows; i++)
        {
            for (int j = 0; j < actual.Columns; j++)
            {
                double difference = Math.Abs(actual[i, j].High - expected[i, j]);
                largest = Math.Max(largest, difference == 0 ? 0 : difference / Scale(actual, i, j));
            }
        }

        return largest;
    }

    private static double Scale(ReferenceMatrix matrix, int i, int j) => Math.Sqrt(matrix.RowValues[i].High * matrix.ColumnValues[j].High);
}
