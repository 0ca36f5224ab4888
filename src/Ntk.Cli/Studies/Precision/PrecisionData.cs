using System.Numerics.Tensors;
using Ntk.Data;
using Ntk.Solvers;

namespace Ntk.Cli;

/// <summary>
/// The rows of the study. They are prepared in float32 and widened for float64, so that kernels of both precisions are of the same numbers.
/// </summary>
internal sealed class PrecisionData
{
    private readonly ExperimentData<float> data;

    private PrecisionData(ExperimentData<float> data, IReadOnlyList<NetworkRows> networks)
    {
        this.data = data;
        Networks = networks;
    }

    /// <summary>The networks with their rows.</summary>
    public IReadOnlyList<NetworkRows> Networks { get; }

    /// <summary>The dimensions of one input.</summary>
    public nint[] Lengths => [.. data.Fit.Features.Lengths[1..]];

    public int ClassCount => data.Fit.ClassCount;

    public static PrecisionData Read(PrecisionSettings settings, RunSettings run)
    {
        StudySettings study = settings.Study;
        (LabelledData<float> train, LabelledData<float>? test) = study.Data.Read<float>();
        if (train.ClassCount < 2)
            throw new UsageException($"{study.DataName} has {train.ClassCount} class; the study compares classes, of which it takes two.");
        (int trainRows, int testRows) = settings.Rows(train.RowCount, test?.RowCount);
        var experiment = new ExperimentSettings(study.Data, [], [Precision.Float32], study.Preparation, trainRows, 0, testRows, run.Seed);
        IReadOnlyList<NetworkRows> networks = [.. settings.Networks(train.Features.Lengths[1..]).Select(network => settings.RowsOf(network, trainRows, testRows))];
        if (networks.Select(rows => StudyNames.File(rows.Network.Name)).Distinct().Count() < networks.Count)
            throw new UsageException("Two of the networks have one name in letters and digits, so that their tiles and curves would have one place. Give them as files with names of their own.");
        return new(ExperimentData<float>.Read(experiment), networks);
    }

    /// <summary>The inputs of a network: training rows, then test rows.</summary>
    public Tensor<float> Inputs(NetworkRows rows) =>
        Tensor.Concatenate<float>([data.Fit.Take(rows.Train).Features, data.Test.Take(rows.Test).Features]);

    /// <summary>The first training rows.</summary>
    public Tensor<float> Inputs(NetworkRows rows, int count) => data.Fit.Take(Math.Min(count, rows.Train)).Features;

    /// <summary>One-hot targets of the training rows, less their mean over the classes.</summary>
    public Tensor<double> Targets(NetworkRows rows) => OneHot.Encode<double>(data.Fit.Labels.AsSpan()[..rows.Train], ClassCount);

    /// <summary>The classes of the test rows.</summary>
    public int[] TestLabels(NetworkRows rows) => data.Test.Labels[..rows.Test];
}
