using System.Numerics.Tensors;
using System.Text.Json;
using Ntk.Data;
using Ntk.Solvers;
using Ntk.Tests.Data;

namespace Ntk.Tests.Cli.Studies;

/// <summary><c>ntk study augmentation-ensemble</c> against the mean of fits of their own.</summary>
public class AugmentationEnsembleStudyTests
{
    private const string Pooled = "convVec(2)";

    private readonly TemporaryFolder folder = new();

    [OneTimeTearDown]
    public void Remove() => folder.Dispose();

    [Test]
    public void Accuracies_are_those_of_the_mean_of_separate_fits()
    {
        JsonElement result = CliProgram.Run(
            folder, "study", "augmentation-ensemble", "--train", "60", "--test", "90", "--seed", "4", "--members", "3", "--shift", "2", "--flip", "--network", Pooled, "--report", "r.html", "--curves", "c.npz",
            "--json").Succeeds().Json;
        JsonElement values = result.GetProperty("values");
        var twin = new StudyTwin(60, 90, seed: 4);
        LabelledData<double> raw = twin.Fit, test = twin.Prepared(twin.Test);
        double[][] curve = StudyTwin.Curve(folder.File("c.npz"), "accuracy-over-members");
        var pairs = new List<(bool[], bool[])>();
        foreach (JsonElement kernel in values.GetProperty("kernels").EnumerateArray())
        {
            KernelKind kind = kernel.GetProperty("kernel").GetString() == "ntk" ? KernelKind.Ntk : KernelKind.Nngp;
            var seeds = new SplitMix64(4);
            Tensor<double>? sum = null;
            var right = new List<bool[]>();
            for (int member = 0; member < 3; member++)
            {
                Tensor<double> images = member == 0 ? raw.Features : new Augmentation(2, FlipsHorizontally: true).Apply<double>(raw.Features, seeds.Next());
                LabelledData<double> fit = twin.Prepared(new LabelledData<double>("augmented", images, raw.Labels, 10));
                Tensor<double> scores = StudyTwin.Scores(Pooled, kind, fit, test, kernel.GetProperty("ridge").GetDouble());
                sum = sum is null ? scores : Tensor.Add<double>(sum, scores);
                right.Add(StudyTwin.Right(sum, test));
            }

            double[] expected = [.. right.Select(rows => StudyTwin.Share(rows))];
            Assert.That(kernel.GetProperty("accuracies").EnumerateArray().Select(accuracy => accuracy.GetDouble()), Is.EqualTo(expected));
            Assert.That(curve.Where(point => (point[1] == 1) == (kind == KernelKind.Ntk)).Select(point => point[3]), Is.EqualTo(expected));
            StudyTwin.AssertPaired(kernel.GetProperty("test"), right[^1], right[0]);
            pairs.Add((right[^1], right[0]));
        }

        StudyTwin.AssertAverage(values.GetProperty("average"), [.. pairs]);
        Assert.That(result.GetProperty("isReproduced").GetBoolean(), Is.EqualTo(values.GetProperty("average").GetProperty("lower").GetDouble() > 0));
        StudyTwin.AssertReport(folder.File("r.html"), result, plots: 1);
    }

    [Test]
    public void Members_that_are_all_the_same_change_nothing()
    {
        JsonElement kernels = CliProgram.Run(
            folder, "study", "augmentation-ensemble", "--train", "60", "--test", "90", "--members", "3", "--shift", "0", "--network", Pooled, "--report", "s.html", "--json").Succeeds().Json.GetProperty("values").GetProperty("kernels");
        foreach (JsonElement kernel in kernels.EnumerateArray())
            Assert.That(kernel.GetProperty("accuracies").EnumerateArray().Select(accuracy => accuracy.GetDouble()).Distinct().Count(), Is.EqualTo(1));
    }
}
