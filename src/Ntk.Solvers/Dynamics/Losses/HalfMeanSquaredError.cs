using System.Numerics;

namespace Ntk.Solvers.Dynamics;

/// <summary><c>‖f − y‖²/2N</c> over all N = rows × outputs: the loss whose flow <see cref="TrainingDynamics{T}"/> has in closed form.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class HalfMeanSquaredError<T> : ElementwiseLoss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    protected override double ElementCurvature => 1;

    /// <inheritdoc/>
    protected override double ElementValue(double output, double target) => (output - target) * (output - target) / 2;

    /// <inheritdoc/>
    protected override double ElementSlope(double output, double target) => output - target;
}
