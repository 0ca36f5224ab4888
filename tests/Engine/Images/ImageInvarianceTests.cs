using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using static Ntk.Engine.Networks.Layers;

namespace Ntk.Tests.Engine.Images;

/// <summary>Networks and images that must give the same kernel.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class ImageInvarianceTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly double Spread = typeof(T) == typeof(float) ? 1e-6 : 1e-13;

    [Test]
    public void CyclicShiftsDoNotMatterToAGlobalMeanOfCircularConvolutions([Values(1, 2, 3)] int down, [Values(0, 1, 4)] int right)
    {
        const int Height = 4, Width = 5, Channels = 2;
        Conv C(int size) => Conv(size, 1.4, 0.1, padding: Padding.Circular);
        var network = Network.Serial(C(3), Relu(), new AvgPool([2, 3], [1, 1], Padding.Circular), C(2), Erf(), GlobalAvgPool(), Dense(1.3, 0.2));
        Tensor<T> images = RandomImages.Normal<T>(1, 6, Height, Width, Channels);
        Tensor<T> shifted = Tensor.CreateFromShape<T>(images.Lengths);
        for (int i = 0; i < 6; i++)
        {
            for (int y = 0; y < Height; y++)
            {
                for (int x = 0; x < Width; x++)
                {
                    // Each image by another distance, so that no two are shifted alike.
                    for (int channel = 0; channel < Channels; channel++)
                        shifted[i, (y + down * i) % Height, (x + right + i) % Width, channel] = images[i, y, x, channel];
                }
            }
        }

        RequireEqual(network, shifted, network, images);
    }

    [Test]
    public void OnePixelIsAFullyConnectedNetworkOfItsChannels()
    {
        Tensor<T> pixels = RandomImages.Normal<T>(2, 9, 1, 1, 5);
        Tensor<T> features = RandomImages.Reshape(pixels, 9, 5);
        var dense = Network.Serial(Dense(1.3, 0.1), Relu(), Dense(1.1, 0.2), Erf(), Dense(1.2));
        RequireEqual(Network.Serial(Conv(1, 1.3, 0.1), Relu(), Conv(1, 1.1, 0.2), Erf(), Flatten(), Dense(1.2)), pixels, dense, features);
        RequireEqual(Network.Serial(Conv(1, 1.3, 0.1), Relu(), Conv(1, 1.1, 0.2), Erf(), GlobalAvgPool(), Dense(1.2)), pixels, dense, features);
        RequireEqual(Network.Serial(Conv(1, 1.3, 0.1), Relu(), SumPool(1), Dense(1.1, 0.2), Erf(), GlobalSumPool(), Dense(1.2)), pixels, dense, features);
    }

    [Test]
    public void FlattenInFrontIsAFullyConnectedNetwork()
    {
        Tensor<T> images = RandomImages.Normal<T>(3, 9, 4, 3, 2);
        Layer[] layers = [Dense(1.3, 0.1), Relu(), Dense(1.1, 0.2), Erf(), Dense(1.2)];
        RequireEqual(Network.Serial([Flatten(), .. layers]), images, Network.Serial(layers), RandomImages.Reshape(images, 9, 24));
        RequireEqual(Network.Serial(layers), images, Network.Serial(layers), RandomImages.Reshape(images, 9, 24));
    }

    [TestCase(Padding.Valid)]
    [TestCase(Padding.Same)]
    [TestCase(Padding.Circular)]
    public void SignalsAreImagesOfOneRow(Padding padding)
    {
        Tensor<T> signals = RandomImages.Normal<T>(4, 9, 7, 2);
        var network = Network.Serial(new Conv([3], [2], padding, 1.3, 0.1), Relu(), new AvgPool([2]), new Conv([2], Padding: Padding.Same, BStd: 0.3), Erf(), GlobalAvgPool(), Dense());
        var flat = Network.Serial(new Conv([1, 3], [1, 2], padding, 1.3, 0.1), Relu(), new AvgPool([1, 2]), new Conv([1, 2], Padding: Padding.Same, BStd: 0.3), Erf(), GlobalAvgPool(), Dense());
        RequireEqual(network, signals, flat, RandomImages.Reshape(signals, 9, 1, 7, 2));
    }

    [Test]
    public void TheOnlyChannelMayBeLeftOut()
    {
        Tensor<T> images = RandomImages.Normal<T>(5, 9, 4, 3);
        var network = Network.Serial(Conv(3, 1.3, 0.1), Relu(), GlobalAvgPool(), Dense());
        RequireEqual(network, images, network, RandomImages.Reshape(images, 9, 4, 3, 1));
    }

    [Test]
    public void AFilterOfOnePixelIsADenseLayerOnEachPixel()
    {
        Tensor<T> images = RandomImages.Normal<T>(6, 9, 4, 3, 2);
        RequireEqual(
            Network.Serial(Conv(3, 1.3, 0.1), Relu(), Conv(1, 1.2, 0.3), Erf(), GlobalAvgPool()),
            images,
            Network.Serial(Conv(3, 1.3, 0.1), Relu(), Dense(1.2, 0.3), Erf(), GlobalAvgPool()),
            images);
    }

    [Test]
    public void MirroringAllImagesDoesNotMatterToOddFilters()
    {
        Tensor<T> images = RandomImages.Normal<T>(7, 6, 4, 5, 2);
        Tensor<T> mirrored = Tensor.CreateFromShape<T>(images.Lengths);
        for (int k = 0; k < 6 * 4 * 5 * 2; k++)
            mirrored[k / 40, k / 10 % 4, 4 - k / 2 % 5, k % 2] = images[k / 40, k / 10 % 4, k / 2 % 5, k % 2];
        var network = Network.Serial(Conv(3, 1.3, 0.1), Relu(), Conv(3, 1.3, 0.1, padding: Padding.Valid), Relu(), GlobalAvgPool(), Dense());
        RequireEqual(network, mirrored, network, images);
    }

    [Test]
    public void EqualImagesHaveTheDiagonalEntry([Values] bool isMean)
    {
        double tolerance = typeof(T) == typeof(float) ? 1e-6 : 1e-13;
        T[] values = [.. RandomImages.Normal<T>(8, 4, 5, 4, 3)];
        values.AsSpan(0, 60).CopyTo(values.AsSpan(120));
        Tensor<T> images = Tensor.Create(values, [4, 5, 4, 3]);
        Layer[] body = [.. Enumerable.Repeat(new Layer[] { Conv(3, 1.4, 0.1), Relu() }, 6).SelectMany(block => block)];
        var network = Network.Serial([.. body, isMean ? GlobalAvgPool() : Flatten(), Dense(1.4, 0.1)]);
        var builder = new GramBuilder<T>(network);
        using GramResult<T> symmetric = builder.Build(images);
        using GramResult<T> general = builder.Build(images, images);
        foreach ((GramMatrix<T> matrix, GramMatrix<T> other) in new[] { (symmetric.Nngp, general.Nngp), (symmetric.Ntk, general.Ntk) })
        {
            double diagonal = double.CreateTruncating(matrix[0, 0]);
            foreach (T value in new[] { matrix[2, 0], matrix[0, 2], matrix[2, 2], other[0, 0], other[0, 2], other[2, 0] })
                Assert.That(double.CreateTruncating(value), Is.EqualTo(diagonal).Within(tolerance * diagonal));
        }
    }

    private static void RequireEqual(Network network, Tensor<T> images, Network expectedNetwork, Tensor<T> expectedImages)
    {
        using GramResult<T> actual = new GramBuilder<T>(network).Build(images);
        using GramResult<T> expected = new GramBuilder<T>(expectedNetwork).Build(expectedImages);
        Assert.That(KernelError.Largest(actual.Nngp, expected.Nngp), Is.LessThan(Spread), "NNGP");
        Assert.That(KernelError.Largest(actual.Ntk, expected.Ntk), Is.LessThan(Spread), "NTK");
    }
}
