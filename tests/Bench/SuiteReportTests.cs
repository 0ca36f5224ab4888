using Ntk.Bench.Suite;

namespace Ntk.Tests.Bench;

/// <summary>Tables and pages of results.</summary>
public class SuiteReportTests
{
    [Test]
    public void A_table_in_Markdown_has_a_line_for_each_row()
    {
        string[] lines = MarkdownTable.Write(["case", "time"], [["a|b", "1"], ["c", "2"]]).TrimEnd().Split(Environment.NewLine);
        Assert.That(lines, Is.EqualTo(new[] { "| case | time |", "|---|---|", "| a\\|b | 1 |", "| c | 2 |" }));
    }

    [Test]
    public void A_row_that_does_not_fit_is_refused() => Assert.Throws<ArgumentException>(() => MarkdownTable.Write(["case", "time"], [["a"]]));

    [Test]
    public void Every_table_fits_its_head()
    {
        SuiteResults results = SuiteFixture.Results(("a", [1, 2]), ("b", [1, 2]));
        TextTable[] tables = [.. SuiteText.Tables(results)];
        Assert.Multiple(() =>
        {
            Assert.That(tables, Has.Length.EqualTo(5), "limits, kernels, exponents, speed and errors beside the peer");
            foreach (TextTable table in tables)
                Assert.That(table.Rows.Select(row => row.Count), Is.All.EqualTo(table.Columns.Count), table.Title);
        });
    }

    [Test]
    public void The_table_beside_a_peer_has_ratios_of_rounds()
    {
        string text = SuiteText.Write(SuiteFixture.Results());

        // Rounds 3/1, 6/1, 4/2: the median is 3, half the interquartile range 1; at equal size 3/2, 6/2, 4/2.
        Assert.Multiple(() =>
        {
            Assert.That(text, Does.Contain("| FC | float32 | 4,000 | 1,000 | 3 ± 1 | 2 ± 0.38 | 2 × 2, 8 × 8 | 1.0e-3, NaN | 1.0e-7, 2.0e-7 |"));
            Assert.That(text, Does.Contain("| FC | float64 | 4,000 | 1,000 | 3 ± 1 | 3 ± 1 | 2 × 2 | 1.0e-9, 1.0e-9 | 1.0e-15, 2.0e-15 |"));
            Assert.That(text, Does.Contain("| near\\|duplicates | — | 1.0e-15, 1.0e-15 | 1.0e-4, 2.0e-4 | 1.0e-7, 1.0e-7 | 2,000 |"));
        });
    }

    [Test]
    public void The_page_shows_every_figure_and_plots_every_law()
    {
        string page = SuitePage.Write(SuiteFixture.Results(("kernel <a>", [1, 2]), ("kernel b", [1, 2])));
        Assert.Multiple(() =>
        {
            Assert.That(page, Does.Contain("kernel &lt;a&gt;").And.Contain("kernel b").And.Not.Contain("<a>"));
            Assert.That(page, Does.Contain("seconds against rows").And.Contain("<svg"));
            Assert.That(page, Does.Contain("fake and Ntk"));
        });
    }
}
