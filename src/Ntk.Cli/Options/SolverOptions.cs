using System.CommandLine;
using Ntk.Data;
using Ntk.Solvers;
using Ntk.Solvers.Factorisation;

namespace Ntk.Cli;

/// <summary>The options that say how the training kernel's system is solved.</summary>
internal sealed class SolverOptions
{
    private readonly Option<SolverKind> solver = Choice.Of<SolverKind>(
        "--solver",
        "cholesky: a factor in --precision; packed: in half the memory; mixed: float64 from a packed factor in float32; matrixfree: the same without the matrix in float64, 2n² bytes in all; " +
        "cg: conjugate gradients, n·rank numbers; eigen: eigenvectors, singular kernels included; nystrom: an approximation by --rank columns. " +
        "auto unless given: the first of cholesky, packed, matrixfree (float64) and cg that fits into memory. Only cholesky stores its factor.");

    private readonly Option<int?> rank = new("--rank")
    {
        Description = "Columns of the kernel that nystrom and the preconditioner of cg are made of; 1000 unless given.",
        HelpName = "number",
    };

    private readonly Option<double?> tolerance = new("--tolerance")
    {
        Description = "The backward error that mixed, matrixfree and cg must reach; unless given 1e-14, for cg 1e-12 (float64) or 1e-6 (float32).",
        HelpName = "number",
        CustomParser = result => Numbers.Parse(result, "--tolerance", "a finite number above 0, such as 1e-10", value => value > 0),
    };

    private readonly Option<string> store = new("--store")
    {
        Description = "A folder that keeps the factor of matrixfree out of memory, panel by panel: ended in any way, the same command continues where it was.",
        HelpName = "folder",
    };

    private readonly Option<string> checkpoint = new("--checkpoint")
    {
        Description = "A file that keeps how far cg has come: ended in any way, the same command continues where it was.",
        HelpName = "file.npz",
    };

    public IReadOnlyList<Option> All => [solver, rank, tolerance, store, checkpoint];

    /// <summary>The options a command line asks for.</summary>
    /// <exception cref="UsageException">They do not go together.</exception>
    public FitOptions Read(ParseResult parse, Jitter? jitter, RunSettings run)
    {
        SolverKind kind = parse.GetValue(solver);
        Require(jitter is null || kind is SolverKind.Auto or SolverKind.Cholesky, "--jitter", SolverKind.Cholesky);
        Require(parse.GetValue(rank) is null || kind is SolverKind.Auto or SolverKind.ConjugateGradients or SolverKind.Nystrom, "--rank", SolverKind.ConjugateGradients, SolverKind.Nystrom);
        Require(
            parse.GetValue(tolerance) is null || kind is SolverKind.Auto or SolverKind.Mixed or SolverKind.MatrixFree or SolverKind.ConjugateGradients,
            "--tolerance", SolverKind.Mixed, SolverKind.MatrixFree, SolverKind.ConjugateGradients);
        Require(parse.GetValue(store) is null || kind == SolverKind.MatrixFree, "--store", SolverKind.MatrixFree);
        Require(parse.GetValue(checkpoint) is null || kind == SolverKind.ConjugateGradients, "--checkpoint", SolverKind.ConjugateGradients);
        if (kind is SolverKind.Mixed or SolverKind.MatrixFree && run.PrecisionOrDefault != Precision.Float64)
            throw new UsageException($"--solver {kind.Name()} gives float64 answers: add --precision float64.");
        if (parse.GetValue(checkpoint) is { } file)
            OutputFile.Require(file);
        if (parse.GetValue(store) is { } folder && (folder.Length == 0 || File.Exists(folder)))
            throw new UsageException($"--store is '{folder}', which is no folder: give one that is not there yet, or one that --store made.");
        return new()
        {
            Jitter = jitter ?? Jitter.None,
            Solver = kind,
            Rank = Numbers.AtLeastOne(parse, rank),
            Tolerance = parse.GetValue(tolerance),
            Seed = unchecked((int)run.Seed),
            FactorStore = parse.GetValue(store) is { } path ? Kept(new TileFolder(path), path) : null,
            IterationStore = parse.GetValue(checkpoint) is { } state ? Kept(new IterationFile(state), state) : null,
        };
    }

    private static TStore Kept<TStore>(TStore store, string path)
    {
        Interruption.Remains = $"what is done is in {path}: run the same command again to continue.";
        return store;
    }

    private static void Require(bool goTogether, string option, params ReadOnlySpan<SolverKind> solvers)
    {
        if (!goTogether)
            throw new UsageException($"{option} goes with --solver {string.Join(" or ", solvers.ToArray().Select(Choice.Name))}.");
    }
}
