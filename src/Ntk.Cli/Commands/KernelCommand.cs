using System.CommandLine;
using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Data;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;

namespace Ntk.Cli;

/// <summary><c>ntk kernel</c>: Gram matrices to a file.</summary>
internal sealed class KernelCommand : Verb
{
    private readonly Option<string> network = NetworkOption.Create();
    private readonly Option<string> x1 = new("--x1") { Description = "Inputs, one row of the matrix each: rows × features or rows × height × width × channels (npy, npz:array, IDX, CIFAR, CSV).", HelpName = "file" };
    private readonly Option<string> x2 = new("--x2") { Description = "Inputs, one column of the matrix each; the same as --x1 unless given.", HelpName = "file" };
    private readonly DataOptions data = new();
    private readonly Option<string> output = new("--output") { Description = "The npz file to write, with the arrays nngp and ntk.", HelpName = "file.npz" };
    private readonly Option<KernelOutputs> get = new("--get")
    {
        Description = "The kernels: nngp, ntk or nngp,ntk; both unless given. The NNGP alone costs about half.",
        HelpName = "nngp,ntk",
        CustomParser = result => KernelNames.Parse(result.Tokens[0].Value, result.AddError),
    };
    private readonly StoreOptions store = new();

    public KernelCommand()
        : base("kernel", "Compute the NNGP and NTK Gram matrices of a network and write them to an npz file.") => AddOptions([network, x1, x2, .. data.All, get, output, .. store.All]);

    public override IReadOnlyList<(string Command, string Purpose)> Examples =>
    [
        ("ntk kernel --network net.json --x1 a.npy --output k.npz", "K and Θ between all rows of a.npy, in float64."),
        ("ntk kernel --network \"dense(1.5,0.05) erf dense(1.5,0.05)\" --x1 a.npy --x2 b.npy --get nngp --precision float32 --output k.npz", "K between the rows of two files."),
        ("ntk kernel --network \"8*(conv(3x3,padding=same,wStd=1.4,bStd=0.1) relu) flatten dense\" --x1 images.npy --output k.npz", "A convolutional network on images, rows × height × width × channels."),
        ("ntk kernel --network \"convGap(8)\" --data cifar-10-batches-bin --rows 500 --precision float32 --output k.npz --dry-run", "A preset on the first images of a data set: what it would take."),
        ("ntk kernel --network net.json --x1 a.npy --output k.npz --store k.tiles", "Long work that survives: ended in any way, the same command continues it."),
        ("ntk kernel --network net.json --data fashion-mnist --rows 10000 --output k.npz --dry-run", "What it would take."),
    ];

    protected override int Run(ParseResult parse, RunSettings run, Session session)
    {
        Network described = NetworkOption.Read(parse.GetValue(network));
        string? first = parse.GetValue(x1), second = parse.GetValue(x2), target = parse.GetValue(output);
        DataSettings source = data.Read(parse);
        if (first is null == source.Source is null)
            throw new UsageException("Give the inputs: either --x1 file (and --x2 file) or --data source.");
        if (second is not null && source.Source is not null)
            throw new UsageException("--x2 goes with --x1, not with --data.");
        if (target is null && !run.IsDryRun)
            throw new UsageException("Say where to: --output k.npz; or --dry-run to see what it would take.");
        if (target is not null)
            OutputFile.Require(target);

        run.LimitThreads();
        KernelOutputs outputs = parse.GetResult(get) is null ? KernelOutputs.Both : parse.GetValue(get);
        run.PrecisionOrDefault.Run(new Work(described, first, second, source, outputs, target, store.Read(parse), run, session));
        return ExitCode.Success;
    }

    private sealed class Work(
        Network network, string? x1, string? x2, DataSettings data, KernelOutputs outputs, string? target, StoreSettings store, RunSettings run, Session session) : IPrecisionAction<bool>
    {
        public bool Run<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            session.Write(run.IsDryRun ? Plan<T>() : Compute<T>());
            return true;
        }

        private GramEstimate Plan<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            nint[] first = x1 is null ? data.Read<T>().Train.Features.Lengths.ToArray() : InputFile.ReadShape(x1);
            nint[]? second = x2 is null ? null : InputFile.ReadShape(x2);
            int rows = x1 is null ? (int)first[0] : data.RowLimit ?? checked((int)first[0]);
            return GramEstimate.Make<T>(network, rows, second is null ? null : checked((int)second[0]), first, outputs, run);
        }

        private KernelResult Compute<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            Tensor<T> first = x1 is null ? data.Read<T>().Train.Features : InputFile.Read<T>(x1, data.RowLimit);
            Tensor<T>? second = x2 is null ? null : InputFile.Read<T>(x2);
            long start = Stopwatch.GetTimestamp();
            using GramResult<T> gram = session.WithProgress("Gram matrix", (progress, cancellation) => Build(new(network, store.Apply(run.GramOptions(progress))), first, second, cancellation));
            store.WarnOfDamages(session);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;

            var matrices = new List<MatrixSummary>();
            OutputFile.WriteArchive(target!, archive =>
            {
                foreach ((string name, GramMatrix<T> matrix) in KernelNames.Matrices(gram))
                {
                    matrices.Add(MatrixSummary.Of(name, matrix));
                    archive.Add<T>(name, [matrix.Rows, matrix.Columns], GramRows.Of(matrix, session.Cancellation));
                }
            }, session.Cancellation);
            foreach (MatrixSummary matrix in matrices)
                matrix.WarnOfRange(session, run.PrecisionOrDefault);
            return new(target!, run.PrecisionOrDefault, Format.InputShape(first.Lengths), [.. matrices], seconds, run.Backend.Name, store.Result, session.Warnings);
        }

        private GramResult<T> Build<T>(GramBuilder<T> builder, Tensor<T> first, Tensor<T>? second, CancellationToken cancellation)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            second is null
                ? builder.Build(first, outputs, cancellation)
                : builder.Build(first, second, outputs, cancellation);
    }
}
