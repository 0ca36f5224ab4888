using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Cpu;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using static Ntk.Engine.Networks.Layers;

namespace Ntk.Tests.Engine.Images;

/// <summary>Images at the edges of what arithmetic can do: black, huge, tiny, opposite, not finite.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class ImageRangeTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly double Tolerance = typeof(T) == typeof(float) ? 1e-6 : 1e-12;

    private static IEnumerable<TestCaseData> Networks()
    {
        foreach (double? bias in new double?[] { null, 0.3 })
        {
            foreach (Layer readout in new Layer[] { Flatten(), GlobalAvgPool() })
            {
                string name = $"{readout.GetType().Name}, bias {bias}";
                yield return Case($"relu, {name}", Conv(3, 1.3, bias), Relu(), Conv(2, 1.3, bias), Relu(), readout, Dense(1.2, bias));
                yield return Case($"erf, {name}", Conv(3, 1.3, bias), Erf(), AvgPool(), Conv(3, 1.3, bias), LeakyRelu(0.1), readout, Dense(1.2, bias));
                yield return Case($"layer norm, {name}", Conv(3, 1.3, bias), LayerNorm(1e-6), Gelu(), Conv(3, 1.3, bias, 2), Abs(), readout, Dense(1.2, bias));
            }
        }
    }

    [TestCaseSource(nameof(Networks))]
    public void BlackImages(Network network)
    {
        Tensor<float> images = RandomImages.Make<float>((row, k) => row % 3 == 0 ? 0 : Math.Sin(k + 7.0 * row), 5, 4, 4, 2);
        CompareWithTwin(network, images);
        CompareWithTwin(network, RandomImages.Make<float>((_, _) => 0, 3, 4, 4, 2));
    }

    [TestCaseSource(nameof(Networks))]
    public void PartlyBlackImages(Network network) =>
        CompareWithTwin(network, RandomImages.Make<float>((row, k) => k / 2 % 4 < 2 ? 0 : Math.Sin(k + 7.0 * row), 4, 4, 4, 2));

    [TestCaseSource(nameof(Networks))]
    public void OppositeImages(Network network) =>
        CompareWithTwin(network, RandomImages.Make<float>((row, k) => (row % 2 == 0 ? 1 : -1) * Math.Sin(k * (1 + row / 2)), 6, 4, 4, 3));

    [TestCaseSource(nameof(Networks))]
    public void OppositeImagesOfOneChannel(Network network) =>
        CompareWithTwin(network, RandomImages.Make<float>((row, k) => (row % 2 == 0 ? 1 : -1) * Math.Sin(1 + k * (1 + row / 2)), 6, 4, 4, 1));

    [Test]
    public void AnOddNetworkIsOdd([Values] bool isMean)
    {
        var network = Network.Serial(Conv(3, 1.3), Erf(), Conv(3, 1.2), Sin(), isMean ? GlobalAvgPool() : Flatten(), Dense(1.1));
        Tensor<T> images = RandomImages.Normal<T>(1, 5, 4, 3, 2);
        using GramResult<T> plain = new GramBuilder<T>(network).Build(images, images);
        using GramResult<T> opposite = new GramBuilder<T>(network).Build(images, RandomImages.Scale(images, -1));
        foreach ((GramMatrix<T> actual, GramMatrix<T> expected) in new[] { (opposite.Nngp, plain.Nngp), (opposite.Ntk, plain.Ntk) })
        {
            for (int i = 0; i < 5; i++)
            {
                for (int j = 0; j < 5; j++)
                    actual[i, j] = -actual[i, j];
            }

            Assert.That(KernelError.Largest(actual, expected), Is.LessThan(Tolerance));
        }
    }

    [Test]
    public void OneLayerOfReluDoesNotSeeAnOppositeImage()
    {
        var network = Network.Serial(Conv(3, 1.3), Relu(), Flatten());
        Tensor<T> images = RandomImages.Normal<T>(2, 3, 4, 3, 2);
        using GramResult<T> result = new GramBuilder<T>(network).Build(images, RandomImages.Scale(images, -1));
        for (int i = 0; i < 3; i++)
        {
            Assert.That(double.CreateTruncating(result.Nngp[i, i]), Is.Zero.Within(Tolerance));
            Assert.That(double.CreateTruncating(result.Ntk[i, i]), Is.Zero.Within(Tolerance));
        }
    }

    [Test]
    public void ReluIsHomogeneousFarFromOne([Values(1e15, 1e-15)] double scale, [Values] bool isMean)
    {
        var network = Network.Serial(Conv(3, 1.3), Relu(), Conv(3, 1.4), Abs(), AvgPool(), Conv(1, 1.4), Relu(), isMean ? GlobalAvgPool() : Flatten(), Dense(1.1));
        Tensor<T> images = RandomImages.Normal<T>(3, 5, 4, 5, 3);
        (double[,] nngp, double[,] ntk) = PlainImageKernels.Matrices(network, images);
        using GramResult<T> result = new GramBuilder<T>(network).Build(RandomImages.Scale(images, scale));
        foreach ((GramMatrix<T> actual, double[,] expected) in new[] { (result.Nngp, nngp), (result.Ntk, ntk) })
        {
            for (int i = 0; i < 5; i++)
            {
                for (int j = 0; j < 5; j++)
                    Assert.That(double.CreateTruncating(actual[i, j]) / (scale * scale), Is.EqualTo(expected[i, j]).Within(1e-5 * expected[i, j]), $"[{i}, {j}]");
            }
        }
    }

    [TestCaseSource(nameof(Networks))]
    public void ImagesOfAllScalesGiveNoNaN(Network network)
    {
        double[] scales = [0, 1e-3, 1e-2, 1, 1e2, 1e3];
        Tensor<T> images = RandomImages.Make<T>((row, k) => scales[row] * Math.Sin(k + 3.0 * row), scales.Length, 4, 4, 2);
        using GramResult<T> result = new GramBuilder<T>(network).Build(images);
        foreach (GramMatrix<T> matrix in new[] { result.Nngp, result.Ntk })
            Assert.That(KernelError.ToArray(matrix).Cast<double>(), Has.All.Matches<double>(double.IsFinite));
    }

    [Test]
    public void ImagesOfTooUnequalScalesAreRefused()
    {
        double[] scales = [1, 0, 2e-7, 1];
        Tensor<T> images = RandomImages.Make<T>((row, k) => scales[row] * Math.Sin(k + 3.0 * row), scales.Length, 4, 4, 2);
        ImageScaleException error = Assert.Throws<ImageScaleException>(() => new GramBuilder<T>(Network.Serial(Conv(3, 1.2, 0.1), Relu(), GlobalAvgPool(), Dense())).Build(images))!;
        Assert.That(error.Row, Is.EqualTo(2));
        Assert.That(error.Ratio, Is.GreaterThan(1e6));
    }

    [Test]
    public void ImagesOfUnequalScalesKeepTheirDigits()
    {
        double[] scales = [1, 1e-3, 30, 1e2];
        Tensor<float> images = RandomImages.Make<float>((row, k) => scales[row] * Math.Sin(k + 3.0 * row), scales.Length, 4, 4, 2);

        // Of a pair the smaller image's entry has the rounding of the larger one's variance, in double: 2^-53 times the ratio of 10⁵.
        double tolerance = Math.Max(Tolerance, 1e-10);
        CompareWithTwin(Network.Serial(Conv(3, 1.2), Relu(), Conv(3, 1.2), Relu(), Flatten()), images, tolerance);
        CompareWithTwin(Network.Serial(Conv(3, 1.2, 0.1), Relu(), Conv(3, 1.2, 0.1), Relu(), GlobalAvgPool()), images, tolerance);
    }

    [Test]
    public void AValueThatIsNotFiniteIsNamed([Values(double.NaN, double.PositiveInfinity, double.NegativeInfinity)] double bad, [Values(0, 1, 2)] int which)
    {
        const int Height = 3, Width = 4, Channels = 2;
        var builder = new GramBuilder<T>(Network.Serial(Conv(3, 1.2, 0.1), Relu(), GlobalAvgPool(), Dense()));
        Tensor<T> good = RandomImages.Normal<T>(4, 6, Height, Width, Channels);
        Tensor<T> wrong = RandomImages.Normal<T>(5, 9, Height, Width, Channels);
        wrong[7, 2, 1, 1] = T.CreateTruncating(bad);
        NonFiniteValueException error = Assert.Throws<NonFiniteValueException>(() =>
        {
            using GramResult<T> result = which == 0 ? builder.Build(wrong) : which == 1 ? builder.Build(wrong, good) : builder.Build(good, wrong);
        })!;
        Assert.That((error.Row, error.Column), Is.EqualTo((7, (2 * Width + 1) * Channels + 1)));
        Assert.That(error.Value, Is.EqualTo(bad));
        Assert.That(() => builder.Diagonal(wrong), Throws.TypeOf<NonFiniteValueException>());
    }

    [Test]
    public void ImagesOfOtherShapesAreRefused() =>
        Assert.That(
            () => new GramBuilder<T>(Network.Serial(Conv(), GlobalAvgPool())).Build(RandomImages.Normal<T>(1, 2, 4, 6, 3), RandomImages.Normal<T>(1, 2, 6, 4, 3)),
            Throws.TypeOf<DimensionMismatchException>().With.Message.Contains("4 × 6 × 3").And.Message.Contains("6 × 4 × 3"));

    private static TestCaseData Case(string name, params Layer[] layers) => new TestCaseData(Network.Serial(layers)).SetArgDisplayNames(name);

    private static void CompareWithTwin(Network network, Tensor<float> images, double? allowed = null)
    {
        double tolerance = allowed ?? Tolerance;
        (double[,] nngp, double[,] ntk) = PlainImageKernels.Matrices(network, images);
        (double[] nngpDiagonal, double[] ntkDiagonal) = PlainImageKernels.Diagonals(network, images);
        using GramResult<T> result = new GramBuilder<T>(network).Build(RandomImages.Convert<float, T>(images));
        Assert.That(KernelError.Largest(result.Nngp, nngp, nngpDiagonal, nngpDiagonal), Is.LessThan(tolerance), "NNGP");
        Assert.That(KernelError.Largest(result.Ntk, ntk, ntkDiagonal, ntkDiagonal), Is.LessThan(tolerance), "NTK");
    }
}
