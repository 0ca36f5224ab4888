using System.CommandLine;
using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Networks;
using Ntk.Solvers;
using Ntk.Solvers.Factorisation;
using Ntk.Solvers.Inference;

namespace Ntk.Cli;

/// <summary><c>ntk fit</c>: a model from training data to a file.</summary>
internal sealed class FitCommand : Verb
{
    private readonly Option<string> network = NetworkOption.Create();
    private readonly TrainingOptions training = new(
        "Training inputs, rows × features or rows × height × width × channels: npy, npz:array, IDX, CIFAR, CSV.", "Training targets: one integer class label a row, or values, rows or rows × outputs.");

    private readonly Option<KernelKind> kernel = Choice.Of<KernelKind>(
        "--kernel", "nngp: Bayesian inference; ntk: training to convergence, the ensemble's mean and covariance; ntkgp: the Gaussian process with the NTK. nngp unless given.");

    private readonly Option<RidgeRequest> ridge = new("--ridge")
    {
        Description = "What is added to the diagonal of the training kernel, relative to its mean; auto chooses it on a part of the training rows and then fits all of them.",
        HelpName = "number|auto",
        CustomParser = result => result.Tokens[0].Value == "auto"
            ? new RidgeRequest(null)
            : new(Numbers.Parse(result, "--ridge", "auto or a finite number, 0 or more, such as 1e-3", value => value >= 0)),
    };

    private readonly Option<double?> validation = RidgeChoice.ValidationOption("With --ridge auto, the share of the training rows on which ridges are compared; 0.2 unless given.");

    private readonly Option<bool> ridgeAbsolute = new("--ridge-absolute") { Description = "Take --ridge as it is, not relative to the diagonal." };

    private readonly Option<double?> jitter = new("--jitter")
    {
        Description = "If the kernel with its ridge is not positive definite, add this much of the diagonal's mean, then ten times as much, five times in all. Without it, that is an error.",
        HelpName = "number",
        CustomParser = result => Numbers.Parse(result, "--jitter", "a finite number above 0, such as 1e-10", value => value > 0),
    };

    private readonly SolverOptions solver = new();

    private readonly Option<string> model = new("--model") { Description = "The model file to write.", HelpName = "file.ntk" };
    private readonly Option<bool> omitFactor = new("--omit-factor") { Description = "Leave the n × n factor out of the model file; covariances are then computed from the inputs again." };

    public FitCommand()
        : base("fit", "Fit a Gaussian process or kernel regression of an infinitely wide network, and save the model.") =>
        AddOptions([network, .. training.All, kernel, ridge, ridgeAbsolute, validation, jitter, .. solver.All, model, omitFactor]);

    public override IReadOnlyList<(string Command, string Purpose)> Examples =>
    [
        ("ntk fit --network net.json --x x.npy --y y.npy --kernel ntk --ridge 1e-3 --model m.ntk", "Kernel regression with the NTK."),
        ("ntk fit --network \"3*(dense(1.4,0.1) relu) dense(1.4,0.1)\" --data digits --rows 1500 --ridge 1e-4 --model digits.ntk", "A classifier of labelled data."),
        ("ntk fit --network net.json --data digits --kernel ntk --ridge auto --model digits.ntk", "With the ridge that does best on a fifth of the rows."),
        ("ntk fit --network \"convVec(8)\" --data fashion-mnist --rows 5000 --precision float32 --ridge 1e-3 --model c.ntk", "A convolutional network on images."),
        ("ntk fit --network net.json --data fashion-mnist --precision float64 --ridge 1e-2 --solver matrixfree --model f.ntk", "All 60,000 training images, in 8 GB."),
        ("ntk fit --network net.json --data fashion-mnist --precision float64 --ridge 1e-2 --solver matrixfree --store f.factor --model f.ntk", "The same with the factor on disk; ended in any way, the same command goes on."),
        ("ntk fit --network net.json --data fashion-mnist --ridge 1e-2 --solver nystrom --rank 2000 --model f.ntk", "An approximation by 2,000 columns of the kernel."),
        ("ntk fit --network net.json --data fashion-mnist --rows 20000 --ridge 1e-2 --model f.ntk --dry-run", "What it would take."),
    ];

