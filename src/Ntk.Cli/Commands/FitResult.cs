using Ntk.Solvers;
using Ntk.Solvers.Factorisation;
using Spectre.Console;

namespace Ntk.Cli;

/// <summary>What <c>ntk fit</c> did.</summary>
internal sealed record FitResult(
    string Model, KernelKind Kernel, Precision Precision, int TrainingRows, IReadOnlyList<long> InputShape, int Outputs, double Ridge, bool RidgeIsRelative, SolveReport Solve, MixedSolveReport? Mixed,
    IReadOnlyList<double>? LogMarginalLikelihood, Fit Training, RidgeChoice? RidgeChoice, double Seconds, IReadOnlyList<string> Warnings) : IResult
{
    public void WriteTo(IAnsiConsole console) => Terminal.WritePairs(
        console,
        ("model", $"{Model}: {Kernel.Name()}, {Precision.Name()}"),
        ("training data", $"{TrainingRows} rows, {Format.Input(InputShape)}, {Outputs} outputs"),
        ("ridge", RidgeIsRelative ? $"{Format.Number(Ridge)} relative to the mean diagonal: λ = {Format.Number(Solve.Ridge)}" : $"λ = {Format.Number(Solve.Ridge)}"),
        ("chosen on", RidgeChoice is { } choice ? $"{choice.ValidationRows} rows: {(choice.Accuracy is { } share ? $"accuracy {Format.Percent(share)}" : $"root mean square error {Format.Number(choice.RootMeanSquaredError)}")}" : null),
        ("jitter", Solve.JitterUsed == 0 ? "none" : Format.Number(Solve.JitterUsed)),
        ("scaled residual", $"{Solve.ScaledResidual:0.0000} (LAPACK's bound: {SolveReport.Bound})"),
        ("mixed precision", Mixed is { } mixed ? $"{mixed.Path}, {mixed.Steps} steps, shift {Format.Number(mixed.Shift)}" : null),
        ("backward error", Mixed is { } solved ? Format.Number(solved.BackwardError) : null),
        ("condition number", Mixed is { } estimate ? $"at least {Format.Number(estimate.Condition)}" : null),
        ("log marginal likelihood", LogMarginalLikelihood is { } logs ? $"{Format.Number(logs.Sum())}{(Outputs > 1 ? $" ({Format.Number(logs.Average())} an output)" : "")}" : null),
        ("training accuracy", Training.Accuracy is { } accuracy ? Format.Percent(accuracy) : null),
        ("training error", $"{Format.Number(Training.RootMeanSquaredError)} (root mean square)"),
        ("time", Format.Seconds(Seconds)));
}
