using Ntk.Engine.Networks;
using Ntk.Engine.Programs;

namespace Ntk.Tests.Engine.Networks;

/// <summary>Descriptions that are not networks: a typed error that says where, in time and memory that do not grow with the numbers in them.</summary>
internal sealed class MalformedNetworkTests
{
    [TestCase("", "JSON")]
    [TestCase("null", "null")]
    [TestCase("[]", "JSON")]
    [TestCase("{}", "layers")]
    [TestCase("""{"layers": null}""", "layers")]
    [TestCase("""{"layers": {}}""", "layers")]
    [TestCase("""{"layers": [{"type": "convolution"}]}""", "convolution")]
    [TestCase("""{"layers": [{"wStd": 1}]}""", "type")]
    [TestCase("""{"layers": [{"type": "dense", "stride": 2}]}""", "stride")]
    [TestCase("""{"layers": [], "name": "x"}""", "name")]
    [TestCase("""{"layers": [{"type": "dense", "wStd": "NaN"}]}""", "wStd")]
    [TestCase("""{"layers": [{"type": "dense", "wStd": NaN}]}""", "N")]
    [TestCase("""{"layers": [{"type": "dense", "width": 1.5}]}""", "width")]
    [TestCase("""{"layers": [{"type": "dense", "width": 99999999999}]}""", "width")]
    [TestCase("""{"layers": [{"type": "dense", "parameterization": 1}]}""", "parameterization")]
    [TestCase("""{"layers": [{"type": "dense", "parameterization": "mup"}]}""", "parameterization")]
    [TestCase("""{"layers": [{"type": "leakyRelu"}]}""", "alpha")]
    [TestCase("""{"layers": [{"type": "sum"}]}""", "branches")]
    [TestCase("""{"layers": [{"type": "dense"}""", "JSON")]
    [TestCase("""{"layers": [{"type": "conv"}]}""", "filter")]
    [TestCase("""{"layers": [{"type": "conv", "filter": null}]}""", "filter")]
    [TestCase("""{"layers": [{"type": "conv", "filter": 3}]}""", "filter")]
    [TestCase("""{"layers": [{"type": "conv", "filter": "3x3"}]}""", "filter")]
    [TestCase("""{"layers": [{"type": "conv", "filter": [3, 2.5]}]}""", "filter")]
    [TestCase("""{"layers": [{"type": "conv", "filter": [3, null]}]}""", "filter")]
    [TestCase("""{"layers": [{"type": "conv", "filter": [3, 99999999999]}]}""", "filter")]
    [TestCase("""{"layers": [{"type": "conv", "filter": [[3, 3]]}]}""", "filter")]
    [TestCase("""{"layers": [{"type": "conv", "filter": [3, 3], "stride": [1, 1]}]}""", "stride")]
    [TestCase("""{"layers": [{"type": "conv", "filter": [3, 3], "strides": {}}]}""", "strides")]
    [TestCase("""{"layers": [{"type": "conv", "filter": [3, 3], "padding": "reflect"}]}""", "padding")]
    [TestCase("""{"layers": [{"type": "conv", "filter": [3, 3], "padding": 1}]}""", "padding")]
    [TestCase("""{"layers": [{"type": "avgPool"}]}""", "window")]
    [TestCase("""{"layers": [{"type": "avgPool", "window": [2, 2], "normalizeEdges": "yes"}]}""", "normalizeEdges")]
    [TestCase("""{"layers": [{"type": "sumPool", "window": [2, 2], "normalizeEdges": true}]}""", "normalizeEdges")]
    [TestCase("""{"layers": [{"type": "flatten", "axes": []}]}""", "axes")]
    [TestCase("""{"layers": [{"type": "globalAvgPool", "window": [2]}]}""", "window")]
    [TestCase("""{"layers": [{"type": "layerNorm", "axes": ["depth"]}]}""", "axes")]
    [TestCase("""{"layers": [{"type": "layerNorm", "axes": "height"}]}""", "axes")]
    public void JsonIsRefused(string json, string mentioned) =>
        Assert.That(() => Network.FromJson(json), Throws.TypeOf<NetworkException>().With.Message.Contains(mentioned));

    [TestCase("dense(", 7)]
    [TestCase("dense)", 6)]
    [TestCase("dense(1,,2)", 9)]
    [TestCase("dense(1, 2, 3, ntk, 5, 6)", 24)]
    [TestCase("dense(1, 2, 3, 4)", 16)]
    [TestCase("dense(x=)", 7)]
    [TestCase("dense(wStd=)", 12)]
    [TestCase("dense(1e999)", 7)]
    [TestCase("dense(nan)", 7)]
    [TestCase("dens", 1)]
    [TestCase("relu ? dense", 6)]
    [TestCase("sum", 4)]
    [TestCase("3*relu", 3)]
    [TestCase("2.5*(relu)", 11)]
    public void TextIsRefused(string text, int character) =>
        Assert.That(() => NetworkText.Parse(text), Throws.TypeOf<NetworkException>().With.Message.StartsWith($"Character {character} "));

