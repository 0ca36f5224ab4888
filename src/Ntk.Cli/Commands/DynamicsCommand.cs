using System.CommandLine;
using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Data;
using Ntk.Engine.Networks;
using Ntk.Native;
using Ntk.Solvers;
using Ntk.Solvers.Dynamics;

namespace Ntk.Cli;

/// <summary><c>ntk dynamics</c>: how a network learns, in time.</summary>
internal sealed class DynamicsCommand : Verb
{
    private static readonly int DefaultSteps = new IntegrationTolerance().MaximumSteps;

    private readonly Option<string> network = NetworkOption.Create();
    private readonly TrainingOptions training = new("Training inputs: npy, npz:array, IDX, CIFAR, CSV.", "Training targets: one integer class label a row, or values, rows or rows × outputs.");
    private readonly Option<string> xTest = new("--x-test") { Description = "Test inputs, with --x.", HelpName = "file" };
    private readonly Option<string> yTest = new("--y-test") { Description = "Their targets, for test losses.", HelpName = "file" };
    private readonly Option<Preparation> preparation = PreparationOption.Create("inputs of --data");
    private readonly Option<int?> train = new("--train") { Description = "Training rows of --data; by default all, at most 2000.", HelpName = "number" };
    private readonly Option<int?> test = new("--test") { Description = "Test rows of --data, from its own test set where it has one; by default a fifth of the rows, at most 2000.", HelpName = "number" };
    private readonly Option<KernelKind> kernel = KernelNames.Option("ntk: all layers are trained; nngp: the last layer alone. ntk unless given.");
    private readonly Option<LossKind> loss = LossChoice.Option();
    private readonly Option<double?> delta = new("--huber-delta")
    {
        Description = $"With --loss huber, how far from its target an output's loss is a square; {new HuberLoss<double>().Delta} unless given.",
        HelpName = "number",
        CustomParser = result => Numbers.Parse(result, "--huber-delta", "a finite number above 0, such as 0.5", value => value > 0),
    };

    private readonly TimeOptions times = new();
    private readonly Option<RateRequest> learningRate = new("--learning-rate")
    {
        Description = "The learning rate; auto, half of the largest with which gradient descent is stable, unless given. Time counts its steps.",
        HelpName = "number|auto",
        CustomParser = result => result.Tokens[0].Value == "auto"
            ? new RateRequest(null)
            : new(Numbers.Parse(result, "--learning-rate", "auto or a finite number above 0, such as 0.1", value => value > 0)),
    };

    private readonly Option<double?> momentum = new("--momentum")
    {
        Description = "Momentum, 0 or more and below 1; plain gradient flow unless given.",
        HelpName = "number",
        CustomParser = result => Numbers.Parse(result, "--momentum", "a number from 0 to less than 1, such as 0.9", value => value is >= 0 and < 1),
    };

    private readonly Option<int?> steps = new("--max-steps") { Description = $"Steps that an integration may take; {DefaultSteps} unless given.", HelpName = "number" };
    private readonly Option<string> report = new("--report") { Description = "A report to write, with plots.", HelpName = "file.html" };
    private readonly Option<string> output = new("--output") { Description = "An npz file to write: times, and the outputs train and test, times × rows × outputs.", HelpName = "file.npz" };

    public DynamicsCommand()
        : base("dynamics", "Follow the training of an infinitely wide network in time.") => AddOptions(
        [network, .. training.All, xTest, yTest, preparation, train, test, kernel, loss, delta, .. times.All, learningRate, momentum, steps, report, output]);

    public override IReadOnlyList<(string Command, string Purpose)> Examples =>
    [
        ("ntk dynamics --network \"3*(dense(1.4,0.1) relu) dense(1.4,0.1)\" --data digits", "Losses and accuracies of the digits, and the ridge that each time is like."),
        ("ntk dynamics --network net.json --data digits --loss cross-entropy --times-from 1 --times-to 1e5 --points 26 --report training.html", "Softmax and cross-entropy, with plots."),
        ("ntk dynamics --network net.json --x x.npy --y y.npy --x-test xt.npy --y-test yt.npy --times 1,10,100,inf --momentum 0.9", "Regression with momentum, to the end."),
        ("ntk dynamics --network net.json --data fashion-mnist --train 10000 --test 10000 --dry-run", "What it would take."),
    ];

