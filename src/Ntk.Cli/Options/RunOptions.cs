using System.CommandLine;
using Ntk.Engine.Gram;
using Ntk.Engine.Programs;
using Ntk.Native;

namespace Ntk.Cli;

/// <summary>How a command runs, whatever it does.</summary>
/// <param name="Precision">The type of the arithmetic; null where the command line does not say.</param>
/// <param name="Backend">What evaluates kernels.</param>
/// <param name="ThreadCount">Threads; null for all processors.</param>
/// <param name="Seed">Where all randomness starts.</param>
/// <param name="IsDryRun">Whether to say what would be done instead of doing it.</param>
/// <param name="Json">Whether the result is JSON.</param>
internal sealed record RunSettings(Precision? Precision, IKernelBackend Backend, int? ThreadCount, ulong Seed, bool IsDryRun, bool Json)
{
    /// <summary>The type of the arithmetic, float64 unless the command line says otherwise.</summary>
    public Precision PrecisionOrDefault => Precision ?? Cli.Precision.Float64;

    /// <summary>Keeps linear algebra to the threads asked for, too.</summary>
    public void LimitThreads()
    {
        if (ThreadCount is { } threads)
            LinearAlgebra.Default.ThreadCount = threads;
    }

    /// <summary>Options for the engine.</summary>
    public GramOptions GramOptions(IProgress<GramProgress>? progress = null) => new() { ThreadCount = ThreadCount, Backend = Backend, Progress = progress };
}

/// <summary>The options that all commands share.</summary>
internal sealed class RunOptions
{
    private readonly Option<Precision> precision = Choice.Of<Precision>("--precision", "The type of the arithmetic and of the results; float64 unless given.");
    private readonly Option<BackendChoice> backend = Choice.Of<BackendChoice>("--backend", "What evaluates kernels; cpu unless given. Others need a build with kernels for graphics processors and a device (see ntk doctor). The BLAS library is chosen by the environment variable NTK_BLAS (see ntk doctor).");
    private readonly Option<int?> threads = new("--threads") { Description = "Number of threads, 1 to the number of processors; all unless given. It changes no kernel.", HelpName = "number" };
    private readonly Option<ulong> seed = new("--seed") { Description = "Where everything random starts, such as splits of data; 0 unless given.", HelpName = "number" };
    private readonly Option<bool> dryRun = new("--dry-run") { Description = "Say how much memory, how many operations and how much time it would take; do nothing." };
    private readonly Option<bool> json = new("--json") { Description = "Print the result as one JSON object." };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[precision, backend, threads, seed, dryRun, json])
            command.Options.Add(option);
    }

    /// <summary>The settings a command line asks for.</summary>
    /// <exception cref="ThreadCountException">There are fewer processors.</exception>
    /// <exception cref="BackendNotInstalledException">The backend is not there.</exception>
    public RunSettings Read(ParseResult parse)
    {
        int? threadCount = parse.GetValue(threads);
        if (threadCount < 1 || threadCount > Environment.ProcessorCount)
            throw new ThreadCountException(threadCount.Value, Environment.ProcessorCount);
        return new(
            parse.GetResult(precision) is { Implicit: false } ? parse.GetValue(precision) : null,
            Backends.Find(parse.GetValue(backend)), threadCount, parse.GetValue(seed), parse.GetValue(dryRun), parse.GetValue(json));
    }
}
