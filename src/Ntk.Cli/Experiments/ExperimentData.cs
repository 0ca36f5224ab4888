using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Data;

namespace Ntk.Cli;

/// <summary>The rows of an experiment in one precision, prepared.</summary>
internal sealed class ExperimentData<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LabelledData<T> testSource;

    private ExperimentData(LabelledData<T> fit, LabelledData<T> test, LabelledData<T> testSource, ExperimentSplit split)
    {
        this.testSource = testSource;
        Fit = fit;
        Test = test;
        Split = split;
    }

    /// <summary>Training rows, then validation rows.</summary>
    public LabelledData<T> Fit { get; }

    /// <summary>Test rows.</summary>
    public LabelledData<T> Test { get; }

    /// <summary>Where the rows come from.</summary>
    public ExperimentSplit Split { get; }

    /// <summary>One-hot targets of some of the rows in <see cref="Fit"/>.</summary>
    public Tensor<T> Targets(Range rows) => OneHot.Encode<T>(Fit.Labels.AsSpan()[rows], Fit.ClassCount);

    /// <summary>The features of a test row as they were before the preparation, as a tensor of one row.</summary>
    public Tensor<T> Original(int testRow) => testSource.Select([Split.Test[testRow]]).Features;

    /// <param name="settings">What to read.</param>
    /// <param name="largestTrainRows">The most training rows, those for validation included; null for as many as the settings say.</param>
    /// <summary>Reads and prepares the rows.</summary>
    public static ExperimentData<T> Read(ExperimentSettings settings, int? largestTrainRows = null) => Of(settings.Data.Read<T>(), settings, largestTrainRows);

    /// <param name="source">The rows of the source, which stay as they are.</param>
    /// <param name="settings">What to take of them.</param>
    /// <param name="largestTrainRows">The most training rows, those for validation included; null for as many as the settings say.</param>
    /// <summary>Takes and prepares rows.</summary>
    public static ExperimentData<T> Of((LabelledData<T> Train, LabelledData<T>? Test) source, ExperimentSettings settings, int? largestTrainRows = null)
    {
        (LabelledData<T> train, LabelledData<T>? test) = source;
        ExperimentSplit split = ExperimentSplit.Make(settings, train, test).Limited(largestTrainRows);
        LabelledData<T> fit = train.Select([.. split.Train, .. split.Validation]), tested = (test ?? train).Select(split.Test);
        Action<Tensor<T>> prepare = settings.Preparation.Fit(fit.Take(split.Train.Length).Features);
        prepare(fit.Features);
        prepare(tested.Features);
        return new(fit, tested, test ?? train, split);
    }
}