    protected override int Run(ParseResult parse, RunSettings run, Session session)
    {
        Network described = NetworkOption.Read(parse.GetValue(network));
        LossKind chosen = parse.GetValue(loss);
        if (chosen != LossKind.Huber && parse.GetValue(delta) is not null)
            throw new UsageException("--huber-delta goes with --loss huber.");
        int? most = Numbers.AtLeastOne(parse, steps);
        if (chosen == LossKind.Mse && most is not null)
            throw new UsageException("--max-steps goes with losses that are integrated; mse is in closed form.");
        IReadOnlyList<double> asked = times.Read(parse);
        if (chosen != LossKind.Mse && double.IsInfinity(asked[^1]))
            throw new UsageException($"--times has inf, which no integration of {LossChoice.NameOf(chosen)} reaches. Give finite times, or --loss mse.");
        string?[] targets = [parse.GetValue(report), parse.GetValue(output)];
        foreach (string target in targets.OfType<string>())
            OutputFile.Require(target);
        var settings = new DynamicsSettings(
            described, parse.ValueOr(kernel, KernelKind.Ntk), chosen, parse.GetValue(delta), asked, parse.GetValue(learningRate)?.Value, parse.GetValue(momentum), most ?? DefaultSteps, ReadSource(parse));
        run.LimitThreads();
        session.Write(run.PrecisionOrDefault.Run(new Work(settings, targets[0], targets[1], run, session)));
        return ExitCode.Success;
    }

    private DynamicsSource ReadSource(ParseResult parse)
    {
        TrainingSettings source = training.Read(parse);
        if (source.X is null && (parse.GetValue(xTest) ?? parse.GetValue(yTest)) is not null)
            throw new UsageException("--x-test and --y-test go with --x; --data brings its own test rows.");
        if (parse.GetValue(yTest) is not null && parse.GetValue(xTest) is null)
            throw new UsageException("--y-test goes with --x-test.");
        bool isPrepared = parse.GetResult(preparation) is { Implicit: false };
        if (source.X is not null && (isPrepared || (parse.GetValue(train) ?? parse.GetValue(test)) is not null))
            throw new UsageException("--prepare, --train and --test go with --data.");
        return new(source, parse.GetValue(xTest), parse.GetValue(yTest), PreparationOption.Read(parse, preparation), Numbers.AtLeastOne(parse, train), Numbers.AtLeastOne(parse, test));
    }

    /// <summary>What --learning-rate says: a number, or null for auto.</summary>
    private sealed record RateRequest(double? Value);

    private sealed class Work(DynamicsSettings settings, string? report, string? output, RunSettings run, Session session) : IPrecisionAction<IResult>
    {
        public IResult Run<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            DynamicsData<T> data = DynamicsData<T>.Read(settings.Source, run.Seed);
            if (run.IsDryRun)
                return DynamicsEstimate.Make(settings, data, run);
            long start = Stopwatch.GetTimestamp();
            DynamicsPath<T> path = DynamicsPath<T>.Make(settings, data, run, session);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (path.LearningRate > path.LargestStable)
                session.Warn($"The learning rate {Format.Number(path.LearningRate)} is above {Format.Number(path.LargestStable)}: gradient descent in steps diverges, while the flow shown here does not.");
            var result = new DynamicsResult(
                settings.Kernel, LossChoice.NameOf(settings.Loss), run.PrecisionOrDefault, data.TrainingRows, data.TestRows, data.Outputs, path.LargestStable, path.LearningRate, settings.Momentum,
                path.Points, path.Steps, seconds, report, output, session.Warnings);
            if (output is not null)
                OutputFile.WriteArchive(output, archive => Write(archive, path), session.Cancellation);
            if (report is not null)
                OutputFile.WriteText(report, DynamicsPage.Write(result, settings), session.Cancellation);
            return result;
        }

        private static void Write<T>(NpzWriter archive, DynamicsPath<T> path)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            archive.Add<double>("times", Tensor.Create([.. path.Points.Select(point => point.Time)]));
            Add(archive, "train", path.Training);
            if (path.Test.Count > 0)
                Add(archive, "test", path.Test);
        }

        /// <summary>One output row after the other, of one time after the other.</summary>
        private static void Add<T>(NpzWriter archive, string name, IReadOnlyList<Tensor<T>> outputs)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            nint rows = outputs[0].Lengths[0], width = outputs[0].Lengths[1];
            archive.Add<T>(name, [outputs.Count, rows, width], (first, values) =>
            {
                for (int i = 0; i < values.Length; i += (int)(rows * width))
                    outputs[(int)first + (int)(i / (rows * width))].FlattenTo(values.Slice(i, (int)(rows * width)));
            });
        }
    }
}
