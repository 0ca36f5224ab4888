using System.CommandLine;
using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Data;
using Ntk.Native;

namespace Ntk.Cli;

/// <summary>Inputs with what is to be learnt, from two files or from labelled data.</summary>
internal sealed class TrainingOptions(string xPurpose, string yPurpose)
{
    private readonly Option<string> x = new("--x") { Description = xPurpose, HelpName = "file" };
    private readonly Option<string> y = new("--y") { Description = yPurpose, HelpName = "file" };
    private readonly Option<TargetKind> targets = Choice.Of<TargetKind>("--targets", "What --y holds; auto takes one integer a row for a class label, everything else for values.");
    private readonly DataOptions data = new();

    public IEnumerable<Option> All => [x, y, targets, .. data.All];

    public TrainingSettings Read(ParseResult parse)
    {
        var settings = new TrainingSettings(parse.GetValue(x), parse.GetValue(y), parse.GetValue(targets), data.Read(parse));
        if (settings.X is null == settings.Data.Source is null)
            throw new UsageException("Give the inputs: either --x file (with --y file) or --data source.");
        if (settings.Y is not null && settings.X is null)
            throw new UsageException("--y goes with --x; --data brings its own labels.");
        return settings;
    }
}

/// <summary>Where inputs and targets come from.</summary>
internal sealed record TrainingSettings(string? X, string? Y, TargetKind TargetKind, DataSettings Data)
{
    /// <summary>Reads inputs, and targets if there are any.</summary>
    /// <param name="takeTest">Whether to take the test rows of labelled data, where they have any.</param>
    /// <param name="classCount">The number of classes; null for as many as there are.</param>
    public (Tensor<T> Inputs, Targets<T>? Targets) Read<T>(bool takeTest, int? classCount = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (X is null)
        {
            LabelledData<T> rows = ReadData<T>(takeTest);
            return (rows.Features, Targets<T>.OfLabels(rows.Labels, classCount ?? rows.ClassCount));
        }
        Tensor<T> inputs = InputFile.Read<T>(X, Data.RowLimit);
        Targets<T>? targets = Y is null ? null : TargetFile.Read<T>(Y, TargetKind, Data.RowLimit, classCount);
        if (targets is not null && targets.Values.Lengths[0] != inputs.Lengths[0])
            throw new DimensionMismatchException($"{X} has {inputs.Lengths[0]} rows, {Y} has {targets.Values.Lengths[0]}; each input needs its target.");
        return (inputs, targets);
    }

    private LabelledData<T> ReadData<T>(bool takeTest)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (LabelledData<T> train, LabelledData<T>? test) = LabelledDataFile.Read<T>(Data.Source!, Data.Label);
        LabelledData<T> chosen = takeTest ? test ?? train : train;
        return Data.RowLimit is { } rows ? chosen.Take(rows) : chosen;
    }
}
