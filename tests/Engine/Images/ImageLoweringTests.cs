using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using static Ntk.Engine.Networks.Layers;

namespace Ntk.Tests.Engine.Images;

/// <summary>Networks that have no kernel for images, and images that are none, are refused by an error that names the layer and the remedy.</summary>
internal sealed class ImageLoweringTests
{
    private static readonly NormalizedAxis[] AllAxes = [NormalizedAxis.Height, NormalizedAxis.Width, NormalizedAxis.Channels];

    private static IEnumerable<TestCaseData> Misfits()
    {
        var standard = new Conv([3, 3], Parameterization: Parameterization.Standard);
        yield return Misfit([Conv()], "ends with an image of 6 × 5", "flatten");
        yield return Misfit([Conv(), Relu(), Dense()], "ends with an image of 6 × 5");
        yield return Misfit([Conv(), Flatten(), Relu()], "Layer 3 (relu)", "Gaussian", "Dense");
        yield return Misfit([Conv(), Relu(), GlobalAvgPool(), Relu()], "Layer 4 (relu)", "Gaussian");
        yield return Misfit([Relu(), Conv(), GlobalAvgPool()], "Layer 1 (relu)", "Gaussian");
        yield return Misfit([Conv(), Flatten(), Flatten()], "Layer 3 (flatten)", "Layer 2 (flatten)", "before");
        yield return Misfit([Conv(), Flatten(), Dense(), GlobalAvgPool()], "Layer 4 (globalAvgPool)", "Layer 2 (flatten)");
        yield return Misfit([Conv(), GlobalAvgPool(), Dense(), Conv()], "Layer 4 (conv)", "Layer 2 (globalAvgPool)");
        yield return Misfit([Conv(), GlobalSumPool(), AvgPool()], "Layer 3 (avgPool)", "Layer 2 (globalSumPool)");
        yield return Misfit([Flatten(), Conv()], "Layer 2 (conv)", "Layer 1 (flatten)");
        yield return Misfit([Conv(), Sum(Branch(Flatten(), Dense()), Branch(GlobalAvgPool(), Dense())), SumPool()], "Layer 3 (sumPool)", "flatten");
        yield return Misfit([Conv(), Flatten(), Dense(), new LayerNorm([.. AllAxes])], "Layer 4 (layerNorm)", "height");
        yield return Misfit([Flatten(), Dense(), new LayerNorm([.. AllAxes])], "Layer 3 (layerNorm)", "height");
        yield return Misfit([Conv(), Relu(), new LayerNorm([.. AllAxes])], "Layer 3 (layerNorm)", "Gaussian");
        yield return Misfit([Conv(), Relu(), standard, Flatten()], "Layer 3 (conv)", "width");
        yield return Misfit([Conv(), Flatten(), new Dense(Parameterization: Parameterization.Standard)], "Layer 3 (dense)", "width");
        yield return Misfit([Conv(7, padding: Padding.Valid), Flatten()], "Layer 1 (conv)", "7 × 7", "6 × 5", "same");
        yield return Misfit([new Conv([6, 6]), Flatten()], "Layer 1 (conv)", "6 × 6", "6 × 5");
        yield return Misfit([Conv(), new AvgPool([2, 6]), Flatten()], "Layer 2 (avgPool)", "2 × 6", "6 × 5");
        yield return Misfit([AvgPool(), AvgPool(), AvgPool(), Flatten()], "Layer 3 (avgPool)", "1 × 1");
        yield return Misfit([Conv(), Relu(), new Conv([3]), Flatten()], "Layer 3 (conv)", "1 dimensions", "Layer 1 (conv)", "2");
        yield return Misfit([Conv(), Sum(Branch(), Branch(Relu(), Conv(3, stride: 2))), Flatten()], "Layer 2 (fanInSum)", "6 × 5 and 3 × 3");
        yield return Misfit([Conv(), Sum(Branch(Relu(), Conv()), Branch(Flatten(), Dense())), Flatten()], "Layer 2 (fanInSum)", "6 × 5 and 1 × 1");
        yield return Misfit([Conv(), Sum(Branch(), Branch(Relu(), Conv(padding: Padding.Valid, size: 9)))], "Layer 2.b2 (conv)", "9 × 9");
        yield return Misfit([Conv(), Sum(Branch(AvgPool()), Branch(SumPool())), Flatten()], "Layer 2 (fanInSum)", "independent");
        yield return Misfit([Conv(), Concat(Branch(Conv(width: 3)), Branch(Conv())), Flatten()], "Layer 2 (fanInConcat)", "width");
        yield return Misfit([Conv(), Sum(Branch(Conv(width: 3)), Branch(Conv(width: 4))), Flatten()], "Layer 2 (fanInSum)", "3 and 4");
    }

