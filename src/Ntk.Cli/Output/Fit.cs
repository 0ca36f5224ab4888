using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Data;
using Ntk.Solvers.Inference;

namespace Ntk.Cli;

/// <summary>How well predictions meet targets.</summary>
/// <param name="Accuracy">The share of rows whose largest output is that of their class; null if the targets are values.</param>
/// <param name="RootMeanSquaredError">Over all rows and outputs.</param>
internal sealed record Fit(double? Accuracy, double RootMeanSquaredError)
{
    public static Fit Of<T>(Tensor<T> mean, Targets<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var predicted = new T[mean.FlattenedLength];
        var wanted = new T[predicted.Length];
        mean.FlattenTo(predicted);
        targets.Values.FlattenTo(wanted);
        double sum = 0;
        for (int i = 0; i < predicted.Length; i++)
        {
            double error = double.CreateTruncating(predicted[i]) - double.CreateTruncating(wanted[i]);
            sum += error * error;
        }
        return new(targets.Labels is { } labels ? Share(OneHot.Decode<T>(mean), labels) : null, Math.Sqrt(sum / Math.Max(1, predicted.Length)));
    }

    /// <summary>On the training rows, at no cost: with M the training kernel, <c>M·w = y − λ·w</c> for weights <c>w = (M + λI)⁻¹y</c>.</summary>
    public static Fit OnTraining<T>(FittedModel<T> model, Targets<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double shift = model.Report.Ridge + model.Report.JitterUsed;
        var mean = new T[model.Targets.FlattenedLength];
        var weights = new T[mean.Length];
        model.Targets.FlattenTo(mean);
        model.Weights.FlattenTo(weights);
        for (int i = 0; i < mean.Length; i++)
            mean[i] = T.CreateTruncating(double.CreateTruncating(mean[i]) - shift * double.CreateTruncating(weights[i]));
        return Of(Tensor.Create(mean, model.Targets.Lengths), targets);
    }

    private static double Share(int[] predicted, int[] labels)
    {
        int correct = 0;
        for (int row = 0; row < labels.Length; row++)
            correct += predicted[row] == labels[row] ? 1 : 0;
        return correct / (double)Math.Max(1, labels.Length);
    }
}
