using System.CommandLine;
using System.Numerics;
using Ntk.Data;

namespace Ntk.Cli;

/// <summary><c>ntk data</c>: describes data, and converts them to an npz file.</summary>
internal sealed class DataCommand : Verb
{
    private readonly DataOptions data = new();
    private readonly Option<string> output = new("--output") { Description = "Write the data to this npz file: x and y, or x_train, y_train, x_test and y_test.", HelpName = "file.npz" };

    public DataCommand()
        : base("data", "Describe a source of data (shape, classes, ranges, duplicates), and convert it to an npz file.") => AddOptions([.. data.All, output]);

    public override IReadOnlyList<(string Command, string Purpose)> Examples =>
    [
        ("ntk data --data digits", "What the embedded digits are."),
        ("ntk data --data table.csv --label class --output table.npz", "A CSV file as the arrays x and y, which all commands read with --data table.npz."),
        ("ntk data --data x.npy", "One array without labels."),
    ];

    protected override int Run(ParseResult parse, RunSettings run, Session session)
    {
        DataSettings source = data.Read(parse);
        if (source.Source is null)
            throw new UsageException("Give the data: --data digits, --data file or --data folder.");
        string? target = parse.GetValue(output);
        if (target is not null)
            OutputFile.Require(target);
        session.Write(run.PrecisionOrDefault.Run(new Work(source, target, run, session)));
        return ExitCode.Success;
    }

    private sealed class Work(DataSettings source, string? target, RunSettings run, Session session) : IPrecisionAction<DataResult>
    {
        public DataResult Run<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            IReadOnlyList<DataPart<T>> parts = DataPart.Read<T>(source);
            bool writes = target is not null && !run.IsDryRun;
            if (writes)
                OutputFile.WriteArchive(target!, archive => Write(archive, parts), session.Cancellation);
            return new(source.Source!, [.. parts.Select(part => DataSummary.Of(part))], writes ? target : null);
        }

        private void Write<T>(NpzWriter archive, IReadOnlyList<DataPart<T>> parts)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            foreach (DataPart<T> part in parts)
            {
                session.Cancellation.ThrowIfCancellationRequested();
                archive.Add<T>(part.FeaturesName, part.Features);
                if (part.Labels is { } labels)
                    archive.Add<int>(part.LabelsName, [labels.Length], (first, rows) => labels.AsSpan((int)first, rows.Length).CopyTo(rows));
            }
        }
    }
}
