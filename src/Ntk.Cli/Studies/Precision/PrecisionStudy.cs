using System.CommandLine;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Ntk.Engine.Gram;
using Ntk.Engine.Programs;
using Ntk.Solvers;
using Ntk.Solvers.Precision;

namespace Ntk.Cli;

/// <summary><c>ntk study precision</c>: how many bits a kernel takes, by its spectrum and by what happens.</summary>
internal sealed class PrecisionStudy : Study
{
    private const int SmallestSize = 8;

    private readonly Option<IReadOnlyList<double>?> sizes = Numbers.List(
        "--sizes", "Numbers of training rows whose spectra are found, such as 250,500,1000: leading rows of one kernel. Unless given, the largest, and halves of it.", $"whole numbers from {SmallestSize}", size => size >= SmallestSize && size == Math.Floor(size) && size <= int.MaxValue);

    private readonly Option<KernelOutputs> kernel = Choice.Of("--kernel", "The kernels; both unless given.", [("nngp", KernelOutputs.Nngp), ("ntk", KernelOutputs.Ntk), ("both", KernelOutputs.Both)]);

    public PrecisionStudy()
        : base("precision", "Find which precision a kernel needs: spectra and noise in float32 and float64, and the number of rows at which each format fails, predicted and observed.") =>
        AddStudyOptions(sizes, kernel);

    public override IReadOnlyList<(string Command, string Purpose)> Examples =>
    [
        ("ntk study precision --quick", "The embedded digits, in about a minute."),
        ("ntk study precision --data fashion-mnist --store precision --curves precision.npz", "Images; ended in any way, the same command continues."),
        ("ntk study precision --data cifar-10-batches-bin --train 2000 --test 500 --network \"convVec(8)\" --kernel ntk --sizes 250,500,1000,2000", "One network and kernel."),
        ("ntk study precision --data fashion-mnist --dry-run", "What it would take."),
    ];

    protected override string Title => "Precision that kernels need";

    protected override StudyOutcome Run(StudySettings settings, ParseResult parse, RunSettings run, Session session)
    {
        PrecisionSettings precision = Read(settings, parse, run);
        PrecisionData data = PrecisionData.Read(precision, run);
        foreach (NetworkRows rows in data.Networks)
            PrecisionMemory.Of(rows, data, precision, run).Require(rows);
        KernelFinding[] found = [.. data.Networks.SelectMany(rows => Examine(rows, data, precision, run, session))];
        return PrecisionReport.Outcome(found, KernelErrorStudy.Run(ErrorSettings(settings, run), session), data, settings, run);
    }

    protected override IResult Estimate(StudySettings settings, ParseResult parse, RunSettings run)
    {
        PrecisionSettings precision = Read(settings, parse, run);
        return PrecisionEstimate.Make(precision, PrecisionData.Read(precision, run), run);
    }

    /// <summary>Of the embedded digits whatever the data: double-double takes hundreds of times as long, for larger images hours.</summary>
    private static KernelErrorSettings ErrorSettings(StudySettings settings, RunSettings run) =>
        (settings.IsQuick ? KernelErrorSettings.Quick(KernelErrorSettings.Digits()) : KernelErrorSettings.Full(KernelErrorSettings.Digits())) with { Threads = run.ThreadCount };

    private static IEnumerable<KernelFinding> Examine(NetworkRows rows, PrecisionData data, PrecisionSettings settings, RunSettings run, Session session)
    {
        using PrecisionKernels kernels = PrecisionKernels.Build(rows, data, settings, run, session);
        using var targets = new GramMatrix<double>(rows.Train, data.ClassCount);
        data.Targets(rows).FlattenTo(MemoryMarshal.CreateSpan(ref targets[0, 0], rows.Train * data.ClassCount));
        Func<KernelKind, NoiseMeasure> noise = ReferenceNoise.Measure(rows, data, kernels, run, session);
        return [.. settings.Kernels.Select(kind =>
        {
            (GramMatrix<float> single, GramMatrix<double> exact) = kernels.Of(kind);
            return new KernelExamination(kind, rows, single, exact, noise(kind), targets, data.TestLabels(rows), session).Run();
        })];
    }

    private PrecisionSettings Read(StudySettings settings, ParseResult parse, RunSettings run)
    {
        if (run.Precision is not null)
            throw new UsageException("This study compares both precisions: leave --precision out.");
        if (settings.Store is { } folder && File.Exists(folder))
            throw new UsageException($"--store is {folder}, which is a file; it must be a folder.");
        KernelOutputs chosen = parse.ValueOr(kernel, KernelOutputs.Both);
        return new(
            settings, parse.GetValue(sizes) is { } list ? [.. list.Select(size => (int)size)] : null,
            [.. new[] { KernelKind.Nngp, KernelKind.Ntk }.Where(kind => chosen.HasFlag(kind.TrainingOutputs()))]);
    }
}
