using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Solvers;
using Ntk.Solvers.Factorisation;
using Ntk.Solvers.Inference;

namespace Ntk.Tests.Solvers;

/// <summary>All golden posteriors, in both precisions, on every library.</summary>
[TestFixture]
internal sealed class GoldenInferenceTests
{
    [Test]
    public void InFloat64([ValueSource(typeof(InferenceCase), nameof(InferenceCase.Names))] string name, [ValueSource(typeof(SolverLibraries), nameof(SolverLibraries.Names))] string library) =>
        Check<double>(name, library, 1e-12);

    // Errors of kernel entries in float32, about 1e-7, are magnified by the condition of the regularised kernel, up to 350: 2e-6 with features, 4e-5 with images.
    [Test]
    public void InFloat32([ValueSource(typeof(InferenceCase), nameof(InferenceCase.Names))] string name, [ValueSource(typeof(SolverLibraries), nameof(SolverLibraries.Names))] string library) =>
        Check<float>(name, library, name == "inference-conv-gap" ? 5e-5 : 1e-5);

    private static void Check<T>(string name, string library, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        InferenceCase golden = InferenceCase.Load(name);
        var options = new FitOptions { Library = SolverLibraries.Load(library) };
        Assert.Multiple(() =>
        {
            foreach (InferenceCase.Posterior expected in golden.Posteriors)
            {
                using GaussianProcess<T> gp = GaussianProcess.Fit<T>(golden.Network, expected.Kind, golden.XTrain<T>(), golden.YTrain<T>(), expected.Ridge, options);
                Prediction<T> prediction = gp.Predict(golden.XTest<T>(), covariance: true);
                Prediction<T> variances = gp.Predict(golden.XTest<T>(), PredictionKind.Variance);
                LeaveOneOut<T> leaveOneOut = gp.LeaveOneOut();
                AssertClose("mean", Difference.Relative(prediction.Mean, expected.Mean));
                AssertClose("covariance", Difference.Relative(prediction.Covariance!, expected.Covariance));
                AssertClose("variance", Difference.Relative(variances.Variance!, Diagonal(expected.Covariance)));
                AssertClose("variance beside the covariance", Difference.Relative(prediction.Variance!, Diagonal(expected.Covariance)));
                AssertClose("log marginal likelihood", Difference.Relative<double>(gp.LogMarginalLikelihood(), [.. expected.LogMarginalLikelihood]));
                AssertClose("leave-one-out mean", Difference.Relative(leaveOneOut.Mean, expected.LeaveOneOutMean));
                AssertClose("leave-one-out variance", Difference.Relative(leaveOneOut.Variance, expected.LeaveOneOutVariance));
                Assert.That(gp.Report.ScaledResidual, Is.LessThanOrEqualTo(SolveReport.Bound));

                void AssertClose(string what, double difference) =>
                    Assert.That(difference, Is.LessThanOrEqualTo(tolerance), $"{what} of {expected}");
            }
        });
    }

    private static Tensor<double> Diagonal(Tensor<double> matrix)
    {
        Tensor<double> diagonal = Tensor.CreateFromShape<double>([matrix.Lengths[0]]);
        for (nint i = 0; i < diagonal.Lengths[0]; i++)
            diagonal[i] = matrix[i, i];
        return diagonal;
    }
}
