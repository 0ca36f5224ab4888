using System.CommandLine;
using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Networks;
using Ntk.Native;
using Ntk.Solvers;
using Ntk.Solvers.Spectra;

namespace Ntk.Cli;

/// <summary><c>ntk spectrum</c>: the eigenvalues of a training kernel, and what they tell.</summary>
internal sealed class SpectrumCommand : Verb
{
    private const int DefaultSteps = 100;

    private static readonly int DefaultProbes = new QuadratureOptions().Probes;

    private readonly Option<string> network = NetworkOption.Create();
    private readonly Option<string> x = new("--x") { Description = "Inputs, rows × features or rows × height × width × channels: npy, npz:array, IDX, CIFAR, CSV.", HelpName = "file" };
    private readonly DataOptions data = new();
    private readonly Option<KernelKind> kernel = KernelNames.Option("The kernel; nngp unless given.");
    private readonly Option<SpectrumMethod> method = Choice.Of<SpectrumMethod>(
        "--method", "dense: all eigenvalues, of a matrix in memory; lanczos: both ends, log-determinant and effective dimension from products with a kernel that is never held. dense unless given.");

    private readonly Option<int?> count = new("--count")
    {
        Description = "Eigenvalues of each end to report: 10, with lanczos the 50 largest, unless given. With lanczos the power law is fitted to the largest, and at most 4 of the smallest are sought.",
        HelpName = "number",
    };

    private readonly Option<double?> ridge = new("--ridge")
    {
        Description = "Condition number, effective dimension and log-determinant are of the kernel with this on its diagonal, relative to the diagonal's mean; 0 unless given.",
        HelpName = "number",
        CustomParser = result => Numbers.Parse(result, "--ridge", "a finite number, 0 or more, such as 1e-3", value => value >= 0),
    };

    private readonly Option<bool> ridgeAbsolute = new("--ridge-absolute") { Description = "Take --ridge as it is, not relative to the diagonal." };
    private readonly Option<int?> probes = new("--probes") { Description = $"With lanczos, random vectors of the quadrature, 2 or more; {DefaultProbes} unless given. Standard errors fall with the root of their number.", HelpName = "number" };
    private readonly Option<int?> steps = new("--steps") { Description = $"With lanczos, steps of the quadrature, and most products for each end of the spectrum, 1 or more; {DefaultSteps} unless given.", HelpName = "number" };
    private readonly Option<string> output = new("--output") { Description = "Write the eigenvalues to this file, the largest first; with lanczos those that were sought.", HelpName = "values.npy" };
    private readonly Option<string> report = new("--report") { Description = "Write a report with a plot to this file.", HelpName = "file.html" };

    public SpectrumCommand()
        : base("spectrum", "Find the eigenvalues of a training kernel: condition number, effective dimension, power law of the tail, log-determinant.") =>
        AddOptions([network, x, .. data.All, kernel, method, count, ridge, ridgeAbsolute, probes, steps, output, report]);

    public override IReadOnlyList<(string Command, string Purpose)> Examples =>
    [
        ("ntk spectrum --network \"3*(dense(1.4,0.1) relu) dense(1.4,0.1)\" --data digits --kernel ntk --ridge 1e-3 --report spectrum.html", "All eigenvalues, and a plot with the power law of the tail."),
        ("ntk spectrum --network net.json --x x.npy --output values.npy --json", "For programs."),
        ("ntk spectrum --network net.json --data fashion-mnist --method lanczos --ridge 1e-3", "60,000 rows without the matrix: the largest and the smallest eigenvalues, and traces with standard errors."),
        ("ntk spectrum --network net.json --data fashion-mnist --rows 20000 --dry-run", "What it would take."),
    ];

    protected override int Run(ParseResult parse, RunSettings run, Session session)
    {
        Network described = NetworkOption.Read(parse.GetValue(network));
        DataSettings source = data.Read(parse);
        string? file = parse.GetValue(x);
        if (file is null == source.Source is null)
            throw new UsageException("Give the inputs: either --x file or --data source.");
        foreach (string target in new[] { parse.GetValue(output), parse.GetValue(report) }.OfType<string>())
            OutputFile.Require(target);
        SpectrumMethod chosen = parse.GetValue(method);
        if (chosen == SpectrumMethod.Dense && (parse.GetValue(probes) ?? parse.GetValue(steps)) is not null)
            throw new UsageException("--probes and --steps go with --method lanczos.");
        double size = parse.GetValue(ridge) ?? 0;
        var settings = new SpectrumSettings(
            described, parse.GetValue(kernel), chosen, parse.GetValue(ridgeAbsolute) ? Ridge.Absolute(size) : Ridge.Relative(size), Numbers.AtLeastOne(parse, count),
            Numbers.AtLeast(parse, probes, 2) ?? DefaultProbes, Numbers.AtLeastOne(parse, steps) ?? DefaultSteps, parse.GetValue(output), parse.GetValue(report));
        run.LimitThreads();
        session.Write(run.PrecisionOrDefault.Run(new Work(settings, file, source, run, session)));
        return ExitCode.Success;
    }

    private sealed class Work(SpectrumSettings settings, string? file, DataSettings data, RunSettings run, Session session) : IPrecisionAction<IResult>
    {
        public IResult Run<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            Tensor<T> inputs = file is null ? data.Read<T>().Train.Features : InputFile.Read<T>(file, data.RowLimit);
            if (inputs.Lengths[0] == 0)
                throw new DimensionMismatchException("There are no inputs: a kernel without rows has no spectrum.");
            return run.IsDryRun ? SpectrumEstimate.Make<T>(settings, inputs.Lengths, run) : Find(inputs);
        }

        private SpectrumResult Find<T>(Tensor<T> inputs)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            SpectrumMemory memory = SpectrumMemory.Of<T>(settings, inputs.Lengths, run);
            if (!memory.Fits)
                throw new SpectrumMemoryException((int)inputs.Lengths[0], settings.Method, memory);
            long start = Stopwatch.GetTimestamp();
            SpectrumResult found = settings.Method == SpectrumMethod.Dense ? DenseSpectrum.Find(settings, inputs, run, session) : LanczosSpectrum.Find(settings, inputs, run, session);
            SpectrumResult result = found with { Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds };
            if (settings.Output is { } target)
                OutputFile.WriteArray(target, Tensor.Create<double>([.. result.Values]), session.Cancellation);
            if (settings.Report is { } page)
                OutputFile.WriteText(page, SpectrumReport.Write(result, settings, file ?? data.Source!), session.Cancellation);
            return result;
        }
    }
}
