using System.Text.Json;
using Ntk.Data;
using Ntk.Solvers;
using Ntk.Tests.Data;

namespace Ntk.Tests.Cli.Studies;

/// <summary><c>ntk study zca</c> against fits of their own.</summary>
public class ZcaStudyTests
{
    private const string Dense = "dense(1.4,0.1) relu dense(1.4,0.1)";

    private readonly TemporaryFolder folder = new();
    private readonly StudyTwin twin = new(100, 70, seed: 2);
    private JsonElement result;

    private JsonElement Values => result.GetProperty("values");

    [OneTimeSetUp]
    public void Run() => result = CliProgram.Run(
        folder, "study", "zca", "--train", "100", "--test", "70", "--seed", "2", "--network", Dense, "--zca-ridges", "1,1e-2", "--report", "r.html", "--curves", "c.npz", "--json").Succeeds().Json;

    [OneTimeTearDown]
    public void Remove() => folder.Dispose();

    [Test]
    public void Every_point_has_the_accuracies_of_a_separate_fit()
    {
        double[][] curve = StudyTwin.Curve(folder.File("c.npz"), "accuracy-over-zca-ridge");
        Assert.That(curve.Select(point => point[2]), Is.EqualTo((double[])[0.01, 1, double.NaN, 0.01, 1, double.NaN]));
        foreach (double[] point in curve)
        {
            double? zca = double.IsNaN(point[2]) ? null : point[2];
            KernelKind kind = point[1] == 1 ? KernelKind.Ntk : KernelKind.Nngp;
            LabelledData<double> train = twin.Prepared(twin.Train, zca), held = twin.Prepared(twin.Held, zca), fit = twin.Prepared(twin.Fit, zca), test = twin.Prepared(twin.Test, zca);
            Assert.That(point[4], Is.EqualTo(StudyTwin.Share(StudyTwin.Right(StudyTwin.Scores(Dense, kind, train, held, point[3]), held))));
            Assert.That(point[5], Is.EqualTo(StudyTwin.Share(StudyTwin.Right(StudyTwin.Scores(Dense, kind, fit, test, point[3]), test))));
        }
    }

    [Test]
    public void The_best_ridge_is_compared_with_none()
    {
        LabelledData<double> plainFit = twin.Prepared(twin.Fit), plainTest = twin.Prepared(twin.Test);
        var pairs = new List<(bool[], bool[])>();
        foreach (JsonElement kernel in Values.GetProperty("kernels").EnumerateArray())
        {
            KernelKind kind = kernel.GetProperty("plain").GetProperty("kernel").GetString() == "ntk" ? KernelKind.Ntk : KernelKind.Nngp;
            JsonElement[] points = [.. kernel.GetProperty("points").EnumerateArray()];
            JsonElement best = points.OrderByDescending(point => point.GetProperty("fit").GetProperty("validationAccuracy").GetDouble())
                .ThenBy(point => point.GetProperty("fit").GetProperty("validationError").GetDouble()).First();
            double zca = kernel.GetProperty("best").GetProperty("zcaRidge").GetDouble();
            Assert.That(zca, Is.EqualTo(best.GetProperty("zcaRidge").GetDouble()));
            LabelledData<double> fit = twin.Prepared(twin.Fit, zca), test = twin.Prepared(twin.Test, zca);
            bool[] with = StudyTwin.Right(StudyTwin.Scores(Dense, kind, fit, test, best.GetProperty("fit").GetProperty("ridge").GetDouble()), test);
            bool[] without = StudyTwin.Right(StudyTwin.Scores(Dense, kind, plainFit, plainTest, kernel.GetProperty("plain").GetProperty("ridge").GetDouble()), plainTest);
            StudyTwin.AssertPaired(kernel.GetProperty("test"), with, without);
            pairs.Add((with, without));
        }

        StudyTwin.AssertAverage(Values.GetProperty("average"), [.. pairs]);
        Assert.That(result.GetProperty("isReproduced").GetBoolean(), Is.EqualTo(Values.GetProperty("average").GetProperty("lower").GetDouble() > 0));
        StudyTwin.AssertReport(folder.File("r.html"), result, plots: 1);
    }

    [Test]
    public void Without_a_ridge_constant_pixels_are_refused()
    {
        CliOutcome outcome = CliProgram.Run(folder, "study", "zca", "--train", "100", "--test", "70", "--network", Dense, "--zca-ridges", "0", "--report", "none.html", "--json");
        Assert.That(outcome.ExitCode, Is.EqualTo(2));
        Assert.That(outcome.Json.GetProperty("error").GetProperty("type").GetString(), Is.EqualTo("SingularCovariance"));
        Assert.That(File.Exists(folder.File("none.html")), Is.False);
    }
}
