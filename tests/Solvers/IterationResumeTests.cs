using Ntk.Cli;
using Ntk.Solvers;
using Ntk.Solvers.Inference;
using Ntk.Solvers.Iterative;
using Ntk.Tests.Data;

namespace Ntk.Tests.Solvers;

/// <summary>Conjugate gradients that were ended go on as if nothing had happened.</summary>
internal sealed class IterationResumeTests
{
    private readonly Problem<double> problem = new(120);

    [Test]
    public void TheSameBitsComeOut([Values(1, 4, 9)] int stepsBeforeTheEnd)
    {
        using TemporaryFolder folder = new();
        var file = new IterationFile(folder.File("state.npz"));
        using GaussianProcess<double> whole = Fit(null);
        Cancel(file, stepsBeforeTheEnd);
        Assert.That(file.Load<double>()!.Step, Is.EqualTo(stepsBeforeTheEnd));
        using GaussianProcess<double> resumed = Fit(file), finished = Fit(file);
        Assert.Multiple(() =>
        {
            Assert.That(resumed.Fitting.Iteration!.Value.Steps, Is.EqualTo(whole.Fitting.Iteration!.Value.Steps));
            Assert.That(Difference.Relative(resumed.ToModel().Weights, whole.ToModel().Weights), Is.Zero);
            Assert.That(Difference.Relative(finished.ToModel().Weights, whole.ToModel().Weights), Is.Zero, "a finished iteration is there at once");
        });
    }

    [Test]
    public void MoreStepsGoOnFromTheLast()
    {
        using TemporaryFolder folder = new();
        var file = new IterationFile(folder.File("state.npz"));
        IterationException ended = Assert.Throws<IterationException>(() => Fit(file, steps: 5))!;
        Assert.That(ended.Steps, Is.EqualTo(5));
        using GaussianProcess<double> resumed = Fit(file), whole = Fit(null);
        Assert.That(Difference.Relative(resumed.ToModel().Weights, whole.ToModel().Weights), Is.LessThan(1e-8));
    }

    [Test]
    public void AnotherProblemsStateIsRefused()
    {
        using TemporaryFolder folder = new();
        var file = new IterationFile(folder.File("state.npz"));
        Fit(file).Dispose();
        Assert.Throws<IterationMismatchException>(() => GaussianProcess.Fit<double>(
            Problem<double>.Network, KernelKind.Ntk, problem.XTrain, problem.YTrain, Ridge.Relative(2e-3), Options(file, 1000)));
        Assert.Throws<IterationMismatchException>(() => GaussianProcess.Fit<double>(
            Problem<double>.Network, KernelKind.Nngp, problem.XTrain, problem.YTrain, Ridge.Relative(1e-3), Options(file, 1000)));
        Assert.Throws<ModelFormatException>(() => file.Load<float>());
        File.WriteAllText(folder.File("state.npz"), "no archive");
        Assert.Catch<NtkException>(() => file.Load<double>());
    }

    [Test]
    public void ConvergesInFewStepsWithAGoodPreconditioner()
    {
        using GaussianProcess<double> good = Fit(null, rank: 100), poor = Fit(null, rank: 2);
        Assert.That(good.Fitting.Iteration!.Value.Steps, Is.LessThan(poor.Fitting.Iteration!.Value.Steps / 2));
    }

    /// <summary>Fits until so many steps are done.</summary>
    private void Cancel(IterationFile file, int steps)
    {
        using var source = new CancellationTokenSource();
        int reports = 0;
        FitOptions options = Options(file, 1000) with
        {
            Progress = new Relay(progress =>
            {
                // The first report comes before the first step.
                if (progress.Stage == SolverStage.Iteration && ++reports == steps + 1)
                    source.Cancel();
            }),
        };
        Assert.Catch<OperationCanceledException>(() => GaussianProcess.Fit<double>(
            Problem<double>.Network, KernelKind.Ntk, problem.XTrain, problem.YTrain, Ridge.Relative(1e-3), options, source.Token));
    }

    private GaussianProcess<double> Fit(IIterationStore? store, int steps = 1000, int rank = 10) => GaussianProcess.Fit<double>(
        Problem<double>.Network, KernelKind.Ntk, problem.XTrain, problem.YTrain, Ridge.Relative(1e-3), Options(store, steps) with { Rank = rank });

    private static FitOptions Options(IIterationStore? store, int steps) => new()
    {
        Solver = SolverKind.ConjugateGradients,
        Rank = 10,
        IterationStore = store,
        IterationSteps = steps,
        Gram = new() { ThreadCount = 2, TileRows = 32, TileColumns = 32 },
    };

    private sealed class Relay(Action<SolverProgress> action) : IProgress<SolverProgress>
    {
        public void Report(SolverProgress value) => action(value);
    }
}