    private static IEnumerable<TestCaseData> BadParameters()
    {
        foreach (double bad in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity, -1e-300 })
        {
            yield return Bad(new Conv([3, 3], WStd: bad), "wStd", $"{bad}");
            yield return Bad(new Conv([3, 3], BStd: bad), "bStd", $"{bad}");
            yield return Bad(new Conv([3, 3], WidthScale: bad), "widthScale", $"{bad}");
        }

        yield return Bad(new Conv([3, 3], WidthScale: 0), "widthScale", "0");
        yield return Bad(new Conv([3, 3], Width: 0), "width", "0");
        yield return Bad(new Conv([3, 3], Width: -2), "width", "-2");
        yield return Bad(new Conv([3, 3], Parameterization: (Parameterization)7), "parameterization", "7");
        yield return Bad(new Conv([3, 3], Padding: (Padding)3), "padding", "3");
        yield return Bad(new AvgPool([2, 2], default, (Padding)(-1)), "padding", "-1");
        yield return Bad(new LayerNorm([NormalizedAxis.Height]), "axes", "channels", "height");
        yield return Bad(new LayerNorm([NormalizedAxis.Height, NormalizedAxis.Width]), "axes", "channels", "height and width");
        foreach (EquatableList<int> size in new EquatableList<int>[] { default, [3, 3, 3] })
        {
            yield return Bad(new Conv(size), "dimensions of the filter", $"{size.Count}");
            yield return Bad(new AvgPool(size), "dimensions of the window", $"{size.Count}");
        }

        foreach (int size in new[] { 0, -1, 4097, int.MaxValue, int.MinValue })
        {
            yield return Bad(new Conv([3, size]), "filter", "4096", $"{size}");
            yield return Bad(new AvgPool([size, 2]), "window", "4096", $"{size}");
            yield return Bad(new SumPool([2, size]), "window", "4096", $"{size}");
            yield return Bad(new Conv([3, 3], [1, size]), "strides", "4096", $"{size}");
            yield return Bad(new SumPool([2, 2], [size, 1]), "strides", "4096", $"{size}");
        }

