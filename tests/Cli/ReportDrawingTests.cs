using Ntk.Cli;
using Ntk.Engine.Gram;
using Ntk.Solvers;

namespace Ntk.Tests.Cli;

/// <summary>What figures show is where it should be.</summary>
public class ReportDrawingTests
{
    [Test]
    public void A_linear_axis_has_round_ticks_around_the_values()
    {
        Axis axis = Axis.Linear("", 0.681, 0.832, value => value.ToString("0.##"));
        Assert.That(axis.Ticks().Select(tick => tick.Text), Is.EqualTo((string[])["0.65", "0.7", "0.75", "0.8", "0.85"]));
        Assert.That(axis.Place(axis.Minimum), Is.Zero);
        Assert.That(axis.Place((axis.Minimum + axis.Maximum) / 2), Is.EqualTo(0.5).Within(1e-12));
        Assert.That(axis.Minimum, Is.LessThanOrEqualTo(0.681));
        Assert.That(axis.Maximum, Is.GreaterThanOrEqualTo(0.832));
    }

    [TestCase(1.0, 1.0)]
    [TestCase(0.5, 0.5)]
    [TestCase(0.0, 1e-9)]
    public void Equal_values_have_an_axis(double smallest, double largest)
    {
        Axis axis = Axis.Linear("", smallest, largest, value => value.ToString("R"));
        Assert.That(axis.Place(largest), Is.InRange(0, 1));
        Assert.That(axis.Ticks().Count(), Is.InRange(2, 9));
    }

    [Test]
    public void A_logarithmic_axis_has_powers_of_ten()
    {
        Axis axis = Axis.Logarithmic("", 2e-8, 70);
        Assert.That(axis.Minimum, Is.EqualTo(1e-8).Within(1e-9).Percent);
        Assert.That(axis.Maximum, Is.EqualTo(1e2).Within(1e-9).Percent);
        Assert.That(axis.Place(1e-3), Is.EqualTo(0.5).Within(1e-12));
        Assert.That(axis.Ticks().Select(tick => tick.Text), Is.EqualTo((string[])["10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "1", "10²"]));
    }

    [TestCase(0.0316227766, "3.16 × 10⁻²")]
    [TestCase(1e-5, "10⁻⁵")]
    [TestCase(9.999e2, "10³")]
    [TestCase(250, "2.5 × 10²")]
    [TestCase(0, "0")]
    public void Numbers_are_written_with_powers_of_ten(double value, string text) => Assert.That(Html.Scientific(value), Is.EqualTo(text));

    [Test]
    public void A_heat_map_shows_correlations_ordered_by_class()
    {
        double[][] kernel = [[4, 1, 2], [1, 1, 0.5], [2, 0.5, 9]];
        using var matrix = new GramMatrix<double>(3, 3);
        for (int row = 0; row < 3; row++)
            kernel[row].CopyTo(matrix.Row(row));
        HeatMap map = HeatMap.Of(KernelKind.Nngp, "net", matrix, labels: [1, 0, 1], classCount: 2);
        // Row 1, of class 0, comes first; M_ij/√(M_ii·M_jj).
        Assert.That(map.Correlations, Is.EqualTo((double[])[1, 0.5, 0.5 / 3, 0.5, 1, 2.0 / 6, 0.5 / 3, 2.0 / 6, 1]).Within(1e-15));
        Assert.That(map.ClassStarts, Is.EqualTo((double[])[0, 1 / 3.0, 1]).Within(1e-15));
        Assert.That(map.Draw([]), Does.Contain("data:image/png;base64,").And.Contain("NNGP &#183; net"));
    }

    [Test]
    public void A_large_heat_map_averages_squares()
    {
        using var matrix = new GramMatrix<double>(800, 800);
        for (int row = 0; row < 800; row++)
        {
            for (int column = 0; column < 800; column++)
                matrix[row, column] = row == column ? 1 : (row / 2 + column / 2) % 7 * 0.1;
        }
        HeatMap map = HeatMap.Of(KernelKind.Ntk, "net", matrix, new int[800], classCount: 1);
        Assert.That(map.Side, Is.EqualTo(400));
        Assert.That(map.Correlations[3 * 400 + 8], Is.EqualTo(11 % 7 * 0.1).Within(1e-12));
        Assert.That(map.Correlations[2 * 400 + 2], Is.EqualTo((2 + 2 * 0.4) / 4).Within(1e-12));
    }
}
