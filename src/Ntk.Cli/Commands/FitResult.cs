using Ntk.Solvers;
using Ntk.Solvers.Factorisation;
using Ntk.Solvers.Inference;
using Spectre.Console;

namespace Ntk.Cli;

/// <summary>What <c>ntk fit</c> did.</summary>
internal sealed record FitResult(
    string Model, KernelKind Kernel, Precision Precision, int TrainingRows, IReadOnlyList<long> InputShape, int Outputs, double Ridge, bool RidgeIsRelative, FitReport Fitting,
    IReadOnlyList<double>? LogMarginalLikelihood, Fit Training, RidgeChoice? RidgeChoice, double Seconds, IReadOnlyList<string> Warnings) : IResult
{
    private SolveReport Solve => Fitting.Solve;

    public void WriteTo(IAnsiConsole console) => Terminal.WritePairs(
        console,
        ("model", $"{Model}: {Kernel.Name()}, {Precision.Name()}"),
        ("training data", $"{TrainingRows} rows, {Format.Input(InputShape)}, {Outputs} outputs"),
        ("ridge", RidgeIsRelative ? $"{Format.Number(Ridge)} relative to the mean diagonal: λ = {Format.Number(Solve.Ridge)}" : $"λ = {Format.Number(Solve.Ridge)}"),
        ("chosen on", RidgeChoice is { } choice ? $"{choice.ValidationRows} rows: {(choice.Accuracy is { } share ? $"accuracy {Format.Percent(share)}" : $"root mean square error {Format.Number(choice.RootMeanSquaredError)}")}" : null),
        ("solver", Fitting.Solver.Name()),
        ("low rank", Fitting.LowRank is { } rank ? $"{rank.Rank} columns; the residual trace is {Format.Number(rank.ResidualTrace)}, {Format.Number(rank.ResidualTrace / rank.Trace)} of the trace" : null),
        ("eigenvalues", Fitting.Eigen is { } eigen ? $"{Format.Number(eigen.Smallest)} … {Format.Number(eigen.Largest)}, {eigen.Rank} of them count" : null),
        ("jitter", Solve.JitterUsed == 0 ? "none" : Format.Number(Solve.JitterUsed)),
        ("scaled residual", $"{Solve.ScaledResidual:0.0000} (LAPACK's bound: {SolveReport.Bound})"),
        ("mixed precision", Fitting.Mixed is { } mixed ? $"{mixed.Path}, {mixed.Steps} steps, shift {Format.Number(mixed.Shift)}" : null),
        ("conjugate gradients", Fitting.Iteration is { } iteration ? $"{iteration.Steps} steps" : null),
        ("backward error", (Fitting.Mixed?.BackwardError ?? Fitting.Iteration?.BackwardError) is { } error ? Format.Number(error) : null),
        ("condition number", Fitting.Mixed is { } estimate ? $"at least {Format.Number(estimate.Condition)}" : null),
        ("log marginal likelihood", LogMarginalLikelihood is { } logs ? $"{Format.Number(logs.Sum())}{(Outputs > 1 ? $" ({Format.Number(logs.Average())} an output)" : "")}" : null),
        ("training accuracy", Training.Accuracy is { } accuracy ? Format.Percent(accuracy) : null),
        ("training error", $"{Format.Number(Training.RootMeanSquaredError)} (root mean square)"),
        ("time", Format.Seconds(Seconds)));
}