    [TestCase("conv(3x)", 8)]
    [TestCase("conv(x3)", 6)]
    [TestCase("conv(0x3)", 6)]
    [TestCase("conv(3x0)", 8)]
    [TestCase("conv(-3x3)", 6)]
    [TestCase("conv(3.5)", 7)]
    [TestCase("conv(3xx3)", 8)]
    [TestCase("conv(3y3)", 7)]
    [TestCase("conv(99999999999x3)", 6)]
    [TestCase("conv(3x3, 2x99999999999)", 13)]
    [TestCase("conv(3x3, strides=x2)", 19)]
    [TestCase("conv(3x3, padding=)", 19)]
    [TestCase("conv(3x3, padding=reflect)", 19)]
    [TestCase("conv(3x3, padding=1)", 19)]
    [TestCase("conv(same)", 6)]
    [TestCase("conv(filters=3x3)", 6)]
    [TestCase("conv(3x3", 9)]
    [TestCase("avgPool(2x2, normalizeEdges=yes)", 29)]
    [TestCase("flatten(1)", 9)]
    [TestCase("layerNorm(axes=height+)", 23)]
    [TestCase("layerNorm(axes=height+depth)", 23)]
    [TestCase("layerNorm(axes=height, width)", 24)]
    [TestCase("convGap", 8)]
    [TestCase("convGap()", 10)]
    [TestCase("convGap(8", 10)]
    [TestCase("convGap(8) dense", 12)]
    [TestCase("conv(3x3) convGap(8)", 11)]
    [TestCase("2*(myrtle5)", 4)]
    [TestCase("convGap(0)", 11)]
    [TestCase("convGap(-1)", 12)]
    [TestCase("convGap(2.5)", 13)]
    [TestCase("convGap(1e9)", 13)]
    [TestCase("convGap(1, 2, 3, 4)", 18)]
    [TestCase("wideResNet(blocks=99999999999999)", 34)]
    [TestCase("fullyConnected(depth=nan)", 22)]
    [TestCase("myrtle5(depth=3)", 9)]
    [TestCase("myrtle6", 1)]
    public void ImageTextIsRefused(string text, int character) => TextIsRefused(text, character);

    [Test]
    public void UnknownFieldsInTextAreRefused() =>
        Assert.That(() => NetworkText.Parse("dense(stride=2)"), Throws.TypeOf<NetworkException>().With.Message.Contains("stride"));

    [TestCase("10001*(relu)")]
    [TestCase("1e300*(relu)")]
    [TestCase("1e300*()")]
    [TestCase("101*(100*(relu))")]
    [TestCase("5000*(sum(relu dense | relu))")]
    [TestCase("100*(sum(100*(sum(100*(sum(100*(relu) | )) | )) | ))")]
    public void RepetitionsWithoutBoundAreRefused(string text) =>
        Assert.That(() => NetworkText.Parse(text), Throws.TypeOf<NetworkException>().With.Message.Contains("10000"));

    [Test]
    public void AsManyLayersAsAllowedAreRead() => Assert.That(NetworkText.Parse("100*(sum(99*(relu)))").Layers, Has.Count.EqualTo(100));

    [TestCase(1000)]
    [TestCase(1_000_000)]
    public void DeepTextIsRefused(int depth)
    {
        string text = string.Concat(Enumerable.Repeat("sum(", depth));
        Assert.That(() => NetworkText.Parse(text), Throws.TypeOf<NetworkException>().With.Message.Contains("nested").And.Message.Length.LessThan(10_000));
    }

    [TestCase(1000)]
    [TestCase(300_000)]
    public void DeepJsonIsRefused(int depth)
    {
        string json = """{"layers":[""" + string.Concat(Enumerable.Repeat("""{"type":"sum","branches":[[""", depth));
        Assert.That(() => Network.FromJson(json), Throws.TypeOf<NetworkException>());
    }

    [Test]
    public void NetworksNestedInCodeAreRefusedBeyondTheDepthAllowed()
    {
        Assert.That(() => KernelProgram.Compile(Nested(Network.LargestDepth), KernelOutputs.Both, 2), Throws.Nothing);
        Assert.That(Network.FromJson(Nested(Network.LargestDepth).ToJson()).Layers, Has.Count.EqualTo(1));
        Assert.That(() => KernelProgram.Compile(Nested(100_000), KernelOutputs.Both, 2), Throws.TypeOf<NetworkException>().With.Message.Contains("nested"));
        Assert.That(() => Nested(1000).ToJson(), Throws.TypeOf<NetworkException>());
    }

    [Test]
    public void ANullLayerIsNamed()
    {
        Network network = Network.FromJson("""{"layers": [{"type": "dense"}, null]}""");
        Assert.That(() => KernelProgram.Compile(network, KernelOutputs.Both, 2), Throws.TypeOf<NetworkException>().With.Message.Contains("Layer 2"));
    }

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void ToJsonRefusesWhatJsonCannotHold(double value) =>
        Assert.That(() => Network.Serial(new Dense(value)).ToJson(), Throws.TypeOf<NetworkException>());

    private static Network Nested(int depth)
    {
        Layer layer = new Dense();
        for (int k = 0; k < depth; k++)
            layer = new FanInSum([[layer]]);
        return Network.Serial(layer);
    }
}
