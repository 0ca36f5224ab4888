using System.Numerics;

namespace Ntk.Solvers.Dynamics;

/// <summary>
/// The mean over all rows and outputs of r²/2 where |r| ≤ δ and δ(|r| − δ/2) beyond, r = f − y (Huber 1964, Robust estimation of a location parameter): outliers pull with
/// the force δ at most.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class HuberLoss<T> : ElementwiseLoss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Makes the loss.</summary>
    /// <param name="delta">δ &gt; 0, where the parabola ends.</param>
    /// <exception cref="ArgumentOutOfRangeException">δ is not finite and positive.</exception>
    public HuberLoss(double delta = 1)
    {
        if (!(delta > 0) || !double.IsFinite(delta))
            throw new ArgumentOutOfRangeException(nameof(delta), delta, "δ must be finite and positive.");
        Delta = delta;
    }

    /// <summary>δ.</summary>
    public double Delta { get; }

    /// <inheritdoc/>
    protected override double ElementCurvature => 1;

    /// <inheritdoc/>
    protected override double ElementValue(double output, double target)
    {
        double residual = Math.Abs(output - target);
        return residual <= Delta ? residual * residual / 2 : Delta * (residual - Delta / 2);
    }

    /// <inheritdoc/>
    protected override double ElementSlope(double output, double target) => Math.Clamp(output - target, -Delta, Delta);
}
