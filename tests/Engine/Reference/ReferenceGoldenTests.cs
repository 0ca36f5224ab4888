using System.Numerics.Tensors;
using Ntk.Engine.Reference;

namespace Ntk.Tests.Engine.Reference;

/// <summary>The reference against all golden kernels with closed duals: these were rounded to double from rigorous intervals, and the reference must round to the same or be as near.</summary>
internal sealed class ReferenceGoldenTests
{
    // Golden values are within half a unit in the last place; the reference's own error is far below.
    private const double Slack = 1 + 1e-9;

    // Its derivative's coefficients were rounded to double: 3·0.1.
    private const string RoundedDerivative = "dense-polynomial";

    private static readonly string[] Quadratures = ["dense-tanh", "dense-sigmoid", "dense-softplus", "dense-silu"];

    private static IEnumerable<string> Names() => GoldenCase.KernelNames().Concat(GoldenCase.ImageKernelNames()).Except(Quadratures);

    [TestCaseSource(nameof(Names))]
    public void RoundsToGolden(string name)
    {
        GoldenCase golden = GoldenCase.Load(name);
        Tensor<double> first = golden.First<double>();
        var kernel = new ReferenceKernel(golden.Network, threadCount: 2);
        ReferenceResult result = golden.IsSymmetric ? kernel.Build(first.AsReadOnlyTensorSpan()) : kernel.Build(first.AsReadOnlyTensorSpan(), golden.Second<double>().AsReadOnlyTensorSpan());
        Assert.Multiple(() =>
        {
            Check(golden, result.Nngp, "nngp");
            Check(golden, result.Ntk, "ntk");
        });
    }

    [TestCaseSource(nameof(Quadratures))]
    public void RefusesQuadratures(string name)
    {
        GoldenCase golden = GoldenCase.Load(name);
        Assert.That(
            () => new ReferenceKernel(golden.Network).Build(golden.First<double>().AsReadOnlyTensorSpan()),
            Throws.InstanceOf<ReferenceLayerException>().With.Property(nameof(ReferenceLayerException.Layer)).Contains(name["dense-".Length..]));
    }

    private static void Check(GoldenCase golden, ReferenceMatrix actual, string kernel)
    {
        double[] expected = golden.Values(kernel);
        int columns = actual.Columns;
        if (golden.Name == RoundedDerivative && kernel == "ntk")
        {
            Assert.That(golden.LargestError<double>(Rounded(actual), kernel), Is.LessThanOrEqualTo(1e-15), golden.Name);
            return;
        }

        for (int k = 0; k < expected.Length; k++)
            Check(actual[k / columns, k % columns], expected[k], $"{golden.Name} {kernel}[{k / columns}, {k % columns}]");
        Check(actual.RowValues, golden.Values(kernel + "Diagonal1"), $"{golden.Name} {kernel} of the rows");
        if (!golden.IsSymmetric)
            Check(actual.ColumnValues, golden.Values(kernel + "Diagonal2"), $"{golden.Name} {kernel} of the columns");
    }

    private static Tensor<double> Rounded(ReferenceMatrix matrix) =>
        Tensor.Create([.. Enumerable.Range(0, matrix.Rows * matrix.Columns).Select(k => matrix[k / matrix.Columns, k % matrix.Columns].High)], [matrix.Rows, matrix.Columns]);

    private static void Check(IReadOnlyList<DoubleDouble> actual, double[] expected, string what)
    {
        for (int k = 0; k < expected.Length; k++)
            Check(actual[k], expected[k], $"{what}[{k}]");
    }

    private static void Check(DoubleDouble actual, double expected, string what)
    {
        double unit = Math.BitIncrement(Math.Abs(expected)) - Math.Abs(expected);
        double units = Math.Abs((actual - expected).High) / unit;
        Assert.That(expected == 0 ? Math.Abs(actual.High) / 1e-30 : units, Is.LessThanOrEqualTo(expected == 0 ? 1 : 0.5 * Slack), $"{what}: {actual}, golden {expected:R}");
    }
}
