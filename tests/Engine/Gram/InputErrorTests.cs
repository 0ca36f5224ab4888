using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Cpu;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using static Ntk.Engine.Networks.Layers;

namespace Ntk.Tests.Engine.Gram;

/// <summary>Inputs that have no kernel: errors with numbers, never NaN.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class InputErrorTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Network Network = Network.Serial(Dense(1.2, 0.1), Relu(), Dense());

    [Test]
    public void AValueThatIsNotFiniteIsNamed([Values(double.NaN, double.PositiveInfinity, double.NegativeInfinity)] double bad, [Values(0, 1, 2)] int which)
    {
        Tensor<T> good = RandomInputs.Normal<T>(6, 4, 1);
        Tensor<T> wrong = RandomInputs.Normal<T>(9, 4, 2);
        wrong[7, 2] = T.CreateTruncating(bad);
        var builder = new GramBuilder<T>(Network);
        NonFiniteValueException error = Assert.Throws<NonFiniteValueException>(() =>
        {
            using GramResult<T> result = which == 0 ? builder.Build(wrong) : which == 1 ? builder.Build(wrong, good) : builder.Build(good, wrong);
        })!;
        Assert.That((error.Row, error.Column), Is.EqualTo((7, 2)));
        Assert.That(error.Value, Is.EqualTo(bad));
        if (which != 0)
            Assert.That(error.Message, Does.Contain(which == 1 ? "first" : "second").IgnoreCase);
    }

    [Test]
    public void DifferentFeaturesAreRefused() =>
        Assert.That(
            () => new GramBuilder<T>(Network).Build(RandomInputs.Normal<T>(6, 4, 1), RandomInputs.Normal<T>(6, 5, 1)),
            Throws.TypeOf<DimensionMismatchException>().With.Message.Contains("4").And.Message.Contains("5"));

    [Test]
    public void OptionsOutOfRangeAreRefused()
    {
        Assert.That(() => new GramOptions { ThreadCount = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new GramOptions { TileRows = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new GramOptions { TileColumns = -1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void EntriesBeyondFloatAreInfiniteInFloatAndFiniteInDouble()
    {
        Network linear = Network.Serial(Dense(1.2, 0.1), Abs(), Dense());
        Tensor<T> inputs = RandomInputs.Normal<T>(5, 4, 3);
        for (int k = 0; k < 4; k++)
        {
            inputs[0, k] *= T.CreateTruncating(1e30);
            inputs[1, k] = -inputs[0, k];
            inputs[2, k] *= T.CreateTruncating(1e-30);
        }

        foreach (Network network in new[] { linear, Network.Serial(Dense()) })
        {
            using GramResult<T> result = new GramBuilder<T>(network).Build(inputs);
            bool isFloat = typeof(T) == typeof(float);
            bool isLinear = network.Layers.Count == 1;
            foreach (GramMatrix<T> matrix in new[] { result.Nngp, result.Ntk })
            {
                for (int i = 0; i < matrix.Rows; i++)
                    Assert.That(matrix.Row(i).ToArray(), Has.None.NaN);
                Assert.That(T.IsPositiveInfinity(matrix[0, 0]), Is.EqualTo(isFloat));
                Assert.That(T.IsInfinity(matrix[0, 1]), Is.EqualTo(isFloat));
                Assert.That(T.IsNegative(matrix[0, 1]), Is.EqualTo(isLinear), "the sign of the kernel of opposite rows");
                Assert.That(T.IsFinite(matrix[3, 0]), "10³⁰ times 1 is within float");
            }
        }
    }

    [Test]
    public void KernelsBeyondDoubleNameTheLayerAndTheRow()
    {
        Tensor<T> inputs = RandomInputs.Normal<T>(5, 4, 4);
        inputs[3, 1] = T.CreateTruncating(1e30);
        Network network = Network.Serial(Dense(), Monomial(8), Dense());
        KernelOverflowException error = Assert.Throws<KernelOverflowException>(() => new GramBuilder<T>(network).Build(inputs))!;
        Assert.That(error.Row, Is.EqualTo(3));
        Assert.That(error.Layer, Is.EqualTo("Layer 2 (monomial)"));
    }
}
