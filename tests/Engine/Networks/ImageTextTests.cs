using Ntk.Engine.Networks;
using static Ntk.Engine.Networks.Layers;

namespace Ntk.Tests.Engine.Networks;

/// <summary>The short text form of layers that see pixels.</summary>
internal sealed class ImageTextTests
{
    private static IEnumerable<TestCaseData> Layers()
    {
        yield return Case("conv(3x3)", new Conv([3, 3]));
        yield return Case("conv(3)", new Conv([3]));
        yield return Case("conv(3x5, 2x1, circular, 1.4, 0.1, 64, standard, 2)", new Conv([3, 5], [2, 1], Padding.Circular, 1.4, 0.1, 64, Parameterization.Standard, 2));
        yield return Case("conv(3x3, strides=2x2, padding=same)", new Conv([3, 3], [2, 2], Padding.Same));
        yield return Case("conv( filter = 7x1 , padding = SAME )", new Conv([7, 1], Padding: Padding.Same));
        yield return Case("CONV(4, 2)", new Conv([4], [2]));
        yield return Case("conv(3x3, wStd=1.4, bStd=0)", new Conv([3, 3], WStd: 1.4, BStd: 0));
        yield return Case("avgPool(2x2)", AvgPool());
        yield return Case("avgPool(2x3, 1x2, same, true)", new AvgPool([2, 3], [1, 2], Padding.Same, true));
        yield return Case("avgPool(2x2, normalizeEdges=true, padding=circular)", new AvgPool([2, 2], default, Padding.Circular, true));
        yield return Case("sumPool(2, 1)", new SumPool([2], [1]));
        yield return Case("flatten", Flatten());
        yield return Case("globalAvgPool()", GlobalAvgPool());
        yield return Case("globalSumPool", GlobalSumPool());
        yield return Case("layerNorm(axes=height+width+channels)", new LayerNorm([NormalizedAxis.Height, NormalizedAxis.Width, NormalizedAxis.Channels]));
        yield return Case("layerNorm(channels + width, 0.5)", new LayerNorm([NormalizedAxis.Channels, NormalizedAxis.Width], 0.5));
        yield return Case("layerNorm(epsilon=0.5)", LayerNorm(0.5));
    }

    [TestCaseSource(nameof(Layers))]
    public void IsRead(string text, Layer expected) => Assert.That(NetworkText.Parse(text), Is.EqualTo(Network.Serial(expected)));

    [Test]
    public void ALayerHasItsOwnArgumentsOnly() =>
        Assert.That(() => NetworkText.Parse("sumPool(2, normalizeEdges=false)"), Throws.TypeOf<NetworkException>().With.Message.Contains("normalizeEdges").And.Message.Contains("window, strides, padding"));

    [Test]
    public void AWholeNetworkIsRead() =>
        Assert.That(
            NetworkText.Parse("conv(3x3, padding=same, wStd=1.4, bStd=0.1) relu 2*(sum(relu conv(3x3, padding=same) | ) relu avgPool(2x2) conv(1x1)) globalAvgPool dense(1)"),
            Is.EqualTo(new Network(
            [
                new Conv([3, 3], Padding: Padding.Same, WStd: 1.4, BStd: 0.1), Relu(),
                .. Enumerable.Repeat(new Layer[] { Sum(Branch(Relu(), new Conv([3, 3], Padding: Padding.Same)), Branch()), Relu(), AvgPool(), new Conv([1, 1]) }, 2).SelectMany(block => block),
                GlobalAvgPool(), Dense(1),
            ])));

    private static TestCaseData Case(string text, Layer layer) => new TestCaseData(text, layer).SetArgDisplayNames(text);
}
