using System.CommandLine;
using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Data;
using Ntk.Engine.Gram;
using Ntk.Solvers;
using Ntk.Solvers.Selection;

namespace Ntk.Cli;

/// <summary>
/// <c>ntk study augmentation-ensemble</c>: the mean of kernel regressions, each on its own random copy of the training images,
/// <c>f(x) = (1/E)·Σ_e K(x,X_e)·[K(X_e,X_e) + λI]⁻¹·Y</c> (arXiv 2007.15801, section 3.12).
/// </summary>
internal sealed class AugmentationEnsembleStudy : KernelStudy
{
    private const int QuickMembers = 4, DefaultMembers = 8;

    // A shift by an eighth of the image: 1 pixel of the digits, 4 of CIFAR.
    private const int ShiftShare = 8;

    private readonly Option<int?> members = new("--members") { Description = $"Members of the ensemble, 2 or more; {DefaultMembers}, with --quick {QuickMembers}, unless given. The first has the images as they are.", HelpName = "number" };
    private readonly Option<int?> shift = new("--shift") { Description = "The most pixels that an image is shifted by along each axis; an eighth of its smaller side unless given.", HelpName = "pixels" };
    private readonly Option<bool> flip = new("--flip") { Description = "Mirror half of the images, too: right for photographs and clothes, wrong for digits." };

    public AugmentationEnsembleStudy()
        : base("augmentation-ensemble", "Does an ensemble of kernel regressions on shifted copies of the images help? Accuracies over its members, against a single fit.") => AddKernelOptions(members, shift, flip);

    public override IReadOnlyList<(string Command, string Purpose)> Examples =>
    [
        ("ntk study augmentation-ensemble --quick", "The digits in half a minute; study-augmentation-ensemble.html."),
        ("ntk study augmentation-ensemble --data fashion-mnist --train 2000 --test 2000 --flip --shift 2 --members 6 --network \"3*(dense(1.4142135623730951,0.1) relu) dense(1.4142135623730951,0.1)\"", "Clothes are symmetric."),
    ];

    protected override string Title => "Ensembles over augmented images";

    protected override StudySizes Sizes(bool isQuick) => isQuick ? new(400, 400, GapRows: 100) : new(null, null, GapRows: 200);

    protected override StudyWork WorkOf(NamedNetwork network, StudyPlan plan, StudySettings settings, ParseResult parse)
    {
        (int count, _) = Read(plan, settings, parse);
        StudyWork work = StudyWork.Fits(network, plan, KernelFit.Ridges.Count, count);

        // Ridges are compared for the first member alone.
        return work with { Decompositions = [.. work.Decompositions.Take(2)] };
    }

    protected override StudyOutcome Run(StudyRun study, StudySettings settings, ParseResult parse)
    {
        (int count, Augmentation augmentation) = Read(study.Plan, settings, parse);
        IReadOnlyList<AugmentedKernel> kernels = [.. study.ForEach(network => new Work(study, network, count, augmentation)).SelectMany(both => both)];
        var average = AverageDifference.Of([.. kernels.Select(kernel => (kernel.IsRight, kernel.IsRightAlone))]);
        return new(
            Find(kernels, average, count), new AugmentationEnsembleValues(count, augmentation.LargestShift, augmentation.FlipsHorizontally, kernels, average), [Table(kernels)], [Figure(kernels, count)],
            [Curve(kernels, study.Plan)],
            [
                .. study.Plan.Facts(),
                ("augmentation", $"shifts by up to {augmentation.LargestShift} pixels, zeros where an image leaves its frame{(augmentation.FlipsHorizontally ? "; half of the images are mirrored" : "")}; before the preparation, which is learnt from the images as they are"),
            ],
            [.. study.Plan.Networks.Select(network => (network.Name, network.Network))]);
    }

    private (int Members, Augmentation Augmentation) Read(StudyPlan plan, StudySettings settings, ParseResult parse)
    {
        if (plan.Shape.Count != 3)
            throw new UsageException($"Inputs of {Format.Input([.. plan.Shape.Select(length => (long)length)])} are no images, which alone can be shifted: use other --data.");
        int smaller = (int)Math.Min(plan.Shape[0], plan.Shape[1]), most = Numbers.AtLeast(parse, shift, 0) ?? Math.Min(smaller - 1, Math.Max(1, smaller / ShiftShare));
        if (most > 0 && most >= smaller)
            throw new UsageException($"--shift is {most}; images of {plan.Shape[0]}×{plan.Shape[1]} pixels can be shifted by at most {smaller - 1}.");
        return (Numbers.AtLeast(parse, members, 2) ?? (settings.IsQuick ? QuickMembers : DefaultMembers), new(most, parse.GetValue(flip)));
    }

    private static Finding Find(IReadOnlyList<AugmentedKernel> kernels, AverageDifference average, int members)
    {
        int better = kernels.Count(kernel => kernel.Test.Difference > 0), worse = kernels.Count(kernel => kernel.Test.Difference < 0);
        return new(
            average.Lower > 0,
            $"an ensemble of {members} fits, the first to the images as they are and the others to augmented copies, changes the test accuracy of that first fit by {average} over {kernels.Count} kernels " +
            $"(at least {AverageDifference.Points(average.Lower)} with 95 % confidence; improved means above 0); it is higher for {better} of them and lower for {worse}.");
    }

