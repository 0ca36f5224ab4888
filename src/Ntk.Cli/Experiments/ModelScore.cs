using System.Text.Json.Serialization;
using Ntk.Solvers;
using Ntk.Solvers.Factorisation;
using Ntk.Solvers.Selection;

namespace Ntk.Cli;

/// <summary>How one model of an experiment did.</summary>
/// <param name="Network">What the network is called.</param>
/// <param name="Kernel">nngp or ntk.</param>
/// <param name="Precision">The type of the arithmetic.</param>
/// <param name="TrainRows">Training rows, those for validation included.</param>
/// <param name="Selection">How all ridges did on the validation rows.</param>
/// <param name="Solve">The solve on all training rows with the ridge chosen.</param>
/// <param name="TestAccuracy">The share of test rows whose class is right.</param>
/// <param name="LogMarginalLikelihood">Of all training rows with the ridge chosen, summed over the outputs.</param>
/// <param name="KernelSeconds">Half of the time in which the network's two kernels were computed together.</param>
/// <param name="SolverSeconds">Time of the eigendecomposition, the comparison of ridges, the factorisation and the predictions.</param>
/// <param name="Worst">The test rows that are most wrong, the worst first.</param>
internal sealed record ModelScore(
    string Network, KernelKind Kernel, Precision Precision, int TrainRows, [property: JsonIgnore] RidgeSelection Selection, SolveReport Solve, double TestAccuracy,
    double LogMarginalLikelihood, double KernelSeconds, double SolverSeconds, [property: JsonIgnore] IReadOnlyList<WorstRow> Worst)
{
    /// <summary>The ridge chosen, relative to the mean of the kernel's diagonal.</summary>
    public double Ridge => Selection.Ridge.Value;

    /// <summary>Its accuracy on the validation rows.</summary>
    public double ValidationAccuracy => Selection.Best.Accuracy ?? 0;

    /// <summary>The accuracy of every ridge on the validation rows; null where the kernel with it is too ill-conditioned to solve with.</summary>
    public IReadOnlyList<RidgePoint> Ridges => [.. Selection.Scores.Select(score => new RidgePoint(score.Candidate.Ridge.Value, score.Accuracy, score.Candidate.Outcome))];
}

/// <summary>One ridge on the validation rows.</summary>
internal sealed record RidgePoint(double Ridge, double? Accuracy, RidgeOutcome Outcome);

/// <summary>A test row that a model gets wrong.</summary>
/// <param name="TestRow">Its place among the test rows.</param>
/// <param name="SourceRow">Its place in the source.</param>
/// <param name="Label">Its class.</param>
/// <param name="Predicted">The class predicted.</param>
/// <param name="Margin">The predicted score of its class minus the largest other score: below zero if the prediction is wrong.</param>
/// <param name="StandardDeviation">The predictive standard deviation, the same for all outputs.</param>
internal sealed record WorstRow(int TestRow, int SourceRow, int Label, int Predicted, double Margin, double StandardDeviation);
