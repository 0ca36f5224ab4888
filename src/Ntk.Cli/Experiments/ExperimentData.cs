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
    public static ExperimentData<T> Read(ExperimentSettings settings, int? largestTrainRows = null)
    {
        (LabelledData<T> train, LabelledData<T>? test) = settings.Data.Read<T>();
        ExperimentSplit split = ExperimentSplit.Make(settings, train, test).Limited(largestTrainRows);
        LabelledData<T> fit = train.Select([.. split.Train, .. split.Validation]), tested = (test ?? train).Select(split.Test);
        Prepare(settings.Preparation, fit, tested, split.Train.Length);
        return new(fit, tested, test ?? train, split);
    }

    private static void Prepare(Preparation preparation, LabelledData<T> fit, LabelledData<T> test, int trainRows)
    {
        switch (preparation)
        {
            case Preparation.Standardise:
                Standardiser standardiser = Standardiser.FitChannels<T>(fit.Take(trainRows).Features);
                standardiser.Apply<T>(fit.Features);
                standardiser.Apply<T>(test.Features);
                break;
            case Preparation.Sphere:
                UnitSphere.Project<T>(fit.Features);
                UnitSphere.Project<T>(test.Features);
                break;
        }
    }
}