    private static StudyTable Table(IReadOnlyList<AugmentedKernel> kernels) => new(
        "The ensemble against a single fit", ["network", "kernel", "rows", "ridge", "test, single", "test, ensemble", "difference", "McNemar p"],
        [
            .. kernels.Select(kernel => (IReadOnlyList<string>)
            [
                kernel.Network, ModelStyles.KernelName(kernel.Kernel), kernel.TrainRows.ToString(), kernel.Ridge.ToString("0.##e+0"), Format.Percent(kernel.Accuracies[0]), Format.Percent(kernel.Accuracies[^1]),
                $"{AverageDifference.Points(kernel.Test.Difference)} ± {AverageDifference.Points(kernel.Test.StandardError)[1..]}", kernel.Test.PValue.ToString("G3"),
            ]),
        ],
        "The ridge is chosen on the validation rows with the images as they are, and the same for all members, relative to each kernel’s diagonal. Differences are in percentage points with their standard errors, on the " +
        "same test rows, which are not augmented; p is of the exact test of McNemar.");

    private static string Figure(IReadOnlyList<AugmentedKernel> kernels, int members)
    {
        Axis x = Axis.Linear("members", 1, members, value => value.ToString("0"));
        return StudyFigure.Panels(
            "members", "Test accuracy as members join",
            kernels.GroupBy(kernel => kernel.Network).Select(network =>
            {
                Axis y = StudyFigure.AccuracyAxis("test accuracy", network.SelectMany(kernel => kernel.Accuracies));
                return LinePlot.Draw(
                    $"{Html.Shortened(network.Key)}, {network.First().Precision.Name()}", x, y,
                    [.. network.Select(kernel => StudyFigure.Within(y, ModelStyles.KernelName(kernel.Kernel), StudyFigure.StyleOf(kernel.Kernel), kernel.Accuracies.Select((accuracy, index) => (index + 1.0, accuracy))))]);
            }),
            StudyFigure.Kernels(), "One member is the fit to the images as they are.");
    }

    private static Curve Curve(IReadOnlyList<AugmentedKernel> kernels, StudyPlan plan) => new(
        "accuracy-over-members", ["network", "is_ntk", "members", "test_accuracy"],
        [
            .. kernels.SelectMany(kernel => kernel.Accuracies.Select((accuracy, index) => (IReadOnlyList<double>)
                [plan.Networks.TakeWhile(network => network.Name != kernel.Network).Count(), kernel.Kernel == KernelKind.Ntk ? 1 : 0, index + 1, accuracy])),
        ]);

    private sealed class Work(StudyRun study, NamedNetwork network, int members, Augmentation augmentation) : IPrecisionAction<IReadOnlyList<AugmentedKernel>>
    {
        public IReadOnlyList<AugmentedKernel> Run<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            ExperimentData<T> data = study.Rows<T>(network, Preparation.None);
            Action<Tensor<T>> prepare = study.Plan.Rows.Preparation.Fit(data.Fit.Take(data.Split.Train.Length).Features);
            prepare(data.Test.Features);
            var nngp = new Members<T>(KernelKind.Nngp, data);
            var ntk = new Members<T>(KernelKind.Ntk, data);
            var seeds = new SplitMix64(study.Plan.Rows.Seed);
            for (int member = 0; member < members; member++)
            {
                Tensor<T> images = member == 0 ? data.Fit.Take(data.Fit.RowCount).Features : augmentation.Apply<T>(data.Fit.Features, seeds.Next());
                prepare(images);
                using StudyKernels<T> kernels = study.Kernels(network, $"member {member + 1}", images, data.Test.Features);
                nngp.Add(kernels.Training.Nngp, kernels.Test.Nngp, study.Cancellation);
                ntk.Add(kernels.Training.Ntk, kernels.Test.Ntk, study.Cancellation);
            }

            return [nngp.Result(network), ntk.Result(network)];
        }
    }

    /// <summary>The members so far of one kernel's ensemble.</summary>
    private sealed class Members<T>(KernelKind kind, ExperimentData<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly List<bool[]> right = [];
        private Ridge? ridge;
        private Tensor<T>? sum;

        /// <summary>Fits one more; the first chooses the ridge.</summary>
        public void Add(GramMatrix<T> training, GramMatrix<T> test, CancellationToken cancellation)
        {
            cancellation.ThrowIfCancellationRequested();
            ridge ??= KernelFit.Choose(data, training, cancellation).Best.Candidate.Ridge;
            Tensor<T> scores = KernelFit.Predict(training, test, data.Targets(..), ridge.Value);
            sum = sum is null ? scores : Tensor.Add<T>(sum, scores);
            right.Add(KernelFit.RightRows(sum, data.Test.Labels));
        }

        public AugmentedKernel Result(NamedNetwork network) => new(
            network.Name, kind, network.Precision!.Value, data.Fit.RowCount, ridge!.Value.Value, [.. right.Select(rows => rows.Average(isRight => isRight ? 1.0 : 0))], PairedAccuracy.Of(right[^1], right[0]), right[^1], right[0]);
    }
}
