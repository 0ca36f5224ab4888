using System.Numerics;
using Ntk.Native;

namespace Ntk.Solvers.Dynamics;

/// <summary>A differentiable function of a network's outputs and the targets that training makes small.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <remarks>Implementations must be finite for all finite outputs, and may be called from several threads at once.</remarks>
public interface ITrainingLoss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Refuses targets that the loss has no meaning for, before any work.</summary>
    /// <param name="targets">Rows × outputs; finite.</param>
    /// <exception cref="LossTargetException">A target is out of range.</exception>
    void RequireTargets(ReadOnlyMatrixSpan<T> targets);

    /// <summary>L(f, y).</summary>
    /// <param name="outputs">Rows × outputs.</param>
    /// <param name="targets">The same shape.</param>
    double Value(ReadOnlyMatrixSpan<T> outputs, ReadOnlyMatrixSpan<T> targets);

    /// <summary>∇L with respect to the outputs.</summary>
    /// <param name="outputs">Rows × outputs.</param>
    /// <param name="targets">The same shape.</param>
    /// <param name="gradient">Where it goes; the same shape.</param>
    void Gradient(ReadOnlyMatrixSpan<T> outputs, ReadOnlyMatrixSpan<T> targets, MatrixSpan<T> gradient);

    /// <summary>A bound of the eigenvalues of the loss's second derivatives with respect to the outputs, for any outputs and targets.</summary>
    /// <param name="rows">Rows, ≥ 1.</param>
    /// <param name="outputs">Outputs, ≥ 1.</param>
    double LargestCurvature(int rows, int outputs);
}
