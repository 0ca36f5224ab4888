using System.CommandLine;
using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Networks;
using Ntk.Native;
using Ntk.Solvers;
using Ntk.Solvers.Calibration;
using Ntk.Solvers.Factorisation;
using Ntk.Solvers.Inference;

namespace Ntk.Cli;

/// <summary><c>ntk predict</c>: what a saved model says of new inputs.</summary>
internal sealed class PredictCommand : Verb
{
    private readonly Option<string> model = new("--model") { Description = "The model written by ntk fit.", HelpName = "file.ntk" };
    private readonly Option<string> network = NetworkOption.Create();
    private readonly TrainingOptions test = new(
        "Test inputs, of the shape of the training inputs: npy, npz:array, IDX, CIFAR, CSV.", "What the predictions should be, for the accuracy or the error; labels or values as for ntk fit.");

    private readonly Option<bool> covariance = new("--covariance") { Description = "Predict the covariance of all pairs of test rows, too." };
    private readonly Option<bool> variance = new("--variance") { Description = "Predict the variance of each test row, too." };
    private readonly Option<string> output = new("--output") { Description = "The npz file to write, with the arrays mean and covariance or variance.", HelpName = "file.npz" };

    public PredictCommand()
        : base("predict", "Predict with a saved model: the mean and, if asked for, variances or the covariance.")
    {
        network.Description = "Checks that the model is of this network (a JSON file, or text); the model brings its own.";
        AddOptions([model, network, .. test.All, covariance, variance, output]);
    }

    public override IReadOnlyList<(string Command, string Purpose)> Examples =>
    [
        ("ntk predict --model m.ntk --x xt.npy --covariance --output p.npz", "Mean and covariance to a file."),
        ("ntk predict --model f.ntk --data fashion-mnist --variance --output p.npz", "The test rows of labelled data (all rows where it has no test rows), with the accuracy."),
        ("ntk predict --model m.ntk --x xt.npy", "The first predictions, on the screen."),
    ];

    protected override int Run(ParseResult parse, RunSettings run, Session session)
    {
        string path = parse.GetValue(model) ?? throw new UsageException("Give a model: --model m.ntk, written by ntk fit.");
        TrainingSettings source = test.Read(parse);
        if (parse.GetValue(covariance) && parse.GetValue(variance))
            throw new UsageException("Choose one of --covariance and --variance: the variances are the covariance's diagonal.");
        string? target = parse.GetValue(output);
        if (target is not null)
            OutputFile.Require(target);

        ModelHeader header = ModelFile.ReadHeader(path);
        if (run.Precision is { } asked && asked != header.Precision)
            throw new UsageException($"{path} is a model in {header.Precision.Name()}, not in {asked.Name()}. Leave out --precision, or fit the model again.");
        if (parse.GetValue(network) is { } expected && NetworkOption.Read(expected) != Network.FromJson(header.Network.ToJsonString()))
            throw new UsageException($"{path} is a model of another network. Leave out --network, or fit the model again.");
        PredictionKind kind = parse.GetValue(covariance) ? PredictionKind.Covariance : parse.GetValue(variance) ? PredictionKind.Variance : PredictionKind.Mean;
        run.LimitThreads();
        session.Write(header.Precision.Run(new Work(path, header, source, kind, target, run, session)));
        return ExitCode.Success;
    }

    private sealed class Work(string path, ModelHeader header, TrainingSettings source, PredictionKind kind, string? target, RunSettings run, Session session) : IPrecisionAction<IResult>
    {
        public IResult Run<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            (Tensor<T> x, Targets<T>? wanted) = source.Read<T>(takeTest: true, header.ClassCount > 0 ? header.ClassCount : null);
            return session.WithProgress<IResult>("Test kernel", (progress, cancellation) =>
            {
                using GaussianProcess<T> process = GaussianProcess.FromModel(ModelFile.Read<T>(path), new FitOptions { Gram = run.GramOptions(progress) });
                return run.IsDryRun ? PredictEstimate.Make(process, x.Lengths, kind, run) : Predict(process, x, wanted, cancellation);
            });
        }

        private PredictResult Predict<T>(GaussianProcess<T> process, Tensor<T> x, Targets<T>? wanted, CancellationToken cancellation)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            if (wanted is not null && wanted.Values.FlattenedLength != x.Lengths[0] * process.Outputs)
                throw new DimensionMismatchException($"The model has {process.Outputs} outputs; the targets have the shape {Format.Shape(wanted.Values.Lengths)}. See --targets.");
            long start = Stopwatch.GetTimestamp();
            Prediction<T> prediction = process.Predict(x, kind, cancellation);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (target is not null)
                OutputFile.WriteArchive(target, archive => Write(archive, prediction), cancellation);
            if (prediction.NegativeVariances > 0)
                session.Warn($"{prediction.NegativeVariances} variances are below zero by rounding. Use a larger ridge, or float64.");
            Fit? quality = wanted is null ? null : Fit.Of(prediction.Mean, wanted);
            return PredictResult.Of(path, target, prediction, header.ClassCount > 0, quality, wanted is null ? null : Calibrate(prediction, process.Report, wanted), seconds, session.Warnings);
        }

        /// <summary>Null without variances, without rows, or where there is no density, of which it warns.</summary>
        private PredictiveCalibration? Calibrate<T>(Prediction<T> prediction, SolveReport report, Targets<T> wanted)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            if (prediction.Variance is null || prediction.Mean.Lengths[0] == 0)
                return null;
            try
            {
                return PredictiveCalibration.Of(prediction, report, wanted);
            }
            catch (NonPositiveVarianceException error)
            {
                session.Warn($"There are no calibration figures. {error.Message}");
                return null;
            }
        }

        private void Write<T>(Data.NpzWriter archive, Prediction<T> prediction)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            archive.Add<T>("mean", prediction.Mean);
            if (prediction.Covariance is { } full)
                archive.Add<T>("covariance", full);
            else if (kind == PredictionKind.Variance && prediction.Variance is { } diagonal)
                archive.Add<T>("variance", diagonal);
        }
    }
}
