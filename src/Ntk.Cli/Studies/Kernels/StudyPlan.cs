using Ntk.Data;
using Ntk.Engine.Networks;

namespace Ntk.Cli;

/// <summary>How many rows a study of kernels takes unless told otherwise; as many as there are of them if that is fewer.</summary>
/// <param name="TrainRows">Training rows, those for validation included; null for the default of an experiment.</param>
/// <param name="TestRows">Test rows; null likewise.</param>
/// <param name="GapRows">Training rows of the network that pools globally, one entry of whose kernels takes all pairs of pixels.</param>
/// <param name="GapPrecision">The arithmetic of that network, unless the command line says.</param>
internal sealed record StudySizes(int? TrainRows, int? TestRows, int GapRows, Precision GapPrecision = Precision.Float32)
{
    /// <summary>Images of more pixels have fewer rows.</summary>
    private const int SmallImage = 100, GapRowsOfLargeImages = 200;

    public int GapRowsOf(int pixels) => pixels <= SmallImage ? GapRows : Math.Min(GapRows, GapRowsOfLargeImages);
}

/// <summary>The rows and networks of a study of kernels, known before any work.</summary>
/// <param name="Rows">What is read; each network has its precision.</param>
/// <param name="Split">The rows of networks without a limit.</param>
/// <param name="Shape">The dimensions of one input.</param>
/// <param name="ClassCount">Classes.</param>
internal sealed record StudyPlan(ExperimentSettings Rows, ExperimentSplit Split, IReadOnlyList<nint> Shape, int ClassCount)
{
    private const int FullyConnectedDepth = 3, ConvolutionalDepth = 8;

    // Of data without a test set of their own.
    private const double QuickTestShare = 0.4;

    public IReadOnlyList<NamedNetwork> Networks => Rows.Networks;

    /// <summary>Height × width of an image; 1 for other inputs.</summary>
    public int Pixels => IsImage(Shape) ? (int)(Shape[0] * Shape[1]) : 1;

    /// <summary>Reads the data to see what there is of them.</summary>
    /// <param name="settings">What is asked for.</param>
    /// <param name="sizes">Rows unless the settings say.</param>
    /// <param name="gapRows">Training rows of the network that pools globally; null for the usual.</param>
    /// <param name="run">Precision and seed.</param>
    public static StudyPlan Make(StudySettings settings, StudySizes sizes, int? gapRows, RunSettings run)
    {
        (LabelledData<float> train, LabelledData<float>? test) = settings.Data.Read<float>();
        int? testRows = settings.TestRows ?? (sizes.TestRows is { } tests ? Math.Min(tests, test?.RowCount ?? (int)(train.RowCount * QuickTestShare)) : null);
        int? trainRows = settings.TrainRows ?? (sizes.TrainRows is { } trains ? Math.Min(trains, test is null ? train.RowCount - testRows ?? 0 : train.RowCount) : null);
        nint[] shape = [.. train.Features.Lengths[1..]];
        var plan = new StudyPlan(
            new(settings.Data, [], [], settings.Preparation, trainRows, RidgeChoice.DefaultShare, testRows, run.Seed), new([], [], []), shape, train.ClassCount);
        IReadOnlyList<NamedNetwork> networks = settings.Networks.Count > 0
            ? [.. settings.Networks.Select(network => network with { Precision = run.PrecisionOrDefault })]
            : Defaults(shape, run, gapRows ?? sizes.GapRowsOf(plan.Pixels), sizes.GapPrecision);
        ExperimentSettings rows = plan.Rows with { Networks = networks };
        return plan with { Rows = rows, Split = ExperimentSplit.Make(rows, train, test) };
    }

    /// <summary>The rows of a network.</summary>
    public ExperimentSplit SplitOf(NamedNetwork network) => Split.Limited(network.LargestTrainRows);

    /// <summary>Training and validation rows of a network.</summary>
    public int FitRows(NamedNetwork network) => SplitOf(network) is var split ? split.Train.Length + split.Validation.Length : 0;

    /// <summary>What a report says of all this.</summary>
    public IReadOnlyList<(string Name, string? Value)> Facts() =>
    [
        ("rows", $"{Split.Train.Length} training, {Split.Validation.Length} validation and {Split.Test.Length} test rows, {Format.Input([.. Shape.Select(length => (long)length)])}, {ClassCount} classes"),
        .. Networks.Where(network => network.LargestTrainRows is not null && FitRows(network) < Split.Train.Length + Split.Validation.Length)
            .Select(network => ($"rows of {network.Name}", (string?)$"{SplitOf(network).Train.Length} training and {SplitOf(network).Validation.Length} validation rows, the same test rows")),
        ("preparation", SetupSection.NameOf(Rows.Preparation)),
        ("targets", $"one-hot minus 1/{ClassCount}"),
        ("precision", string.Join(", ", Networks.Select(network => $"{network.Name} in {network.Precision!.Value.Name()}"))),
        ("seed", Rows.Seed.ToString()),
    ];

    private static bool IsImage(IReadOnlyList<nint> shape) => shape.Count == 3;

    /// <summary>The architectures of arXiv 2007.15801, section 2; of inputs that are no images, the fully connected one.</summary>
    private static List<NamedNetwork> Defaults(IReadOnlyList<nint> shape, RunSettings run, int gapRows, Precision gapPrecision)
    {
        List<NamedNetwork> networks = [new("FC", Presets.FullyConnected(FullyConnectedDepth), run.PrecisionOrDefault)];
        if (IsImage(shape))
        {
            networks.Add(new("CNN-VEC", Presets.ConvVec(ConvolutionalDepth), run.PrecisionOrDefault));
            networks.Add(new("CNN-GAP", Presets.ConvGap(ConvolutionalDepth), run.Precision ?? gapPrecision, gapRows));
        }

        return networks;
    }
}
