using System.Numerics;
using Ntk.Native;

namespace Ntk.Solvers.Dynamics;

/// <summary>A loss that is the mean over all rows and outputs of a function of one output and its target, computed in double.</summary>
/// <typeparam name="T">float or double.</typeparam>
public abstract class ElementwiseLoss<T> : ITrainingLoss<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>A bound of the function's second derivative with respect to the output.</summary>
    protected abstract double ElementCurvature { get; }

    /// <inheritdoc/>
    public virtual void RequireTargets(ReadOnlyMatrixSpan<T> targets)
    {
    }

    /// <inheritdoc/>
    public double Value(ReadOnlyMatrixSpan<T> outputs, ReadOnlyMatrixSpan<T> targets)
    {
        LossShape.Require(outputs, targets);
        double sum = 0;
        for (nint row = 0; row < outputs.Rows; row++)
        {
            ReadOnlySpan<T> output = outputs.Row(row), target = targets.Row(row);
            for (int column = 0; column < output.Length; column++)
                sum += ElementValue(double.CreateTruncating(output[column]), double.CreateTruncating(target[column]));
        }

        return sum / Count(outputs);
    }

    /// <inheritdoc/>
    public void Gradient(ReadOnlyMatrixSpan<T> outputs, ReadOnlyMatrixSpan<T> targets, MatrixSpan<T> gradient)
    {
        LossShape.Require(outputs, targets);
        LossShape.Require(outputs, gradient);
        double count = Count(outputs);
        for (nint row = 0; row < outputs.Rows; row++)
        {
            ReadOnlySpan<T> output = outputs.Row(row), target = targets.Row(row);
            Span<T> slope = gradient.Row(row);
            for (int column = 0; column < output.Length; column++)
                slope[column] = T.CreateTruncating(ElementSlope(double.CreateTruncating(output[column]), double.CreateTruncating(target[column])) / count);
        }
    }

    /// <inheritdoc/>
    public double LargestCurvature(int rows, int outputs) => ElementCurvature / ((double)rows * outputs);

    /// <summary>The function.</summary>
    protected abstract double ElementValue(double output, double target);

    /// <summary>Its derivative with respect to the output.</summary>
    protected abstract double ElementSlope(double output, double target);

    private static double Count(ReadOnlyMatrixSpan<T> outputs) => (double)outputs.Rows * outputs.Columns;
}
