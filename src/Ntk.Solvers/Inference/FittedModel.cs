using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Networks;
using Ntk.Native;
using Ntk.Solvers.Factorisation;

namespace Ntk.Solvers.Inference;

/// <summary>A fitted model as plain data, to be stored. n is the number of training rows.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed record FittedModel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The network.</summary>
    public required Network Network { get; init; }

    /// <summary>What was inferred.</summary>
    public required KernelKind Kind { get; init; }

    /// <summary>The ridge that was asked for.</summary>
    public required Ridge Ridge { get; init; }

    /// <summary>How it was fitted. A <see cref="SolverKind.Nystrom"/> model holds the training rows it kept, and predicts means only.</summary>
    public SolverKind Solver { get; init; } = SolverKind.Cholesky;

    /// <summary>How the solve for the weights went; also holds λ and the jitter.</summary>
    public required SolveReport Report { get; init; }

    /// <summary>The training inputs: n × features.</summary>
    public required Tensor<T> Inputs { get; init; }

    /// <summary>The training targets: n × outputs.</summary>
    public required Tensor<T> Targets { get; init; }

    /// <summary>The solution of the regularised training kernel for the targets: n × outputs.</summary>
    public required Tensor<T> Weights { get; init; }

    /// <summary>
    /// n × n: the Cholesky factor in the lower triangle, the regularised training kernel in the strict upper one. Null if it is
    /// not stored; it is then computed again from the inputs where a covariance or a likelihood is asked for.
    /// </summary>
    public Tensor<T>? Factor { get; init; }

    /// <summary>The diagonal of the regularised training kernel: n; there if <see cref="Factor"/> is.</summary>
    public Tensor<T>? Diagonal { get; init; }

    /// <summary>Requires the parts to fit each other.</summary>
    /// <exception cref="DimensionMismatchException">They do not.</exception>
    internal void RequireConsistent()
    {
        nint n = Inputs.Rank >= 1 ? Inputs.Lengths[0] : 0;
        bool fits = n > 0 && Report.Order == n
            && HasShape(Targets, n, Targets.Lengths[^1]) && Targets.Lengths[^1] > 0 && HasShape(Weights, n, Targets.Lengths[^1])
            && (Factor is null == Diagonal is null)
            && (Factor is null || HasShape(Factor, n, n)) && (Diagonal is null || HasShape(Diagonal, n));
        if (!fits)
        {
            throw new DimensionMismatchException(
                $"The parts of the stored model do not fit each other: inputs {Shape(Inputs)}, targets {Shape(Targets)}, weights {Shape(Weights)}, " +
                $"factor {Shape(Factor)}, diagonal {Shape(Diagonal)}, order {Report.Order}. Fit and store the model again.");
        }
    }

    private static bool HasShape(Tensor<T> tensor, params ReadOnlySpan<nint> lengths) => tensor.Lengths.SequenceEqual(lengths);

    private static string Shape(Tensor<T>? tensor) => tensor is null ? "absent" : string.Join('×', tensor.Lengths.ToArray());
}
