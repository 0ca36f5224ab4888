using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Data;
using Ntk.Solvers;
using Ntk.Solvers.Calibration;
using Ntk.Solvers.Ensembles;
using Ntk.Solvers.Inference;
using Ntk.Solvers.Selection;

namespace Ntk.Cli;

/// <summary>How a model does on test rows.</summary>
/// <param name="Accuracy">The share of rows whose largest output is that of their class.</param>
/// <param name="LogMarginalLikelihood">Of all rows it was fitted to, summed over the outputs.</param>
/// <param name="Temperature">Of the softmax, by leave-one-out predictions of the rows it was fitted to.</param>
/// <param name="Softmax">Calibration of the softmax of the outputs.</param>
/// <param name="Gaussian">Calibration of the probabilities that outputs, with noise of the size of the ridge, are the largest.</param>
internal sealed record TestScore(double Accuracy, double LogMarginalLikelihood, double Temperature, ClassificationCalibration Softmax, ClassificationCalibration Gaussian);

/// <summary>How an ensemble does on test rows.</summary>
/// <param name="Weighting">How the weights were found.</param>
/// <param name="Members">What the members are called.</param>
/// <param name="Weights">One a member.</param>
/// <param name="Accuracy">The share of rows whose largest averaged output is that of their class.</param>
/// <param name="Softmax">Calibration of the average of the members' softmax.</param>
/// <param name="Gaussian">Calibration of the average of the members' probabilities of the largest output.</param>
internal sealed record EnsembleScore(
    EnsembleWeighting Weighting, IReadOnlyList<string> Members, IReadOnlyList<double> Weights, double Accuracy, ClassificationCalibration Softmax, ClassificationCalibration Gaussian)
{
    public static EnsembleScore Of<T>(IReadOnlyList<SelectedModel<T>> members, EnsembleWeighting weighting, ExperimentData<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        IReadOnlyList<double> weights = weighting switch
        {
            EnsembleWeighting.Equal => EnsembleWeights.Equal(members.Count),
            EnsembleWeighting.Evidence => EnsembleWeights.ByEvidence([.. members.Select(member => member.Test.LogMarginalLikelihood)]),
            _ => EnsembleWeights.Stacked<T>([.. members.Select(member => member.LeaveOneOutMean)], data.Targets(..)),
        };
        int[] labels = data.Test.Labels;
        EnsemblePrediction<T> average = EnsemblePrediction<T>.Of([.. members.Select(member => member.Prediction)], weights);
        return new(
            weighting, [.. members.Select(member => $"{SelectedModel.NameOf(member.Score.Candidate)}, {member.Score.Kernel.Name()}")], weights, Ntk.Solvers.Selection.Accuracy.Of<T>(average.Mean, labels),
            ClassificationCalibration.Of(Mixture(members.Select(member => member.Softmax), weights), labels), ClassificationCalibration.Of(Mixture(members.Select(member => member.Gaussian), weights), labels));
    }

    private static Tensor<double> Mixture(IEnumerable<Tensor<double>> probabilities, IReadOnlyList<double> weights) =>
        probabilities.Zip(weights, (part, weight) => Tensor.Multiply<double>(part, weight)).Aggregate((sum, part) => Tensor.Add<double>(sum, part));
}

/// <summary>Names of networks that were chosen among.</summary>
internal static class SelectedModel
{
    public static string NameOf(NetworkCandidate candidate) => $"depth {candidate.Depth}, wStd {Format.Number(candidate.WStd)}, bStd {Format.Number(candidate.BStd)}";
}

/// <summary>One of the best models, fitted to training and validation rows, with what it says of the test rows.</summary>
/// <param name="Score">What it was chosen by.</param>
/// <param name="LeaveOneOutMean">Its predictions of the rows it was fitted to, each without that row.</param>
/// <param name="Prediction">Its predictions of the test rows.</param>
/// <param name="Softmax">Probabilities of classes by a softmax.</param>
/// <param name="Gaussian">Probabilities of classes by mean and variance.</param>
/// <param name="Test">How it does.</param>
internal sealed record SelectedModel<T>(
    CandidateScore Score, Tensor<T> LeaveOneOutMean, Prediction<T> Prediction, Tensor<double> Softmax, Tensor<double> Gaussian, TestScore Test)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static SelectedModel<T> Fit(CandidateScore score, ExperimentData<T> data, RunSettings run, CancellationToken cancellation)
    {
        using GaussianProcess<T> process = GaussianProcess.Fit<T>(
            score.Candidate.Network, score.Kernel, data.Fit.Features, data.Targets(..), score.Ridge.Ridge, new FitOptions { Gram = run.GramOptions() }, cancellation);
        Tensor<T> left = process.LeaveOneOut(cancellation).Mean;
        Prediction<T> prediction = process.Predict(data.Test.Features, PredictionKind.Variance, cancellation);
        double temperature = Temperature.Fit<T>(left, data.Fit.Labels);
        Tensor<double> softmax = ClassProbabilities.Softmax<T>(prediction.Mean, temperature);
        Tensor<double> gaussian = PredictiveCalibration.ClassesOf(prediction, process.Report);
        return new(score, left, prediction, softmax, gaussian, new(
            Accuracy.Of<T>(prediction.Mean, data.Test.Labels), process.LogMarginalLikelihood(cancellation).Sum(), temperature,
            ClassificationCalibration.Of(softmax, data.Test.Labels), ClassificationCalibration.Of(gaussian, data.Test.Labels)));
    }
}
