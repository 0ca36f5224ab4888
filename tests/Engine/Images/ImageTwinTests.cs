using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using static Ntk.Engine.Networks.Layers;

namespace Ntk.Tests.Engine.Images;

/// <summary>The engine against the slow twin, on random networks and images of all shapes.</summary>
internal abstract class ImageTwinTests : BackendContract
{
    [Test]
    public void RandomNetworks([Range(1, RandomImageNetwork.SeedCount)] int seed)
    {
        RandomImageNetwork random = RandomImageNetwork.Make(seed);
        TestContext.Out.WriteLine(random);
        Check(random.Network, RandomImages.Normal<float>(seed, [2, .. random.InputLengths]), RandomImages.Normal<float>(seed + 1000, [3, .. random.InputLengths]));
    }

    [TestCase(37, 19)]
    [TestCase(19, 37)]
    [TestCase(1, 1)]
    [TestCase(1, 37)]
    [TestCase(37, 1)]
    public void ManyRows(int rows, int columns)
    {
        Network network = Network.Serial(Conv(2, 1.2, 0.1), Relu(), Dense(1.1), GlobalAvgPool(), Dense(1.2, 0.3));
        Check(network, RandomImages.Normal<float>(1, rows, 3, 2, 2), RandomImages.Normal<float>(2, columns, 3, 2, 2));
    }

    [Test]
    public void TheGeneratorReachesEverything()
    {
        RandomImageNetwork[] all = [.. Enumerable.Range(1, RandomImageNetwork.SeedCount).Select(RandomImageNetwork.Make)];
        Layer[] layers = [.. all.SelectMany(random => Flat(random.Network.Layers))];
        Assert.Multiple(() =>
        {
            foreach (Type type in new[] { typeof(Conv), typeof(AvgPool), typeof(SumPool), typeof(Flatten), typeof(GlobalAvgPool), typeof(GlobalSumPool), typeof(LayerNorm), typeof(Dropout), typeof(FanInSum), typeof(FanInProduct), typeof(FanInConcat) })
                Assert.That(layers, Has.Some.InstanceOf(type));
            foreach (Padding padding in Enum.GetValues<Padding>())
            {
                Assert.That(layers.OfType<Conv>(), Has.Some.Matches<Conv>(conv => conv.Padding == padding && conv.Strides.Any(stride => stride > 1)), $"{padding}");
                Assert.That(layers.OfType<Pool>(), Has.Some.Matches<Pool>(pool => pool.Padding == padding), $"{padding}");
            }

            Assert.That(layers.OfType<AvgPool>(), Has.Some.Matches<AvgPool>(pool => pool.NormalizeEdges && pool.Padding == Padding.Same));
            Assert.That(layers.OfType<LayerNorm>().Select(norm => norm.Axes.Count).Distinct(), Has.Exactly(4).Items);
            Assert.That(all, Has.Some.Matches<RandomImageNetwork>(random => random.InputLengths.Length == 2), "signals");
            Assert.That(all, Has.Some.Matches<RandomImageNetwork>(random => random.InputLengths is [7, _, _]), "tall images");
        });
    }

    private static IEnumerable<Layer> Flat(IEnumerable<Layer> layers) =>
        layers.SelectMany(layer => layer is FanIn fanIn ? fanIn.Branches.SelectMany(branch => Flat(branch)).Prepend(layer) : [layer]);

    /// <summary>A pool adds up as many numbers as its window has pairs of pixels, in float, one after the other.</summary>
    private static double FloatTolerance(Network network) =>
        2e-6 * Math.Max(1, network.Layers.OfType<Pool>().Select(pool => pool.Window.Aggregate(1, (pixels, size) => pixels * size) / 9.0).DefaultIfEmpty(0).Max());

    private void Check(Network network, Tensor<float> first, Tensor<float> second)
    {
        Require(network);
        Truth rectangular = Truth.Of(network, first, second);
        Truth symmetric = Truth.Of(network, second, null);
        Assert.Multiple(() =>
        {
            Compare(network, rectangular, RandomImages.Convert<float, double>(first), RandomImages.Convert<float, double>(second), 1e-11);
            Compare(network, symmetric, RandomImages.Convert<float, double>(second), null, 1e-11);
            Compare(network, rectangular, first, second, FloatSlack * FloatTolerance(network));
            Compare(network, symmetric, second, null, FloatSlack * FloatTolerance(network));
        });
    }

    private void Compare<T>(Network network, Truth truth, Tensor<T> first, Tensor<T>? second, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var builder = Builder<T>(network);
        using GramResult<T> result = second is null ? builder.Build(first) : builder.Build(first, second);
        string what = $"{typeof(T).Name}, {(second is null ? "symmetric" : "rectangular")}";
        Assert.That(KernelError.Largest(result.Nngp, truth.Nngp, truth.Rows.Nngp, truth.Columns.Nngp), Is.LessThanOrEqualTo(tolerance), $"{what} NNGP");
        Assert.That(KernelError.Largest(result.Ntk, truth.Ntk, truth.Rows.Ntk, truth.Columns.Ntk), Is.LessThanOrEqualTo(tolerance), $"{what} NTK");
    }

    private sealed record Truth(double[,] Nngp, double[,] Ntk, (double[] Nngp, double[] Ntk) Rows, (double[] Nngp, double[] Ntk) Columns)
    {
        public static Truth Of(Network network, Tensor<float> first, Tensor<float>? second)
        {
            (double[,] nngp, double[,] ntk) = PlainImageKernels.Matrices(network, first, second);
            return new(nngp, ntk, PlainImageKernels.Diagonals(network, first), PlainImageKernels.Diagonals(network, second ?? first));
        }
    }
}

/// <inheritdoc/>
internal sealed class CpuImageTwinTests : ImageTwinTests;