        yield return Bad(new Conv([3, 3], [1]), "strides", "2", "1");
        yield return Bad(new AvgPool([2, 2], [1, 1, 1]), "strides", "2", "3");
    }

    private static IEnumerable<TestCaseData> BadWindows() => BadParameters().Where(data => data.Arguments[0]!.GetType() != typeof(LayerNorm));

    private static IEnumerable<TestCaseData> Inputs()
    {
        var image = Network.Serial(Conv(), Flatten());
        var signal = Network.Serial(new Conv([3], Padding: Padding.Same), Flatten());
        yield return Input(image, [6, 5, 3], 6, 5, 3);
        yield return Input(image, [6, 5], 6, 5, 1);
        yield return Input(signal, [6, 5], 1, 6, 5);
        yield return Input(signal, [6], 1, 6, 1);
        yield return Input(Network.Serial(GlobalAvgPool(), Dense()), [6, 5, 3], 6, 5, 3);
        yield return Input(Network.Serial(GlobalAvgPool(), Dense()), [6, 3], 1, 6, 3);
        yield return Input(Network.Serial(Sum(Branch(GlobalAvgPool(), Dense()), Branch(new AvgPool([2]), Flatten(), Dense()))), [6, 3], 1, 6, 3);
        yield return Input(Network.Serial(Flatten(), Dense()), [6, 5, 3], 1, 1, 90);
        yield return Input(Network.Serial(Dense()), [6, 5, 3], 1, 1, 90);
        yield return Input(Network.Serial(Dense()), [], 1, 1, 1);
    }

    private static IEnumerable<TestCaseData> BadInputs()
    {
        var image = Network.Serial(Dense(), Relu(), Conv(), Flatten());
        var signal = Network.Serial(Sum(Branch(new AvgPool([3]))), Flatten());
        yield return BadInput(image, [90], "Layer 3 (conv)", "height × width × channels", "rows × 90", "reshape");
        yield return BadInput(image, [], "Layer 3 (conv)", "height × width × channels");
        yield return BadInput(image, [2, 6, 5, 3], "Layer 3 (conv)", "rows × 2 × 6 × 5 × 3");
        yield return BadInput(signal, [6, 5, 3], "Layer 1.a1 (avgPool)", "rows × width × channels", "rows × 6 × 5 × 3");
        yield return BadInput(signal, [], "Layer 1.a1 (avgPool)", "width × channels");
        foreach (nint[] lengths in new nint[][] { [0, 5, 3], [6, 0, 3], [6, 5, 0], [1 << 20, 1 << 20, 3], [nint.MaxValue, 2, 1] })
            yield return BadInput(image, lengths, "at least one feature", string.Join(" × ", lengths));
    }

    [TestCaseSource(nameof(Misfits))]
    public void IsRefused(Layer[] layers, string[] mentioned) => RequireError(Network.Serial(layers), [6, 5, 3], mentioned);

    [TestCaseSource(nameof(BadParameters))]
    public void ParameterIsRefused(Layer layer, string[] mentioned) => RequireError(Network.Serial(Conv(), layer, Flatten()), [6, 5, 3], ["Layer 2 (", .. mentioned]);

    /// <summary>What the first window says decides how images are read, so that it must make sense by then.</summary>
    [TestCaseSource(nameof(BadWindows))]
    public void ParameterOfTheFirstWindowIsRefused(Layer layer, string[] mentioned) => RequireError(Network.Serial(layer, Flatten()), [6, 5, 3], ["Layer 1 (", .. mentioned]);

    [TestCaseSource(nameof(Inputs))]
    public void InputIsSeenAs(Network network, nint[] lengths, InputShape expected) => Assert.That(InputShape.For(network, lengths), Is.EqualTo(expected));

    [TestCaseSource(nameof(BadInputs))]
    public void InputIsRefused(Network network, nint[] lengths, string[] mentioned) => RequireError(network, lengths, mentioned);

    [Test]
    public void AllAxesOfAnImageOfOnePixelMayBeNormalised() =>
        Assert.That(() => KernelProgram.Compile(Network.Serial(Conv(), new LayerNorm([.. AllAxes]), Relu(), Flatten()), KernelOutputs.Both, [1, 1, 3]), Throws.Nothing);

    [Test]
    public void ShapesAreThoseOfTheWindows([Range(1, RandomImageNetwork.SeedCount)] int seed)
    {
        RandomImageNetwork random = RandomImageNetwork.Make(seed);
        KernelProgram program = KernelProgram.Compile(random.Network, KernelOutputs.Both, [.. random.InputLengths.Select(length => (nint)length)]);
        Assert.That(program.Shapes, Has.Count.EqualTo(program.ValueCount));
        for (int i = 0; i < program.Operations.Count; i++)
        {
            ImageShape source = program.Shapes[program.Operations[i].Sources[0]];
            Window? window = (program.Operations[i] as ConvolutionOperation)?.Filter ?? (program.Operations[i] as PoolOperation)?.Window;
            ImageShape expected = program.Operations[i] is ReadoutOperation ? ImageShape.None : source;
            if (window is { } w)
            {
                var windows = new PlainWindows([w.Y.Size, w.X.Size], [w.Y.Stride, w.X.Stride], default, w.Padding, source.Height, source.Width);
                expected = new(windows.Height, windows.Width);
            }

            Assert.That(program.Shapes[i + 1], Is.EqualTo(expected), program.Operations[i].Layer);
        }
    }

    private static void RequireError(Network network, nint[] lengths, string[] mentioned)
    {
        NetworkException error = Assert.Throws<NetworkException>(() => KernelProgram.Compile(network, KernelOutputs.Both, lengths))!;
        foreach (string text in mentioned)
            Assert.That(error.Message, Does.Contain(text));
    }

    private static TestCaseData Misfit(Layer[] layers, params string[] mentioned) => new TestCaseData(layers, mentioned).SetArgDisplayNames(string.Join(" ", mentioned));

    private static TestCaseData Bad(Layer layer, params string[] mentioned) => new TestCaseData(layer, mentioned).SetArgDisplayNames($"{layer.GetType().Name} {string.Join(" ", mentioned)}");

    private static TestCaseData Input(Network network, nint[] lengths, int height, int width, int channels) =>
        new TestCaseData(network, lengths, new InputShape(new(height, width), channels)).SetArgDisplayNames($"{network.Layers[0].GetType().Name} on {string.Join(" × ", lengths)}");

    private static TestCaseData BadInput(Network network, nint[] lengths, params string[] mentioned) =>
        new TestCaseData(network, lengths, mentioned).SetArgDisplayNames(string.Join(" ", mentioned));
}
