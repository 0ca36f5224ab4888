using System.Numerics.Tensors;
using Ntk.Solvers;
using Ntk.Tests.Solvers;

namespace Ntk.Tests.Engine.Images;

/// <summary>The slow twin itself against the golden kernels: what it agrees on, it may judge.</summary>
internal sealed class PlainImageKernelTests
{
    // Its angles come from q₁₁q₂₂ − q₁₂², which cancels between near duplicates.
    private static double Tolerance(string name) => name.Contains("near-duplicates", StringComparison.Ordinal) ? 1e-7 : 1e-12;

    [TestCaseSource(typeof(GoldenCase), nameof(GoldenCase.ImageKernelNames))]
    public void AgreesWithGolden(string name)
    {
        GoldenCase golden = GoldenCase.Load(name);
        Tensor<double> first = golden.First<double>();
        Tensor<double>? second = golden.IsSymmetric ? null : golden.Second<double>();
        (double[,] nngp, double[,] ntk) = PlainImageKernels.Matrices(golden.Network, first, second);
        double nngpError = golden.LargestError<double>(ToTensor(nngp), "nngp");
        double ntkError = golden.LargestError<double>(ToTensor(ntk), "ntk");
        Assert.Multiple(() =>
        {
            Assert.That(nngpError, Is.LessThanOrEqualTo(Tolerance(name)), "NNGP");
            Assert.That(ntkError, Is.LessThanOrEqualTo(Tolerance(name)), "NTK");
        });
        TestContext.Out.WriteLine($"{name}: NNGP {nngpError:e1}, NTK {ntkError:e1}");
    }

    [TestCaseSource(typeof(GoldenCase), nameof(GoldenCase.ImageKernelNames))]
    public void DiagonalsAgreeWithGolden(string name)
    {
        GoldenCase golden = GoldenCase.Load(name);
        CheckDiagonal(golden, golden.First<double>(), "Diagonal1");
        if (!golden.IsSymmetric)
            CheckDiagonal(golden, golden.Second<double>(), "Diagonal2");
    }

    [Test]
    public void PredictsTheGoldenPosteriorMean()
    {
        InferenceCase golden = InferenceCase.Load("inference-conv-gap");
        (double[,] nngp, double[,] ntk) = PlainImageKernels.Matrices(golden.Network, golden.XTrain<double>());
        (double[,] crossNngp, double[,] crossNtk) = PlainImageKernels.Matrices(golden.Network, golden.XTest<double>(), golden.XTrain<double>());
        double[,] targets = PlainInference.Matrix(golden.YTrain<double>());
        foreach (InferenceCase.Posterior expected in golden.Posteriors)
        {
            (double[,] training, double[,] cross) = expected.Kind == KernelKind.Nngp ? (nngp, crossNngp) : (ntk, crossNtk);
            double lambda = expected.Ridge.Value * (expected.Ridge.IsRelative ? PlainInference.MeanDiagonal(training) : 1);
            double[,] mean = PlainInference.Fit(training, targets, lambda).Mean(cross);
            Assert.That(Difference.Relative(ToTensor(mean), expected.Mean), Is.LessThanOrEqualTo(1e-11), $"{expected}");
        }
    }

    private static void CheckDiagonal(GoldenCase golden, Tensor<double> images, string which)
    {
        (double[] nngp, double[] ntk) = PlainImageKernels.Diagonals(golden.Network, images);
        foreach ((double[] actual, double[] expected, string what) in new[] { (nngp, golden.Values("nngp" + which), "NNGP"), (ntk, golden.Values("ntk" + which), "NTK") })
        {
            Assert.That(actual, Has.Length.EqualTo(expected.Length));
            for (int i = 0; i < actual.Length; i++)
                Assert.That(actual[i], Is.EqualTo(expected[i]).Within(Tolerance(golden.Name) * expected[i]), $"{golden.Name} {what} {which}[{i}]");
        }
    }

    private static Tensor<double> ToTensor(double[,] matrix) => Tensor.Create([.. matrix.Cast<double>()], [matrix.GetLength(0), matrix.GetLength(1)]);
}
