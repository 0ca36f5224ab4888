using Ntk.Native;

namespace Ntk.Solvers;

/// <summary>A kernel matrix holds NaN or an infinity.</summary>
/// <param name="matrix">Which matrix, such as "The training kernel".</param>
/// <param name="row">Zero-based row of the first such entry.</param>
/// <param name="column">Zero-based column of the first such entry.</param>
/// <param name="value">The entry.</param>
public sealed class NonFiniteKernelException(string matrix, long row, long column, double value)
    : NtkException(
        $"{matrix} has the value {value} in row {row}, column {column}. " +
        "Scale the inputs or lower the layers' parameters (wStd, bStd), or compute in float64.")
{
    /// <summary>Zero-based row of the first entry that is not finite.</summary>
    public long Row { get; } = row;

    /// <summary>Zero-based column of the first entry that is not finite.</summary>
    public long Column { get; } = column;

    /// <summary>The entry: NaN or an infinity.</summary>
    public double Value { get; } = value;
}

/// <summary>A matrix was not positive definite with any of the jitters that were allowed.</summary>
/// <param name="last">What the last attempt said.</param>
/// <param name="ridge">The ridge λ on the diagonal.</param>
/// <param name="largestJitter">The largest jitter added to it.</param>
/// <param name="attempts">How many jitters were tried.</param>
public sealed class JitterExhaustedException(NotPositiveDefiniteException last, double ridge, double largestJitter, int attempts)
    : NtkException(
        $"The {last.Order}×{last.Order} matrix is not positive definite with a ridge of {ridge:G6} and any of {attempts} jitters up to {largestJitter:G6}: " +
        $"the pivot of row {last.PivotIndex} is not positive. Allow a larger jitter or ridge, or compute in float64.",
        last)
{
    /// <summary>Zero-based row of the pivot that was not positive in the last attempt.</summary>
    public long PivotIndex { get; } = last.PivotIndex;

    /// <summary>The largest jitter tried.</summary>
    public double LargestJitter { get; } = largestJitter;

    /// <summary>How many jitters were tried.</summary>
    public int Attempts { get; } = attempts;
}

/// <summary>A ridge is too small to lift the smallest eigenvalue of a kernel matrix, as rounded, above zero.</summary>
/// <param name="ridge">The ridge λ.</param>
/// <param name="smallestEigenvalue">The smallest eigenvalue of the kernel matrix.</param>
public sealed class RidgeTooSmallException(double ridge, double smallestEigenvalue)
    : NtkException(
        $"With a ridge of {ridge:G6} the smallest eigenvalue of the kernel matrix, {smallestEigenvalue:G6}, does not become positive. " +
        "Use a larger ridge, or compute in float64.")
{
    /// <summary>The ridge λ.</summary>
    public double Ridge { get; } = ridge;

    /// <summary>The smallest eigenvalue of the kernel matrix without the ridge.</summary>
    public double SmallestEigenvalue { get; } = smallestEigenvalue;
}

/// <summary>None of the candidate ridges makes a training kernel positive definite to working precision.</summary>
/// <param name="candidates">How many candidates there were.</param>
/// <param name="largestRidge">The largest λ of them.</param>
/// <param name="smallestEigenvalue">The smallest eigenvalue of the kernel matrix.</param>
/// <param name="largestEigenvalue">The largest eigenvalue of the kernel matrix.</param>
public sealed class NoUsableRidgeException(int candidates, double largestRidge, double smallestEigenvalue, double largestEigenvalue)
    : NtkException(
        $"None of {candidates} ridges up to {largestRidge:G6} makes the kernel matrix, with eigenvalues from {smallestEigenvalue:G6} to {largestEigenvalue:G6}, " +
        "positive definite to working precision. Offer larger ridges, or compute in float64.")
{
    /// <summary>How many candidates there were.</summary>
    public int Candidates { get; } = candidates;

    /// <summary>The largest λ of them.</summary>
    public double LargestRidge { get; } = largestRidge;
}

