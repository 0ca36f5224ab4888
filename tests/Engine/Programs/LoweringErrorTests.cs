using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using static Ntk.Engine.Networks.Layers;

namespace Ntk.Tests.Engine.Programs;

/// <summary>Networks that have no kernel are refused before any work, by an error that names the layer and the remedy.</summary>
internal sealed class LoweringErrorTests
{
    private static IEnumerable<TestCaseData> Misfits()
    {
        yield return Misfit([], "at least one layer");
        yield return Misfit([Relu()], "Layer 1 (relu)", "Gaussian", "Dense");
        yield return Misfit([Dense(), Relu(), Erf(), Dense()], "Layer 3 (erf)", "Gaussian");
        yield return Misfit([Dense(), Relu(), LayerNorm()], "Layer 3 (layerNorm)", "Gaussian");
        yield return Misfit([Dense(), Dropout(0.5), Relu()], "Layer 3 (relu)", "Gaussian");
        yield return Misfit([Dense(), Product(Branch(Dense()), Branch()), Relu()], "Layer 3 (relu)", "Gaussian");
        yield return Misfit([Dense(), Concat(Branch(Dense(1, null, 4))), Relu()], "Layer 3 (relu)", "Gaussian");
        yield return Misfit([Dense(), Sum(Branch(Relu()), Branch(Dense()))], "Layer 2 (fanInSum)", "Gaussian");
        yield return Misfit([Dense(), Sum(Branch(), Branch())], "Layer 2 (fanInSum)", "independent");
        yield return Misfit([Dense(), Product(Branch(Relu()), Branch())], "Layer 2 (fanInProduct)", "independent");
        yield return Misfit([Sum()], "Layer 1 (fanInSum)", "branches");
        yield return Misfit([Dense(), Concat(Branch(Dense(1, null, 4)), Branch(Dense()))], "Layer 2 (fanInConcat)", "width");
        yield return Misfit([Dense(), Sum(Branch(Dense(1, null, 4)), Branch(Dense(1, null, 5)))], "Layer 2 (fanInSum)", "4 and 5");
        yield return Misfit([Dense(), Relu(), new Dense(Parameterization: Parameterization.Standard)], "Layer 3 (dense)", "width");
        yield return Misfit([Dense(), new LayerNorm([NormalizedAxis.Height, NormalizedAxis.Channels]), Relu()], "Layer 2 (layerNorm)", "images");
        yield return Misfit([Dense(), Sum(Branch(), Branch(Relu(), Relu()))], "Layer 2.b2 (relu)", "Gaussian");
        yield return Misfit([Dense(), Sum(Branch(Product(Branch(), Branch(Dense(-1)))))], "Layer 2.a1.b1 (dense)", "wStd");
        yield return Misfit([Dense(), new Elementwise("nobody")], "Layer 2 (elementwise)", "nobody", "Register");
    }

    private static IEnumerable<TestCaseData> BadParameters()
    {
        foreach (double bad in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
        {
            yield return Bad(new Dense(bad), "wStd", bad);
            yield return Bad(new Dense(1, bad), "bStd", bad);
            yield return Bad(new Dense(WidthScale: bad), "widthScale", bad);
            yield return Bad(new LayerNorm(Epsilon: bad), "epsilon", bad);
            yield return Bad(new Dropout(bad), "keep", bad);
            yield return Bad(LeakyRelu(bad), "alpha", bad);
            yield return Bad(AbRelu(1, bad), "b", bad);
            yield return Bad(Erf(bad), "a", bad);
            yield return Bad(Sin(1, bad), "b", bad);
            yield return Bad(Cos(1, 1, bad), "c", bad);
            yield return Bad(Rbf(bad), "gamma", bad);
            yield return Bad(Exp(bad), "a", bad);
            yield return Bad(Gaussian(1, bad), "b", bad);
            yield return Bad(Polynomial(1, bad), "coefficient", null);
        }

        yield return Bad(new Dense(-1e-300), "wStd", -1e-300);
        yield return Bad(new Dense(1, -0.5), "bStd", -0.5);
        yield return Bad(new Dense(Width: 0), "width", 0);
        yield return Bad(new Dense(Width: -3), "width", -3);
        yield return Bad(new Dense(WidthScale: 0), "widthScale", 0);
        yield return Bad(new Dense(Parameterization: (Parameterization)7), "parameterization", 7);
        yield return Bad(new LayerNorm(Epsilon: -1), "epsilon", -1);
        yield return Bad(Dropout(0), "keep", 0);
        yield return Bad(Dropout(1.01), "keep", 1.01);
        yield return Bad(AbRelu(0, 0), "a and b", 0);
        yield return Bad(RectifiedMonomial(5), "degree", 5);
        yield return Bad(RectifiedMonomial(-1), "degree", -1);
        yield return Bad(Rbf(-1), "gamma", -1);
        yield return Bad(Monomial(33), "degree", 33);
        yield return Bad(Hermite(-1), "degree", -1);
        yield return Bad(Polynomial(), "coefficients", 0);
        yield return Bad(Polynomial(new double[34]), "coefficients", 34);
    }

    [TestCaseSource(nameof(Misfits))]
    public void IsRefused(Layer[] layers, string[] mentioned) => RequireError(layers, mentioned);

    [TestCaseSource(nameof(BadParameters))]
    public void ParameterIsRefused(Layer layer, string name, double? value) =>
        RequireError([Dense(), layer, Dense()], ["Layer 2 (", name, value is { } number ? $"{number}." : ""]);

    [TestCase(KernelOutputs.None, 3)]
    [TestCase((KernelOutputs)4, 3)]
    [TestCase(KernelOutputs.Both, 0)]
    [TestCase(KernelOutputs.Both, -1)]
    public void RequestsWithoutSenseAreRefused(KernelOutputs outputs, int features) =>
        Assert.That(() => KernelProgram.Compile(Network.Serial(Dense()), outputs, features), Throws.TypeOf<NetworkException>());

    private static void RequireError(Layer[] layers, string[] mentioned)
    {
        NetworkException error = Assert.Throws<NetworkException>(() => KernelProgram.Compile(Network.Serial(layers), KernelOutputs.Both, 3))!;
        foreach (string text in mentioned)
            Assert.That(error.Message, Does.Contain(text));
    }

    private static TestCaseData Misfit(Layer[] layers, params string[] mentioned) => new TestCaseData(layers, mentioned).SetArgDisplayNames(string.Join(" ", mentioned));

    private static TestCaseData Bad(Layer layer, string name, double? value) => new TestCaseData(layer, name, value).SetArgDisplayNames($"{layer.GetType().Name} {name} {value}");
}
