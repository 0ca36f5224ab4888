using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using static Ntk.Engine.Networks.Layers;

namespace Ntk.Tests.Engine.Gram;

/// <summary>Equal rows have the kernel of a row with itself, and opposite rows a finite one, through every activation.</summary>
internal sealed class ExactDuplicateTests
{
    private static IEnumerable<Activation> Activations() =>
        [Relu(), LeakyRelu(0.1), Abs(), Sign(), RectifiedMonomial(0), RectifiedMonomial(3), Erf(), Gelu(), Sin(), Cos(), Rbf(), Exp(0.5, 0.3), Gaussian(), Monomial(3), Hermite(2), Tanh()];

    [TestCaseSource(nameof(Activations))]
    public void EqualRowsHaveTheDiagonalEntry(Activation activation)
    {
        Network network = Network.Serial(Dense(1.2, 0.1), activation, Dense(1.2, 0.1), Relu(), Dense());
        Tensor<double> inputs = RandomInputs.Normal<double>(4, 7, 3);
        inputs.GetSpan([0, 0], 7).CopyTo(inputs.GetSpan([2, 0], 7));
        using GramResult<double> result = new GramBuilder<double>(network).Build(inputs);
        foreach (GramMatrix<double> matrix in new[] { result.Nngp, result.Ntk })
            Assert.That(matrix[2, 0], Is.EqualTo(matrix[0, 0]).Within(1e-12 * matrix[0, 0]));
    }
}
