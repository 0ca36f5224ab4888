using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Networks;
using Ntk.Native;
using Ntk.Solvers;
using Ntk.Solvers.Inference;
using Ntk.Tests.Engine.Images;

namespace Ntk.Tests.Solvers;

/// <summary>Models of images keep their shape from the fit to the prediction.</summary>
[TestFixture(TypeArgs = [typeof(float)])]
[TestFixture(TypeArgs = [typeof(double)])]
internal sealed class ImageInferenceTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Network Convolutional = Presets.ConvGap(2);
    private static readonly Network FullyConnected = NetworkText.Parse("dense(1.4, 0.1) relu dense(1.4, 0.1)");

    private readonly Tensor<T> x = RandomImages.Normal<T>(1, 20, 5, 4, 2);
    private readonly Tensor<T> y = RandomImages.Normal<T>(2, 20, 3);
    private readonly Tensor<T> xTest = RandomImages.Normal<T>(3, 6, 5, 4, 2);

    [Test]
    public void AStoredModelPredictsTheSameBits([Values] KernelKind kind, [Values] bool includesFactor)
    {
        using GaussianProcess<T> original = GaussianProcess.Fit<T>(Convolutional, kind, x, y, Ridge.Relative(0.01));
        FittedModel<T> model = original.ToModel(includesFactor);
        using GaussianProcess<T> restored = GaussianProcess.FromModel(model);
        Prediction<T> expected = original.Predict(xTest, covariance: true), actual = restored.Predict(xTest, covariance: true);
        Assert.Multiple(() =>
        {
            Assert.That(model.Inputs.Lengths.ToArray(), Is.EqualTo((nint[])[20, 5, 4, 2]));
            Assert.That(restored.InputLengths.ToArray(), Is.EqualTo((nint[])[5, 4, 2]));
            Assert.That(actual.Mean, Is.EqualTo(expected.Mean));
            if (includesFactor)
                Assert.That(actual.Covariance, Is.EqualTo(expected.Covariance));
            Assert.That(expected.Variance!.Max(), Is.GreaterThan(T.Zero));
        });
    }

    [TestCase(5, 2, 4, TestName = "Width and channels exchanged")]
    [TestCase(4, 5, 2, TestName = "Height and width exchanged")]
    [TestCase(5, 4, 1, TestName = "One channel")]
    [TestCase(6, 4, 2, TestName = "Another height")]
    public void TestImagesOfAnotherShapeAreRefused(int height, int width, int channels)
    {
        using GaussianProcess<T> process = GaussianProcess.Fit<T>(Convolutional, KernelKind.Nngp, x, y, Ridge.Relative(0.01));
        Assert.That(
            () => process.Predict(RandomImages.Normal<T>(3, 6, height, width, channels)),
            Throws.TypeOf<DimensionMismatchException>().With.Message.EqualTo($"The test inputs have {height}×{width}×{channels} features, the training inputs 5×4×2."));
    }

    [Test]
    public void FlatTestInputsAreRefusedByAConvolutionAndTakenByADenseLayer()
    {
        Tensor<T> flat = RandomImages.Reshape(xTest, 6, 40);
        using GaussianProcess<T> convolutional = GaussianProcess.Fit<T>(Convolutional, KernelKind.Nngp, x, y, Ridge.Relative(0.01));
        Assert.That(() => convolutional.Predict(flat), Throws.TypeOf<NetworkException>().With.Message.Contains("rows × height × width × channels"));

        using GaussianProcess<T> dense = GaussianProcess.Fit<T>(FullyConnected, KernelKind.Nngp, x, y, Ridge.Relative(0.01));
        Assert.That(dense.Predict(flat).Mean, Is.EqualTo(dense.Predict(xTest).Mean));
    }

    [Test]
    public void PlansTakeTheShapeOfAnImage()
    {
        FitPlan plan = GaussianProcess.Plan<T>(Convolutional, KernelKind.Ntk, 100, [5, 4, 2], 3);
        using GaussianProcess<T> process = GaussianProcess.Fit<T>(Convolutional, KernelKind.Ntk, x, y, Ridge.Relative(0.01));
        PredictionPlan prediction = process.Plan(7, PredictionKind.Variance);

        // Both layers are needed for all 20² pairs of pixels.
        Assert.Multiple(() =>
        {
            Assert.That(plan.Kernel.LayerEvaluations, Is.EqualTo(2.0 * 400 * 100 * 101 / 2));
            Assert.That(prediction.Kernel.LayerEvaluations, Is.EqualTo(2.0 * 400 * 20 * 7));
            Assert.That(() => GaussianProcess.Plan<T>(Convolutional, KernelKind.Ntk, 100, 40, 3), Throws.TypeOf<NetworkException>());
            Assert.That(GaussianProcess.Plan<T>(FullyConnected, KernelKind.Ntk, 100, [5, 4, 2], 3), Is.EqualTo(GaussianProcess.Plan<T>(FullyConnected, KernelKind.Ntk, 100, 40, 3)));
        });
    }
}
