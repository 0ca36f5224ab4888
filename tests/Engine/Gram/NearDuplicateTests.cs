using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using static Ntk.Engine.Networks.Layers;

namespace Ntk.Tests.Engine.Gram;

/// <summary>
/// float32 against float64 on inputs that lose half of their digits in a naive kernel: duplicates at distances 1e-1 … 1e-7, antipodal
/// ones, a common mean, zero, tiny and huge rows, through networks that mix smooth activations and bends.
/// </summary>
internal abstract class NearDuplicateTests : BackendContract
{
    private static IEnumerable<(string Name, Network Network)> Networks()
    {
        Layer D(double b = 0.1) => Dense(Math.Sqrt(2), b);
        yield return ("relu", Network.Serial(D(), Relu(), D(), Relu(), D(), Relu(), D()));
        yield return ("erf, relu", Network.Serial(D(), Erf(), D(), Relu(), D()));
        yield return ("gelu, relu, abs", Network.Serial(D(), Gelu(), D(), Relu(), D(), Abs(), D()));
        yield return ("sin, leaky relu", Network.Serial(D(), Sin(1.1, 0.7, 0.4), D(), LeakyRelu(0.1), D()));
        yield return ("cos, relu", Network.Serial(D(), Cos(0.9, 0.8), D(), Relu(), D()));
        yield return ("rbf, relu, sign", Network.Serial(D(), Rbf(0.4), D(), Relu(), D(), Sign(), D()));
        yield return ("gaussian, relu", Network.Serial(D(), Gaussian(0.9, -0.4), D(), Relu(), D()));
        yield return ("exp, abs", Network.Serial(D(), Exp(0.5, 0.3), D(), Abs(), D()));
        yield return ("polynomial, relu", Network.Serial(D(), Polynomial(0.3, -0.5, 0.2, 0.1), D(), Relu(), D()));
        yield return ("tanh, relu", Network.Serial(D(), Tanh(), D(), Relu(), D()));
        yield return ("silu, softplus, relu", Network.Serial(D(), Silu(), D(), Softplus(), D(), Relu(), D()));
        yield return ("monomials, layer norm", Network.Serial(D(), RectifiedMonomial(2), D(), LayerNorm(), RectifiedMonomial(3), D(), LayerNorm(), Relu(), D()));
        yield return ("residual, layer norm", Network.Serial(D(), Sum(Branch(Erf(), D()), Branch()), LayerNorm(), Relu(), D()));
        yield return ("product", Network.Serial(D(), Product(Branch(Erf(), D()), Branch(Relu())), D(), Relu(), D()));
    }

    private static IEnumerable<TestCaseData> Cases() => Networks().Select(n => new TestCaseData(n.Network).SetArgDisplayNames(n.Name));

    private static IEnumerable<TestCaseData> ScaledCases() =>
        from n in Networks()
        from scale in new[] { 0f, 1e-30f, 1e-15f, 1e-4f, 1e4f, 1e15f }
        select new TestCaseData(n.Network, scale).SetArgDisplayNames(n.Name, $"{scale:R}");

    [TestCaseSource(nameof(Cases))]
    public void Float32KeepsItsDigits(Network network)
    {
        Tensor<float> inputs = Duplicates();
        using GramResult<float> single = Builder<float>(network).Build(inputs);
        using GramResult<double> exact = Builder<double>(network).Build(Tensor.Create([.. inputs.Select(x => (double)x)], inputs.Lengths));
        Assert.That(Error(single.Nngp, exact.Nngp), Is.LessThan(5e-7), "NNGP");
        Assert.That(Error(single.Ntk, exact.Ntk), Is.LessThan(5e-7), "NTK");
    }

    [TestCaseSource(nameof(ScaledCases))]
    public void ExtremeScalesGiveNoNaN(Network network, float scale)
    {
        Tensor<float> inputs = Duplicates();
        for (int k = 0; k < 16; k++)
            inputs[0, k] *= scale;
        try
        {
            using GramResult<float> result = Builder<float>(network).Build(inputs);
            for (int i = 0; i < result.Nngp.Rows; i++)
            {
                Assert.That(result.Nngp.Row(i).ToArray(), Has.None.NaN);
                Assert.That(result.Ntk.Row(i).ToArray(), Has.None.NaN);
            }
        }
        catch (NtkException e)
        {
            // An exponential of huge inputs has no finite kernel, and a quadrature has a range; both say so.
            Assert.That(e, Is.InstanceOf<Ntk.Engine.Cpu.KernelOverflowException>().Or.InstanceOf<Ntk.Engine.Duals.Tabulated.QuadratureException>());
            Assert.That(scale, Is.GreaterThanOrEqualTo(1e4f), e.Message);
        }
    }

    /// <summary>Rows 1 … 7 at distances 1e-1 … 1e-7 from row 0, then antipodal ones, scaled ones, zero, and others around a common mean.</summary>
    private static Tensor<float> Duplicates()
    {
        var random = new Random(31);
        const int Rows = 24;
        Tensor<float> inputs = Tensor.CreateFromShape<float>([Rows, 16]);
        for (int k = 0; k < 16; k++)
            inputs[0, k] = (float)RandomInputs.NextNormal(random);
        for (int i = 1; i < Rows; i++)
        {
            for (int k = 0; k < 16; k++)
            {
                double x = inputs[0, k];
                double noise = RandomInputs.NextNormal(random);
                inputs[i, k] = (float)(i switch
                {
                    <= 7 => x + Math.Pow(10, -i) * noise,
                    8 => -x,
                    <= 12 => -x + Math.Pow(10, 8 - i) * noise,
                    13 => 0,
                    14 => 3 * x,
                    15 => 1e-3 * x,
                    16 => -1e-5 * x,
                    _ => 2 + 0.05 * noise,
                });
            }
        }

        return inputs;
    }

    private static double Error(GramMatrix<float> actual, GramMatrix<double> exact)
    {
        double largest = 0;
        for (int i = 0; i < exact.Rows; i++)
        {
            for (int j = 0; j < exact.Rows; j++)
            {
                Assert.That(float.IsFinite(actual[i, j]));
                double scale = Math.Sqrt(exact[i, i] * exact[j, j]);
                largest = Math.Max(largest, scale == 0 ? Math.Abs(actual[i, j]) : Math.Abs(actual[i, j] - exact[i, j]) / scale);
            }
        }

        return largest;
    }
}

/// <inheritdoc/>
internal sealed class CpuNearDuplicateTests : NearDuplicateTests;
