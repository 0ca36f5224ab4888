using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using static Ntk.Engine.Networks.Layers;

namespace Ntk.Tests.Engine.Images;

/// <summary>float32 against float64 on images that differ by little, where a naive kernel loses half of its digits.</summary>
internal sealed class ImageNearDuplicateTests
{
    private const double Tolerance = 1e-6;
    private const int Depth = 10;
    private const int Height = 4;
    private const int Width = 5;

    private static readonly double[] Noise = [1e-3, 1e-4, 1e-5, 1e-6, 1e-7];

    [Test]
    public void Float32KeepsItsDigits([Values("relu", "erf", "relu, erf")] string activations, [Values] bool isMean, [Values(1, 3)] int channels, [Values(null, 0.1)] double? bias)
    {
        Activation[] cycle = [.. activations.Split(", ").Select(name => (Activation)(name == "relu" ? Relu() : Erf()))];
        Layer[] body = [.. Enumerable.Range(0, Depth).SelectMany(k => new Layer[] { Conv(3, Math.Sqrt(2), bias), cycle[k % cycle.Length] })];
        Compare(Network.Serial([.. body, isMean ? GlobalAvgPool() : Flatten(), Dense(Math.Sqrt(2), bias)]), channels);
    }

    [Test]
    public void EveryLayerKeepsItsDigits(
        [Values("strides", "residual", "layer norm", "pool before flatten", "pool before global mean", "global mean before activations")] string layers,
        [Values(1, 3)] int channels,
        [Values(Padding.Same, Padding.Circular)] Padding padding)
    {
        Conv C(int stride = 1) => Conv(3, Math.Sqrt(2), 0.1, stride, padding);
        Compare(
            layers switch
            {
                "strides" => Network.Serial(C(), Relu(), C(2), Relu(), C(), Relu(), GlobalAvgPool(), Dense()),
                "residual" => Network.Serial(C(), Sum(Branch(), Branch(Relu(), C(), Relu(), C())), Sum(Branch(Relu(), C(2)), Branch(Relu(), C(2))), Relu(), GlobalAvgPool(), Dense()),
                "layer norm" => Network.Serial(C(), new LayerNorm([NormalizedAxis.Height, NormalizedAxis.Width, NormalizedAxis.Channels]), Relu(), C(), Relu(), GlobalAvgPool(), Dense()),
                "pool before flatten" => Network.Serial(C(), Relu(), new AvgPool([2, 2], [1, 1], padding), C(), Relu(), Flatten(), Dense()),
                "pool before global mean" => Network.Serial(C(), Relu(), AvgPool(), C(), Relu(), GlobalAvgPool(), Dense()),
                _ => Network.Serial(C(), Relu(), GlobalAvgPool(), Dense(1.4, 0.1), Relu(), Dense(1.4, 0.1), Relu(), Dense()),
            },
            channels);
    }

    /// <summary>Uniform images, whose pixels are near duplicates of one another.</summary>
    [Test]
    public void SmoothImagesKeepTheirDigits([Values(1, 3)] int channels, [Values(Padding.Same, Padding.Circular)] Padding padding)
    {
        Conv C() => Conv(3, Math.Sqrt(2), 0.1, padding: padding);
        var network = Network.Serial(C(), Relu(), C(), Relu(), C(), Relu(), GlobalAvgPool(), Dense(1.4, 0.1));
        var random = new Random(2);
        Compare(network, RandomImages.Make<float>((row, _) => 1 + row + Math.Pow(10, -2 - row) * RandomInputs.NextNormal(random), 6, Height, Width, channels));
    }

    private static void Compare(Network network, int channels)
    {
        var random = new Random(1);
        double[] image = [.. Enumerable.Range(0, Height * Width * channels).Select(_ => RandomInputs.NextNormal(random))];
        Compare(network, RandomImages.Make<float>((row, k) => image[k] * (1 + (row == 0 ? 0 : Noise[row - 1]) * RandomInputs.NextNormal(random)), 1 + Noise.Length, Height, Width, channels));
    }

    private static void Compare(Network network, Tensor<float> images)
    {
        Tensor<double> same = RandomImages.Convert<float, double>(images);
        using GramResult<float> single = new GramBuilder<float>(network).Build(images);
        using GramResult<double> exact = new GramBuilder<double>(network).Build(same);
        using GramResult<float> general = new GramBuilder<float>(network).Build(images, images);
        Assert.Multiple(() =>
        {
            Assert.That(KernelError.Largest(single.Nngp, exact.Nngp), Is.LessThan(Tolerance), "NNGP");
            Assert.That(KernelError.Largest(single.Ntk, exact.Ntk), Is.LessThan(Tolerance), "NTK");
            Assert.That(KernelError.Largest(general.Nngp, exact.Nngp), Is.LessThan(Tolerance), "NNGP, rectangular");
            Assert.That(KernelError.Largest(general.Ntk, exact.Ntk), Is.LessThan(Tolerance), "NTK, rectangular");
        });

        // Both precisions could be wrong alike.
        (double[,] nngp, double[,] ntk) = PlainImageKernels.Matrices(network, same);
        (double[] nngpDiagonal, double[] ntkDiagonal) = PlainImageKernels.Diagonals(network, same);
        Assert.That(KernelError.Largest(exact.Nngp, nngp, nngpDiagonal, nngpDiagonal), Is.LessThan(1e-6), "NNGP in float64");
        Assert.That(KernelError.Largest(exact.Ntk, ntk, ntkDiagonal, ntkDiagonal), Is.LessThan(1e-6), "NTK in float64");
    }
}