/// <summary>The solution of a linear system does not reach the backward error that was asked for.</summary>
/// <param name="order">The order of the matrix.</param>
/// <param name="backwardError">The normwise backward error reached.</param>
/// <param name="tolerance">The one asked for.</param>
/// <param name="condition">An estimate of the matrix's condition number.</param>
public sealed class BackwardErrorException(int order, double backwardError, double tolerance, double condition)
    : NtkException(
        $"The solution of the {order}×{order} system has a backward error of {backwardError:G3}, above {tolerance:G3}; the matrix's condition number is at least {condition:G3}. " +
        "Add a larger ridge, or allow a larger error.")
{
    /// <summary>The normwise backward error reached.</summary>
    public double BackwardError { get; } = backwardError;

    /// <summary>The backward error asked for.</summary>
    public double Tolerance { get; } = tolerance;

    /// <summary>An estimate of the matrix's condition number.</summary>
    public double Condition { get; } = condition;
}

/// <summary>An iteration ended before it reached the accuracy that was asked for.</summary>
/// <param name="order">The order of the matrix.</param>
/// <param name="steps">Steps done.</param>
/// <param name="backwardError">The normwise backward error reached.</param>
/// <param name="tolerance">The one asked for.</param>
public sealed class IterationException(int order, int steps, double backwardError, double tolerance)
    : NtkException(
        $"Conjugate gradients on the {order}×{order} system have a backward error of {backwardError:G3} after {steps} steps; {tolerance:G3} was asked for. " +
        "Use a larger ridge, a higher rank of the preconditioner, more steps, or allow a larger error.")
{
    /// <summary>Steps done.</summary>
    public int Steps { get; } = steps;

    /// <summary>The normwise backward error reached.</summary>
    public double BackwardError { get; } = backwardError;

    /// <summary>The backward error asked for.</summary>
    public double Tolerance { get; } = tolerance;
}

/// <summary>The state of an iteration that was kept belongs to another problem.</summary>
/// <param name="expected">The hash of the problem at hand.</param>
/// <param name="kept">That of the problem of the state.</param>
public sealed class IterationMismatchException(string expected, string kept)
    : NtkException(
        $"The iteration that was kept solves another problem (hash {Short(kept)}; this one is {Short(expected)}): network, kernel, data, targets, ridge, rank and seed must be the same. " +
        "Keep this one elsewhere, or remove the other.")
{
    private static string Short(string hash) => hash.Length > 12 ? hash[..12] : hash;
}

/// <summary>An approximate model was asked for what only an exact one has: variances, likelihoods, a factor.</summary>
/// <param name="solver">How the model was fitted.</param>
public sealed class ApproximateModelException(SolverKind solver)
    : NtkException($"A model fitted with the solver {solver} predicts means; it has no factor for variances, covariances and likelihoods. Fit it with another solver.")
{
    /// <summary>How the model was fitted.</summary>
    public SolverKind Solver { get; } = solver;
}

/// <summary>A part of a factor kept on disk is missing or damaged.</summary>
/// <param name="row">First row of its tile.</param>
/// <param name="column">First column of its tile.</param>
public sealed class StoredFactorException(int row, int column)
    : NtkException($"The tile of the factor that starts in row {row}, column {column} was kept and cannot be read again. Run the same work again: what is damaged is computed anew.")
{
    /// <summary>First row of the tile.</summary>
    public int Row { get; } = row;

    /// <summary>First column of the tile.</summary>
    public int Column { get; } = column;
}

/// <summary>A solver refines the solution beyond the precision of its factor, which the data do not have.</summary>
/// <param name="solver">The solver.</param>
/// <param name="elementType">The type of the data.</param>
public sealed class SolverPrecisionException(SolverKind solver, Type elementType)
    : NtkException($"The solver {solver} gives answers in float64 from a factor in float32; the data are {elementType.Name}. Use float64 data, or the solver {SolverKind.Cholesky}.")
{
    /// <summary>The solver asked for.</summary>
    public SolverKind Solver { get; } = solver;
}
