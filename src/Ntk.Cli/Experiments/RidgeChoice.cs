using System.CommandLine;
using System.Numerics;
using System.Numerics.Tensors;
using System.Text.Json.Serialization;
using Ntk.Data;
using Ntk.Engine.Networks;
using Ntk.Solvers;
using Ntk.Solvers.Selection;

namespace Ntk.Cli;

/// <summary>A ridge chosen on a part of the training rows.</summary>
/// <param name="Ridge">The ridge; relative.</param>
/// <param name="ValidationRows">How many rows it was chosen on.</param>
/// <param name="Accuracy">The accuracy on them; null if the targets are values.</param>
/// <param name="RootMeanSquaredError">The error on them.</param>
internal sealed record RidgeChoice([property: JsonIgnore] Ridge Ridge, int ValidationRows, double? Accuracy, double RootMeanSquaredError)
{
    /// <summary>The share of the training rows on which ridges are compared, unless the command line says otherwise.</summary>
    public const double DefaultShare = 0.2;

    public static Option<double?> ValidationOption(string description) => new("--validation")
    {
        Description = description,
        HelpName = "share",
        CustomParser = result => Numbers.Parse(result, "--validation", "a share above 0 and below 1, such as 0.2", value => value is > 0 and < 1),
    };

    /// <summary>Holds a share of the rows out, of every class alike, and chooses the ridge with which the others predict them best.</summary>
    /// <exception cref="UsageException">A part would have no rows.</exception>
    public static RidgeChoice Make<T>(Network network, KernelKind kind, Tensor<T> x, Targets<T> targets, double share, RunSettings run, Session session)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = checked((int)x.Lengths[0]), held = (int)Math.Round(rows * share);
        if (held < 1 || held >= rows)
            throw new UsageException($"Of {rows} rows, {held} would be held out for choosing the ridge: both parts need at least one. Change --validation, or give a --ridge.");
        var sizes = new SplitSizes(rows - held, held, 0);
        DataSplit split = targets.Labels is { } labels ? DataSplit.Stratified(labels, targets.ClassCount, sizes, run.Seed) : DataSplit.Random(rows, sizes, run.Seed);
        bool isClassifier = targets.ClassCount > 1;
        RidgeSelection selection = session.WithProgress("Choosing the ridge", (progress, cancellation) => RidgeSelection.Choose<T>(
            network, kind, TensorRows.Select<T>(x, split.Train), TensorRows.Select<T>(targets.Values, split.Train),
            TensorRows.Select<T>(x, split.Validation), TensorRows.Select<T>(targets.Values, split.Validation),
            isClassifier ? SelectionMeasure.ClassificationAccuracy : SelectionMeasure.MeanSquaredError,
            options: new FitOptions { Gram = run.GramOptions(progress) }, cancellation: cancellation));
        return new(selection.Ridge, held, isClassifier ? selection.Best.Accuracy : null, Math.Sqrt(selection.Best.MeanSquaredError ?? 0));
    }
}
