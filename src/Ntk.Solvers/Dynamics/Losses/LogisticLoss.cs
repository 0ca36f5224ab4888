using System.Numerics;
using Ntk.Native;

namespace Ntk.Solvers.Dynamics;

/// <summary>
/// The mean over all rows and outputs of <c>log(1 + eᶠ) − y·f</c>: each output is the logit of a yes or no of its own, y its probability in [0, 1].
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class LogisticLoss<T> : ElementwiseLoss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    protected override double ElementCurvature => 0.25;

    /// <inheritdoc/>
    public override void RequireTargets(ReadOnlyMatrixSpan<T> targets)
    {
        for (nint row = 0; row < targets.Rows; row++)
        {
            foreach (T target in targets.Row(row))
            {
                if (!(target >= T.Zero && target <= T.One))
                    throw new LossTargetException("The logistic loss", "probabilities from 0 to 1", row, double.CreateTruncating(target));
            }
        }
    }

    /// <inheritdoc/>
    protected override double ElementValue(double output, double target) => Math.Max(output, 0) - target * output + LogOfOnePlus(Math.Exp(-Math.Abs(output)));

    /// <inheritdoc/>
    protected override double ElementSlope(double output, double target)
    {
        double small = Math.Exp(-Math.Abs(output));
        return (output >= 0 ? 1 : small) / (1 + small) - target;
    }

    /// <summary>log(1 + x) to full precision for small x ≥ 0 (Kahan; Higham 2002, Accuracy and Stability of Numerical Algorithms, 1.14.1).</summary>
    private static double LogOfOnePlus(double x)
    {
        double sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * x / (sum - 1);
    }
}
