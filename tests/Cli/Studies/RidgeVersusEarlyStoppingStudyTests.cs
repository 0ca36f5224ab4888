using System.Numerics.Tensors;
using System.Text.Json;
using Ntk.Data;
using Ntk.Engine.Networks;
using Ntk.Solvers;
using Ntk.Solvers.Dynamics;
using Ntk.Tests.Data;

namespace Ntk.Tests.Cli.Studies;

/// <summary><c>ntk study ridge-vs-early-stopping</c> against fits of their own and the closed form of the training.</summary>
public class RidgeVersusEarlyStoppingStudyTests
{
    private const string Dense = "dense(1.4,0.1) relu dense(1.4,0.1)";

    private readonly TemporaryFolder folder = new();
    private readonly StudyTwin twin = new(70, 60, seed: 5);
    private JsonElement result;
    private double[][] curve = [];

    private JsonElement Network => result.GetProperty("values").GetProperty("networks")[0];

    [OneTimeSetUp]
    public void Run()
    {
        result = CliProgram.Run(
            folder, "study", "ridge-vs-early-stopping", "--train", "70", "--test", "60", "--seed", "5", "--network", Dense, "--report", "r.html", "--curves", "c.npz", "--json").Succeeds().Json;
        curve = StudyTwin.Curve(folder.File("c.npz"), "ridge-and-time");
    }

    [OneTimeTearDown]
    public void Remove() => folder.Dispose();

    [Test]
    public void Ridges_have_the_scores_of_separate_fits_and_times_those_of_the_training()
    {
        LabelledData<double> train = twin.Prepared(twin.Train), held = twin.Prepared(twin.Held), test = twin.Prepared(twin.Test);
        Tensor<double> targets = OneHot.Encode<double>(train.Labels, 10);
        using TrainingDynamics<double> onHeld = TrainingDynamics.Prepare<double>(NetworkText.Parse(Dense), KernelKind.Ntk, train.Features, targets, held.Features, learningRate: 1);
        using TrainingDynamics<double> onTest = TrainingDynamics.Prepare<double>(NetworkText.Parse(Dense), KernelKind.Ntk, train.Features, targets, test.Features, learningRate: 1);
        double mean = onHeld.Eigenvalues.Average();
        Assert.That(curve, Has.Length.EqualTo(20));
        foreach (double[] point in curve)
        {
            Assert.That(point[2], Is.EqualTo(56 * 10 / (point[1] * mean)).Within(1e-9).Percent, "η·t = N/r");
            Tensor<double> ridgeHeld = StudyTwin.Scores(Dense, KernelKind.Ntk, train, held, point[1]), ridgeTest = StudyTwin.Scores(Dense, KernelKind.Ntk, train, test, point[1]);
            Tensor<double> timeHeld = onHeld.TestEnsemble(point[2]).Mean, timeTest = onTest.TestEnsemble(point[2]).Mean;
            double[] expected =
            [
                StudyTwin.Share(StudyTwin.Right(ridgeHeld, held)), StudyTwin.Share(StudyTwin.Right(timeHeld, held)), StudyTwin.MeanSquaredError(ridgeHeld, held), StudyTwin.MeanSquaredError(timeHeld, held),
                StudyTwin.Share(StudyTwin.Right(ridgeTest, test)), StudyTwin.Share(StudyTwin.Right(timeTest, test)),
                StudyTwin.Share(OneHot.Decode<double>(ridgeTest).Zip(OneHot.Decode<double>(timeTest), (a, b) => a == b)),
                Math.Sqrt(ridgeTest.Zip(timeTest, (a, b) => (a - b) * (a - b)).Sum() / ridgeTest.Sum(a => a * a)),
            ];
            Assert.That(point[3..], Is.EqualTo(expected).Within(1e-7), $"{point[1]}");
        }
    }

    [Test]
    public void The_best_have_the_smallest_errors()
    {
        double[] bestRidge = curve.MinBy(point => point[5])!, bestTime = curve.MinBy(point => point[6])!;
        Assert.Multiple(() =>
        {
            Assert.That(Network.GetProperty("bestRidge").GetProperty("ridge").GetDouble(), Is.EqualTo(bestRidge[1]));
            Assert.That(Network.GetProperty("bestTime").GetProperty("time").GetDouble(), Is.EqualTo(bestTime[2]));
            Assert.That(Network.GetProperty("bestRidge").GetProperty("testAccuracy").GetDouble(), Is.EqualTo(bestRidge[7]));
            Assert.That(Network.GetProperty("bestTime").GetProperty("testAccuracy").GetDouble(), Is.EqualTo(bestTime[8]));
            Assert.That(Network.GetProperty("factor").GetDouble(), Is.EqualTo(bestTime[1] / bestRidge[1]).Within(1e-12));
            Assert.That(Network.GetProperty("exchangeCost").GetDouble(), Is.EqualTo(Math.Max(bestTime[5] / bestRidge[5], bestRidge[6] / bestTime[6]) - 1).Within(1e-12));
            Assert.That(Network.GetProperty("lowestAgreement").GetDouble(), Is.EqualTo(curve.Min(point => point[9])));
            Assert.That(Network.GetProperty("exchangeCost").GetDouble(), Is.Not.Negative);
        });
    }

    [Test]
    public void The_finding_follows_from_the_numbers()
    {
        JsonElement average = result.GetProperty("values").GetProperty("average");
        bool expected = average.GetProperty("lower").GetDouble() > -0.01 && average.GetProperty("upper").GetDouble() < 0.01 && Network.GetProperty("exchangeCost").GetDouble() <= 0.05;
        Assert.That(result.GetProperty("isReproduced").GetBoolean(), Is.EqualTo(expected));
        StudyTwin.AssertReport(folder.File("r.html"), result, plots: 3);
    }
}