    protected override int Run(ParseResult parse, RunSettings run, Session session)
    {
        Network described = NetworkOption.Read(parse.GetValue(network));
        TrainingSettings source = training.Read(parse);
        if (source is { X: not null, Y: null })
            throw new UsageException("Give the targets: --y file.");
        RidgeRequest asked = parse.GetValue(ridge) ?? throw new UsageException("Give a ridge: --ridge 1e-3, or --ridge auto to choose one on a part of the training rows.");
        if (asked.Value is null && parse.GetValue(ridgeAbsolute))
            throw new UsageException("--ridge auto chooses among relative ridges. Leave out --ridge-absolute.");
        if (asked.Value is not null && parse.GetValue(validation) is not null)
            throw new UsageException("--validation goes with --ridge auto.");
        string? target = parse.GetValue(model);
        if (target is null && !run.IsDryRun)
            throw new UsageException("Say where to: --model m.ntk; or --dry-run to see what it would take.");
        if (target is not null)
            OutputFile.Require(target);
        Jitter? growing = parse.GetValue(jitter) is { } first ? Jitter.Growing(first) : null;
        FitOptions options = solver.Read(parse, growing, run);
        if (options.Solver == SolverKind.Nystrom && asked.Value == 0)
            throw new UsageException($"--solver {SolverKind.Nystrom.Name()} needs a ridge above 0.");
        Ridge? size = asked.Value is not { } value ? null : parse.GetValue(ridgeAbsolute) ? Ridge.Absolute(value) : Ridge.Relative(value);
        double share = parse.GetValue(validation) ?? RidgeChoice.DefaultShare;
        run.LimitThreads();
        session.Write(run.PrecisionOrDefault.Run(new Work(described, parse.GetValue(kernel), source, size, share, options, target, parse.GetValue(omitFactor), run, session)));
        return ExitCode.Success;
    }

    /// <summary>What --ridge says: a number, or null for auto.</summary>
    private sealed record RidgeRequest(double? Value);

    private sealed class Work(
        Network network, KernelKind kind, TrainingSettings source, Ridge? asked, double share, FitOptions options, string? target, bool omitsFactor, RunSettings run, Session session)
        : IPrecisionAction<IResult>
    {
        public IResult Run<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            (Tensor<T> x, Targets<T>? targets) = source.Read<T>(takeTest: false);
            return run.IsDryRun ? FitEstimate.Make<T>(network, kind, x.Lengths, OutputsOf(targets!.Values), asked is null ? share : null, options, run) : Fit(x, targets!);
        }

        private FitResult Fit<T>(Tensor<T> x, Targets<T> targets)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            long start = Stopwatch.GetTimestamp();
            RidgeChoice? choice = asked is null ? RidgeChoice.Make(network, kind, x, targets, share, run, session) : null;
            Ridge ridge = asked ?? choice!.Ridge;
            using GaussianProcess<T> process = session.WithProgress(
                "Training kernel",
                (progress, cancellation) => GaussianProcess.Fit<T>(network, kind, x, targets.Values, ridge, options with { Gram = run.GramOptions(progress) }, cancellation));
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            SolverKind used = process.Fitting.Solver;
            FittedModel<T> fitted = process.ToModel(includeFactor: !omitsFactor && used == SolverKind.Cholesky);
            ModelFile.Write(target!, fitted, run, targets.ClassCount, session.Cancellation);
            if (!process.Report.Passes)
                session.Warn($"The scaled residual {Format.Number(process.Report.ScaledResidual)} is above {SolveReport.Bound}: the solution has lost digits. Use a larger ridge, or float64.");
            Fit quality = used == SolverKind.Nystrom ? Cli.Fit.Of(process.Predict(x, cancellation: session.Cancellation).Mean, targets) : Cli.Fit.OnTraining(fitted, targets);
            bool hasLikelihood = used is SolverKind.Cholesky or SolverKind.Packed || process.Fitting.Eigen?.Rank == process.TrainingRows;
            return new(
                target!, kind, run.PrecisionOrDefault, (int)x.Lengths[0], Format.InputShape(x.Lengths), process.Outputs, ridge.Value, ridge.IsRelative, process.Fitting,
                hasLikelihood ? process.LogMarginalLikelihood(session.Cancellation) : null, quality, choice, seconds, session.Warnings);
        }

        private static int OutputsOf<T>(Tensor<T> targets) => (int)targets.Lengths[1..].ToArray().Aggregate((nint)1, (product, length) => product * length);
    }
}
