using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;

namespace Ntk.Tests.Engine.Gram;

/// <summary>Plans of kernels of images, counted by hand.</summary>
internal sealed class ImagePlanTests
{
    [Test]
    public void OperationsOfAFlattenedConvolutionAreThoseOfEachPixelWithItself()
    {
        GramPlan plan = Plan<float>("conv(3x3, padding=same) relu flatten dense", KernelOutputs.Both, 10, 10);

        // 5·4 pixels with 3 channels: products, windows of 3 + 3 for two kernels, ReLU for two kernels, the readout's sum.
        const double Entry = 20 * (2 * 3 + 2 * 6 + 47 + 2);
        Assert.Multiple(() =>
        {
            Assert.That(plan.Flops, Is.EqualTo(100 * Entry));
            Assert.That(plan.LayerEvaluations, Is.EqualTo(100 * 20));
            Assert.That(plan.ProductFlops, Is.EqualTo(100 * 20 * 2 * 3));
        });
    }

    [Test]
    public void OperationsOfAGlobalPoolAreThoseOfAllPairsOfPixels()
    {
        GramPlan plan = Plan<double>("conv(3x3, padding=same) relu globalAvgPool dense", KernelOutputs.Nngp, 10, null);
        const double Entry = 400 * (2 * 3 + 6 + 46 + 1);
        Assert.That(plan.Flops, Is.EqualTo(55 * Entry));
    }

    [Test]
    public void AValidConvolutionShrinksTheImage()
    {
        GramPlan plan = Plan<double>("conv(3x3) relu flatten dense", KernelOutputs.Nngp, 1, 1);
        Assert.That(plan.LayerEvaluations, Is.EqualTo(3 * 2));
    }

    [Test]
    public void EvaluatedEntriesFillUpLanes([Values] bool isSymmetric)
    {
        int lanes = ImageMemory.Lanes<float>();
        GramPlan plan = Plan<float>("conv(3x3) relu flatten dense", KernelOutputs.Nngp, 100, isSymmetric ? null : 70);
        double expected = Enumerable.Range(0, 100).Sum(row => (double)(isSymmetric ? row + lanes - 1 : 70 + lanes - 1) / lanes is var blocks ? Math.Floor(blocks) * lanes : 0);
        Assert.That(plan.EvaluatedEntries, Is.EqualTo(expected));
    }

    [Test]
    public void ScalarsOfPixelsAreInMemory()
    {
        GramPlan few = Plan<float>("3*(conv(3x3, padding=same) relu) flatten dense", KernelOutputs.Both, 1000, null);
        GramPlan many = Plan<float>("3*(conv(3x3, padding=same) relu) flatten dense", KernelOutputs.Both, 3000, null);

        // At least the pixels and three scalars for each of three layers.
        Assert.That(many.WorkingBytes - few.WorkingBytes, Is.GreaterThan(2000 * sizeof(float) * (60 + 3 * 3 * 20)));
    }

    private static GramPlan Plan<T>(string network, KernelOutputs outputs, int rows, int? columns)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => new GramBuilder<T>(NetworkText.Parse(network)).Plan(rows, columns, [5, 4, 3], outputs);
}
