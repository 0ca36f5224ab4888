using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Solvers.Dynamics;

namespace Ntk.Cli;

/// <summary>How a network does at one time of its training.</summary>
/// <param name="Time">Steps of gradient descent.</param>
/// <param name="Training">On the rows it is trained on.</param>
/// <param name="Test">On the test rows; null without their targets.</param>
/// <param name="StandardDeviation">Of an ensemble of networks, the root mean square over the test rows; null for other losses than mse, or without test rows.</param>
/// <param name="Ridge">The ridge that does nearly the same, absolute; null for other losses than mse, with momentum, or at time 0.</param>
/// <param name="RelativeRidge">The same, relative to the mean of the kernel's diagonal.</param>
internal sealed record DynamicsPoint(double Time, DynamicsScore Training, DynamicsScore? Test, double? StandardDeviation, double? Ridge, double? RelativeRidge);

/// <summary>How outputs meet targets.</summary>
/// <param name="Loss">The loss.</param>
/// <param name="Accuracy">The share of rows whose largest output is that of their class; null if the targets are values.</param>
/// <param name="RootMeanSquaredError">Over all rows and outputs; null for losses whose outputs are logits.</param>
internal sealed record DynamicsScore(double Loss, double? Accuracy, double? RootMeanSquaredError)
{
    public static DynamicsScore Of<T>(LossKind kind, ITrainingLoss<T> loss, Tensor<T> outputs, Targets<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Fit fit = Fit.Of(outputs, targets);
        int rows = checked((int)outputs.Lengths[0]), width = checked((int)outputs.Lengths[1]);
        double value = loss.Value(new(Flat(outputs), rows, width), new(Flat(DynamicsData<T>.For(kind, targets)), rows, width));
        return new(value, fit.Accuracy, kind.TakesProbabilities() ? null : fit.RootMeanSquaredError);
    }

    private static T[] Flat<T>(Tensor<T> tensor)
        where T : unmanaged
    {
        var values = new T[tensor.FlattenedLength];
        tensor.FlattenTo(values);
        return values;
    }
}
