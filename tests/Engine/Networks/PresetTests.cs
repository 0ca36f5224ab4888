using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using static Ntk.Engine.Networks.Layers;

namespace Ntk.Tests.Engine.Networks;

/// <summary>The architectures of the literature have the layers they should, as networks, as JSON and by name.</summary>
internal sealed class PresetTests
{
    private static readonly double Root = Math.Sqrt(2);

    private static IEnumerable<TestCaseData> Texts()
    {
        yield return Text("fullyConnected(3)", Presets.FullyConnected(3));
        yield return Text("fullyConnected(3, 1.2, 0)", Presets.FullyConnected(3, 1.2, 0));
        yield return Text("convVec(8)", Presets.ConvVec(8));
        yield return Text("convGap(8)", Presets.ConvGap(8));
        yield return Text(" ConvGap ( depth=2 , bStd=0.3 ) ", Presets.ConvGap(2, bStd: 0.3));
        yield return Text("convGap(2, wStd=1.5)", Presets.ConvGap(2, wStd: 1.5));
        yield return Text("myrtle5", Presets.Myrtle5());
        yield return Text("myrtle5(1.2)", Presets.Myrtle5(1.2));
        yield return Text("myrtle7()", Presets.Myrtle7());
        yield return Text("myrtle10(bStd=0, wStd=1)", Presets.Myrtle10(1, 0));
        yield return Text("wideResNet(2)", Presets.WideResNet(2));
        yield return Text("wideResNet(blocks=1, wStd=1.1)", Presets.WideResNet(1, 1.1));
    }

    [TestCaseSource(nameof(Texts))]
    public void HasANameAndSurvivesJson(string text, Network network)
    {
        Assert.That(NetworkText.Parse(text), Is.EqualTo(network));
        Assert.That(Network.FromJson(network.ToJson()), Is.EqualTo(network));
        Assert.That(KernelProgram.Compile(network, KernelOutputs.Both, [32, 32, 3]).Shapes[^1], Is.EqualTo(ImageShape.None));
    }

    [TestCase("fullyConnected(3)", "3*(dense(1.4142135623730951, 0.1) relu) dense(1.4142135623730951, 0.1)")]
    [TestCase("convVec(2, 1.5, 0.3)", "2*(conv(3x3, 1x1, same, 1.5, 0.3) relu) flatten dense(1.5, 0.3)")]
    [TestCase("convGap(2, 1.5, 0.3)", "2*(conv(3x3, 1x1, same, 1.5, 0.3) relu) globalAvgPool dense(1.5, 0.3)")]
    [TestCase("myrtle5(1, 2)", "2*(conv(3x3, 1x1, same, 1, 2) relu) avgPool(2x2) conv(3x3, 1x1, same, 1, 2) relu avgPool(2x2) conv(3x3, 1x1, same, 1, 2) relu avgPool(2x2) flatten dense(1, 2)")]
    [TestCase("myrtle7(1, 2)", "3*(2*(conv(3x3, 1x1, same, 1, 2) relu) avgPool(2x2)) flatten dense(1, 2)")]
    [TestCase("myrtle10(1, 2)", "3*(3*(conv(3x3, 1x1, same, 1, 2) relu) avgPool(2x2)) flatten dense(1, 2)")]
    public void IsItsLayers(string preset, string layers) => Assert.That(NetworkText.Parse(preset), Is.EqualTo(NetworkText.Parse(layers)));

    [TestCase("myrtle-5")]
    [TestCase("myrtle-7")]
    public void MyrtleIsTheGoldenNetwork(string name)
    {
        Network preset = NetworkText.Parse(name.Replace("-", "", StringComparison.Ordinal));
        Network golden = GoldenCase.Load(name).Network;

        // The golden networks spell other defaults out and end in another Dense layer.
        Assert.That(preset.Layers.Take(preset.Layers.Count - 1).Select(Spelled), Is.EqualTo(golden.Layers.Take(golden.Layers.Count - 1).Select(Spelled)));
        Assert.That(golden.Layers[^1], Is.InstanceOf<Dense>());
        Assert.That(preset.Layers[^1], Is.EqualTo(Dense(Root, 0.1)));
    }

    [TestCase(1)]
    [TestCase(3)]
    public void WideResNetIsThreeGroupsOfResidualBlocks(int blocks)
    {
        Network network = Presets.WideResNet(blocks);
        Assert.That(network.Layers, Has.Count.EqualTo(1 + 3 * blocks + 3));
        Assert.That(network.Layers[0], Is.EqualTo(Conv(3, Root, 0.1)));
        Assert.That(network.Layers.Skip(1 + 3 * blocks), Is.EqualTo(new Layer[] { Relu(), GlobalAvgPool(), Dense(Root, 0.1) }));
        for (int group = 0; group < 3; group++)
        {
            for (int block = 0; block < blocks; block++)
            {
                var sum = (FanInSum)network.Layers[1 + group * blocks + block];
                int stride = group > 0 && block == 0 ? 2 : 1;
                EquatableList<Layer> shortcut = block == 0 ? [Relu(), Conv(3, Root, 0.1, stride)] : [];
                Assert.That(sum.Branches[0], Is.EqualTo(Branch(Relu(), Conv(3, Root, 0.1, stride), Relu(), Conv(3, Root, 0.1))));
                Assert.That(sum.Branches[1], Is.EqualTo(shortcut));
                Assert.That(sum.Branches, Has.Count.EqualTo(2));
            }
        }

        IReadOnlyList<ImageShape> shapes = KernelProgram.Compile(network, KernelOutputs.Both, [32, 32, 3]).Shapes;
        Assert.That(shapes.Select(shape => shape.Height).Distinct(), Is.EqualTo(new[] { 32, 16, 8, 1 }));
    }

    [Test]
    public void MyrtleOn32PixelsLeaves4()
    {
        foreach (Network network in new[] { Presets.Myrtle5(), Presets.Myrtle7(), Presets.Myrtle10() })
        {
            IReadOnlyList<ImageShape> shapes = KernelProgram.Compile(network, KernelOutputs.Both, [32, 32, 3]).Shapes;
            Assert.That(shapes.Select(shape => shape.Height).Distinct(), Is.EqualTo(new[] { 32, 16, 8, 4, 1 }));
        }
    }

    [Test]
    public void DepthsOutOfRangeAreRefused()
    {
        Assert.That(() => Presets.FullyConnected(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Presets.ConvVec(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Presets.ConvGap(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Presets.WideResNet(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static Layer Spelled(Layer layer) => layer switch
    {
        Conv { Strides.Count: 0 } conv => conv with { Strides = [1, 1] },
        AvgPool { Strides.Count: 0 } pool => pool with { Strides = pool.Window },
        _ => layer,
    };

    private static TestCaseData Text(string text, Network network) => new TestCaseData(text, network).SetArgDisplayNames(text);
}
