using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using static Ntk.Engine.Networks.Layers;

namespace Ntk.Tests.Engine.Programs;

/// <summary>Every rule of propagation against its slow twin.</summary>
internal sealed class PlainKernelTests
{
    private static IEnumerable<TestCaseData> Networks()
    {
        Layer S(double? bias = 0.3, int? width = 48, double scale = 1) => new Dense(1.2, bias, width, Parameterization.Standard, scale);
        yield return Case("one dense layer", Dense(1.3, 0.2));
        yield return Case("no biases", Dense(1.3), Relu(), Dense(1.1), Relu(), Dense(0.9));
        yield return Case("identity", Identity(), Dense(1.3, 0.2), Identity(), Relu(), Identity(), Dense());
        yield return Case("standard parameterisation", S(), Relu(), S(null, 20), Erf(), S(0, null, 2.5));
        yield return Case("erf with offset", Dense(1.3, 0.2), Erf(0.8, 1.3, 0.4), Dense(1.1, 0.1), Erf(1, 1, -0.2), Dense());
        yield return Case("layer normalisation", Dense(1.3, 0.2), LayerNorm(), Relu(), Dense(1.1, 0.3), LayerNorm(0.5), Erf(), Dense());
        yield return Case("dropout", Dense(1.3, 0.2), Relu(), Dropout(0.6), Dense(1.1, 0.3), Erf(), Dropout(0.9), Dense(), Dropout(0.5));
        yield return Case("dropout before normalisation", Dropout(0.7), Dense(1.3, 0.2), LayerNorm(0.1), Relu(), Dense());
        yield return Case("residual", Dense(1.3, 0.2), Sum(Branch(), Branch(Relu(), Dense(1.1, 0.1))), LayerNorm(), Sum(Branch(), Branch(Erf(), Dense(0.7))), Relu(), Dense());
        yield return Case("product", Dense(1.3, 0.2), Product(Branch(Relu(), Dense(1.1, 0.1)), Branch(Erf()), Branch(Dense(0.7, 0.2))), Dense(1.2), Relu(), Dense());
        yield return Case("concatenation", Dense(1.3, 0.2), Concat(Branch(Relu(), Dense(1.1, 0.1, 30)), Branch(Erf(), Dense(0.4, null, 70))), S(0.1), Relu(), Dense());
        yield return Case("nested", Dense(1.3, 0.2), Sum(Branch(), Branch(Sum(Branch(Relu(), Dense()), Branch()), Product(Branch(Erf(), Dense()), Branch(Dense())), Dense(1.1, 0.1))), Relu(), Dense());
        yield return Case("vanishing weights", Dense(0, 0.2), Relu(), Dense(1.1, 0.1), Erf(), Dense());
    }

    [TestCaseSource(nameof(Networks))]
    public void EngineAgrees(Network network)
    {
        Tensor<double> inputs = RandomInputs.Normal<double>(9, 4, 12);
        PlainKernels expected = PlainKernels.Of(network, inputs);
        using GramResult<double> symmetric = new GramBuilder<double>(network).Build(inputs);
        using GramResult<double> rectangular = new GramBuilder<double>(network).Build(inputs, inputs);
        foreach ((GramMatrix<double> actual, double[,] truth, string what) in new[] { (symmetric.Nngp, expected.Nngp, "NNGP"), (symmetric.Ntk, expected.Ntk, "NTK") })
        {
            for (int i = 0; i < actual.Rows; i++)
            {
                for (int j = 0; j < actual.Columns; j++)
                {
                    double scale = Math.Sqrt(truth[i, i] * truth[j, j]);
                    Assert.That(actual[i, j], Is.EqualTo(truth[i, j]).Within(1e-12 * scale), $"{what}[{i}, {j}]");
                    GramMatrix<double> other = what == "NNGP" ? rectangular.Nngp : rectangular.Ntk;
                    if (i != j)
                        Assert.That(other[i, j], Is.EqualTo(truth[i, j]).Within(1e-12 * scale), $"{what}[{i}, {j}], rectangular");
                }
            }
        }
    }

    private static TestCaseData Case(string name, params Layer[] layers) => new TestCaseData(Network.Serial(layers)).SetArgDisplayNames(name);
}
