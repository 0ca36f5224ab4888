using System.Runtime.Intrinsics.X86;
using Ntk.Bench.Accuracy;

namespace Ntk.Tests.Engine.Numerics;

/// <summary>The table in docs/numerics.md says what is measured.</summary>
[TestFixture(typeof(AsinFunction))]
[TestFixture(typeof(AcosFunction))]
[TestFixture(typeof(ExpFunction))]
[TestFixture(typeof(ExpMinusOneFunction))]
[TestFixture(typeof(ErfFunction))]
internal sealed class DocumentedAccuracyTests<TFunction>
    where TFunction : struct, IElementaryFunction
{
    [SetUp]
    public void RequireFusedMultiplyAdd()
    {
        if (!Fma.IsSupported)
            Assert.Ignore("The table is for processors with a fused multiply-add.");
    }

    [Test]
    public void DoubleIsTheWorstOfTheTable() => Assert.That(Documented(2), Is.EqualTo(ElementaryTable.Worst<TFunction>().Ulps).Within(0.0051));

    /// <summary>A sample of the exhaustive sweep: not worse than documented, and not far better.</summary>
    [Test]
    public void FloatIsAsDocumented()
    {
        WorstCase worst = ElementarySweep.Run(4099).Single(w => w.Function == TFunction.Name);
        Assert.That(worst.Ulps, Is.InRange(Documented(1) - 0.2, Documented(1) + 0.005), $"{worst}");
    }

    private static double Documented(int column)
    {
        string row = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "docs", "numerics.md")).Single(line => line.StartsWith($"| {TFunction.Name} |"));
        return double.Parse(row.Split('|')[column + 1]);
    }
}
