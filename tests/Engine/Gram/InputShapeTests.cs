using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;

namespace Ntk.Tests.Engine.Gram;

/// <summary>The shape and the strides of the inputs change nothing: features are what a row holds, in order.</summary>
public class InputShapeTests
{
    private const int Rows = 5;
    private static readonly Network Net = NetworkText.Parse("dense(1.4, 0.1) relu dense(1.4, 0.1)");

    [TestCase(8, 8, 1)]
    [TestCase(1, 64, 1)]
    [TestCase(4, 4, 4)]
    public void Images_are_rows_of_features(int height, int width, int channels)
    {
        Tensor<double> inputs = RandomInputs.Normal<double>(Rows, 64, seed: 1);
        var values = new double[Rows * 64];
        inputs.FlattenTo(values);
        AssertEqual(Tensor.Create(values, [Rows, height, width, channels]), inputs);
    }

    [Test]
    public void Strided_inputs_are_copied_in_order()
    {
        Tensor<double> wide = RandomInputs.Normal<double>(Rows, 128, seed: 2);
        TensorSpan<double> part = wide.AsTensorSpan().Slice([NRange.All, 3..67]);
        var values = new double[Rows * 64];
        part.FlattenTo(values);
        Assert.That(part.IsDense, Is.False);
        AssertEqual(part, Tensor.Create(values, [Rows, 64]));
    }

    private static void AssertEqual(ReadOnlyTensorSpan<double> shaped, ReadOnlyTensorSpan<double> flat)
    {
        var builder = new GramBuilder<double>(Net);
        using GramResult<double> actual = builder.Build(shaped, KernelOutputs.Ntk), expected = builder.Build(flat, KernelOutputs.Ntk);
        for (int row = 0; row < Rows; row++)
            Assert.That(MemoryMarshal.AsBytes(actual.Ntk.Row(row)).ToArray(), Is.EqualTo(MemoryMarshal.AsBytes(expected.Ntk.Row(row)).ToArray()));
    }
}
