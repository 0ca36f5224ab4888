using System.Globalization;
using System.Numerics.Tensors;
using System.Text.Json;
using Ntk.Data;
using Ntk.Solvers;
using Ntk.Solvers.Inference;
using Ntk.Tests.Data;
using Ntk.Tests.Engine;
using Ntk.Tests.Solvers;

namespace Ntk.Tests.Cli;

/// <summary><c>ntk fit</c> and <c>ntk predict</c>, from files to files.</summary>
public class FitPredictTests
{
    private const double Tolerance = 1e-10;
    private const string Text = "dense(1.5, 0.05) erf dense(1.5, 0.05)";

    [TestCase("nngp")]
    [TestCase("ntk")]
    [TestCase("ntkgp")]
    public void Posteriors_are_those_of_the_golden_files(string kernel)
    {
        using TemporaryFolder folder = new();
        InferenceCase golden = InferenceCase.Load("inference-relu");
        InferenceCase.Posterior expected = golden.Posteriors.First(posterior => posterior.Kind.ToString().Equals(kernel, StringComparison.OrdinalIgnoreCase) && !posterior.Ridge.IsRelative);
        Write(folder, golden);

        JsonElement fit = CliProgram.Run(
            folder, "fit", "--network", "net.json", "--x", "x.npy", "--y", "y.npy", "--kernel", kernel, "--ridge", expected.Ridge.Value.ToString("R", CultureInfo.InvariantCulture),
            "--ridge-absolute", "--precision", "float64", "--model", "m.ntk", "--json").Succeeds().Json;
        CliProgram.Run(folder, "predict", "--model", "m.ntk", "--x", "xt.npy", "--covariance", "--output", "p.npz").Succeeds();

        using NpzReader archive = NpzReader.Open(folder.File("p.npz"));
        Assert.That(archive.Names, Is.EqualTo((string[])["mean", "covariance"]));
        AssertClose(archive.Read<double>("mean"), expected.Mean);
        AssertClose(archive.Read<double>("covariance"), expected.Covariance);
        AssertClose(Tensor.Create<double>([.. fit.GetProperty("logMarginalLikelihood").EnumerateArray().Select(value => value.GetDouble())]), expected.LogMarginalLikelihood);
        Assert.That(fit.GetProperty("fitting").GetProperty("solve").GetProperty("scaledResidual").GetDouble(), Is.LessThan(30));
    }

    [Test]
    public void A_loaded_model_predicts_the_bits_of_the_fitted_one([Values("float32", "float64")] string precision, [Values] bool omitsFactor)
    {
        using TemporaryFolder folder = new();
        InferenceCase golden = InferenceCase.Load("inference-erf");
        Write(folder, golden);
        string[] omit = omitsFactor ? ["--omit-factor"] : [];
        CliProgram.Run(folder, ["fit", "--network", "net.json", "--x", "x.npy", "--y", "y.npy", "--kernel", "ntk", "--ridge", "1e-3", "--precision", precision, "--model", "m.ntk", .. omit]).Succeeds();
        CliProgram.Run(folder, "predict", "--model", "m.ntk", "--x", "xt.npy", "--variance", "--output", "p.npz").Succeeds();
        if (precision == "float32")
            AssertSameBits<float>(folder, golden, omitsFactor);
        else
            AssertSameBits<double>(folder, golden, omitsFactor);
    }

    [TestCase("mixed")]
    [TestCase("matrixfree")]
    public void Mixed_precision_meets_the_exact_mean(string solver)
    {
        using TemporaryFolder folder = new();
        InferenceCase golden = InferenceCase.Load("inference-erf");
        Write(folder, golden);
        string[] common = ["fit", "--network", "net.json", "--x", "x.npy", "--y", "y.npy", "--kernel", "nngp", "--ridge", "1e-3", "--json"];
        JsonElement plain = CliProgram.Run(folder, [.. common, "--model", "a.ntk"]).Succeeds().Json;
        JsonElement fit = CliProgram.Run(folder, [.. common, "--model", "m.ntk", "--solver", solver]).Succeeds().Json;
        CliProgram.Run(folder, "predict", "--model", "a.ntk", "--x", "xt.npy", "--output", "a.npz").Succeeds();
        CliProgram.Run(folder, "predict", "--model", "m.ntk", "--x", "xt.npy", "--output", "p.npz").Succeeds();
        using NpzReader expected = NpzReader.Open(folder.File("a.npz")), actual = NpzReader.Open(folder.File("p.npz"));
        Assert.Multiple(() =>
        {
            Assert.That(fit.GetProperty("fitting").GetProperty("mixed").GetProperty("backwardError").GetDouble(), Is.LessThanOrEqualTo(1e-14));
            Assert.That(fit.GetProperty("fitting").GetProperty("solve").GetProperty("ridge").GetDouble(), Is.EqualTo(plain.GetProperty("fitting").GetProperty("solve").GetProperty("ridge").GetDouble()).Within(1e-12).Percent);
            AssertClose(actual.Read<double>("mean"), expected.Read<double>("mean"));
        });
        foreach (string[] refused in new string[][] { ["--precision", "float32"], ["--jitter", "1e-9"] })
            Assert.That(CliProgram.Run(folder, [.. common, "--model", "m.ntk", "--solver", solver, .. refused]).ExitCode, Is.EqualTo(2));
    }

    [TestCase("packed")]
    [TestCase("eigen")]
    [TestCase("cg", "--rank", "5", "--checkpoint", "state.npz")]
    [TestCase("matrixfree", "--store", "k.factor")]
    [TestCase("nystrom", "--rank", "1000")]
    [TestCase("auto")]
    public void Every_solver_gives_the_same_model(string solver, params string[] options)
    {
        using TemporaryFolder folder = new();
        InferenceCase golden = InferenceCase.Load("inference-erf");
        Write(folder, golden);
        string[] common = ["fit", "--network", "net.json", "--x", "x.npy", "--y", "y.npy", "--kernel", "ntk", "--ridge", "1e-2", "--precision", "float64", "--json"];
        JsonElement plain = CliProgram.Run(folder, [.. common, "--model", "a.ntk", "--solver", "cholesky"]).Succeeds().Json;
        JsonElement plan = CliProgram.Run(folder, [.. common, "--solver", solver, .. options, "--dry-run"]).Succeeds().Json;
        JsonElement fit = CliProgram.Run(folder, [.. common, "--model", "m.ntk", "--solver", solver, .. options]).Succeeds().Json;
        foreach (string model in new[] { "a", "m" })
            CliProgram.Run(folder, "predict", "--model", $"{model}.ntk", "--x", "xt.npy", "--output", $"{model}.npz").Succeeds();
        using NpzReader expected = NpzReader.Open(folder.File("a.npz")), actual = NpzReader.Open(folder.File("m.npz"));
        string used = solver == "auto" ? "cholesky" : solver;
        Assert.Multiple(() =>
        {
            Assert.That(Difference.Relative(actual.Read<double>("mean"), expected.Read<double>("mean")), Is.LessThan(1e-7));
            Assert.That(fit.GetProperty("fitting").GetProperty("solver").GetString(), Is.EqualTo(used));
            Assert.That(plan.GetProperty("solver").GetString(), Is.EqualTo(used));
            Assert.That(
                fit.GetProperty("training").GetProperty("rootMeanSquaredError").GetDouble(),
                Is.EqualTo(plain.GetProperty("training").GetProperty("rootMeanSquaredError").GetDouble()).Within(1e-5).Percent);
        });
        if (solver == "nystrom")
            Assert.That(CliProgram.Run(folder, "predict", "--model", "m.ntk", "--x", "xt.npy", "--variance", "--output", "v.npz").Error, Does.Contain("Fit it with another solver"));
    }

    [TestCase("--rank", "10", "--solver", "packed")]
    [TestCase("--rank", "0", "--solver", "cg")]
    [TestCase("--store", "folder", "--solver", "cg")]
    [TestCase("--checkpoint", "state.npz", "--solver", "eigen")]
    [TestCase("--tolerance", "1e-9", "--solver", "cholesky")]
    [TestCase("--jitter", "1e-9", "--solver", "packed")]
    [TestCase("--ridge", "0", "--solver", "nystrom")]
    public void Options_of_other_solvers_are_refused(params string[] options)
    {
        using TemporaryFolder folder = new();
        Write(folder, InferenceCase.Load("inference-erf"));
        string[] ridge = options.Contains("--ridge") ? [] : ["--ridge", "1e-2"];
        CliOutcome outcome = CliProgram.Run(folder, ["fit", "--network", "net.json", "--x", "x.npy", "--y", "y.npy", "--model", "m.ntk", .. ridge, .. options]);
        Assert.That(outcome.ExitCode, Is.EqualTo(2), outcome.Error);
        Assert.That(outcome.Error, Does.Contain(options[0]).Or.Contain(options[^1]));
    }

    [Test]
    public void Integers_are_labels_and_predictions_classes()
    {
        using TemporaryFolder folder = new();
        LabelledData<double> digits = Digits.Load<double>();
        LabelledData<double> train = digits.Take(300), test = digits.Select([.. Enumerable.Range(300, 100)]);
        WriteLabelled(folder, train, "x.npy", "y.npy");
        WriteLabelled(folder, test, "xt.npy", "yt.npy");

        JsonElement fit = CliProgram.Run(folder, "fit", "--network", Text, "--x", "x.npy", "--y", "y.npy", "--ridge", "1e-2", "--model", "m.ntk", "--json").Succeeds().Json;
        JsonElement prediction = CliProgram.Run(folder, "predict", "--model", "m.ntk", "--x", "xt.npy", "--y", "yt.npy", "--json").Succeeds().Json;
        CliOutcome data = CliProgram.Run(folder, "fit", "--network", Text, "--data", "digits", "--rows", "300", "--ridge", "1e-2", "--model", "d.ntk", "--json").Succeeds();

        Tensor<double> targets = OneHot.Encode<double>(train.Labels, 10);
        using GaussianProcess<double> process = GaussianProcess.Fit<double>(Ntk.Engine.Networks.NetworkText.Parse(Text), KernelKind.Nngp, train.Features, targets, Ridge.Relative(1e-2));
        int[] predicted = OneHot.Decode<double>(process.Predict(test.Features).Mean), fitted = OneHot.Decode<double>(process.Predict(train.Features).Mean);
        Assert.Multiple(() =>
        {
            Assert.That(fit.GetProperty("outputs").GetInt32(), Is.EqualTo(10));
            Assert.That(fit.GetProperty("training").GetProperty("accuracy").GetDouble(), Is.EqualTo(Share(fitted, train.Labels)));
            Assert.That(prediction.GetProperty("quality").GetProperty("accuracy").GetDouble(), Is.EqualTo(Share(predicted, test.Labels)));
            Assert.That(prediction.GetProperty("first")[3].GetProperty("label").GetInt32(), Is.EqualTo(predicted[3]));
            Assert.That(data.Json.GetProperty("logMarginalLikelihood").GetRawText(), Is.EqualTo(fit.GetProperty("logMarginalLikelihood").GetRawText()), "--data means the same");
        });
    }

    [Test]
    public void The_training_error_is_that_of_predictions_at_the_training_rows()
    {
        using TemporaryFolder folder = new();
        Tensor<double> x = RandomInputs.Normal<double>(40, 3, seed: 5), y = RandomInputs.Normal<double>(40, 2, seed: 6);
        Npy.Write<double>(folder.File("x.npy"), x);
        Npy.Write<double>(folder.File("y.npy"), y);
        JsonElement fit = CliProgram.Run(folder, "fit", "--network", Text, "--x", "x.npy", "--y", "y.npy", "--kernel", "ntkgp", "--ridge", "0.3", "--model", "m.ntk", "--json").Succeeds().Json;
        JsonElement prediction = CliProgram.Run(folder, "predict", "--model", "m.ntk", "--x", "x.npy", "--y", "y.npy", "--json").Succeeds().Json;
        double expected = prediction.GetProperty("quality").GetProperty("rootMeanSquaredError").GetDouble();
        Assert.That(expected, Is.GreaterThan(0.1));
        Assert.That(fit.GetProperty("training").GetProperty("rootMeanSquaredError").GetDouble(), Is.EqualTo(expected).Within(1e-10));
    }

    [Test]
    public void An_automatic_ridge_is_the_one_that_does_best_on_the_rows_held_out()
    {
        using TemporaryFolder folder = new();
        Tensor<double> x = RandomInputs.Normal<double>(60, 2, seed: 8), y = RandomInputs.Normal<double>(60, 1, seed: 9);
        for (int row = 0; row < 60; row++)
            y[row, 0] = Math.Sin(2 * x[row, 0]) + 0.2 * y[row, 0];
        Npy.Write<double>(folder.File("x.npy"), x);
        Npy.Write<double>(folder.File("y.npy"), y);
        JsonElement fit = CliProgram.Run(
            folder, "fit", "--network", Text, "--x", "x.npy", "--y", "y.npy", "--ridge", "auto", "--validation", "0.25", "--seed", "4", "--model", "m.ntk", "--json").Succeeds().Json;

        DataSplit split = DataSplit.Random(60, new(45, 15, 0), seed: 4);
        Tensor<double> held = TensorRows.Select<double>(y, split.Validation);
        (double Ridge, double Error) best = Ntk.Solvers.Selection.RidgeGrid.Default.Select(ridge =>
        {
            using GaussianProcess<double> process = GaussianProcess.Fit<double>(
                Ntk.Engine.Networks.NetworkText.Parse(Text), KernelKind.Nngp, TensorRows.Select<double>(x, split.Train), TensorRows.Select<double>(y, split.Train), ridge);
            return (ridge.Value, Math.Sqrt(Flat(process.Predict(TensorRows.Select<double>(x, split.Validation)).Mean).Zip(Flat(held), (p, v) => (p - v) * (p - v)).Average()));
        }).MinBy(pair => pair.Item2);
        Assert.Multiple(() =>
        {
            Assert.That(fit.GetProperty("ridge").GetDouble(), Is.EqualTo(best.Ridge));
            Assert.That(fit.GetProperty("trainingRows").GetInt32(), Is.EqualTo(60));
            Assert.That(fit.GetProperty("ridgeChoice").GetProperty("validationRows").GetInt32(), Is.EqualTo(15));
            Assert.That(fit.GetProperty("ridgeChoice").GetProperty("rootMeanSquaredError").GetDouble(), Is.EqualTo(best.Error).Within(1e-8));
        });
    }

    [Test]
    public void Dry_runs_write_nothing()
    {
        using TemporaryFolder folder = new();
        Write(folder, InferenceCase.Load("inference-erf"));
        int files = Directory.GetFiles(folder.Path).Length;
        JsonElement plan = CliProgram.Run(folder, "fit", "--network", "net.json", "--x", "x.npy", "--y", "y.npy", "--ridge", "1e-3", "--model", "m.ntk", "--dry-run", "--json").Succeeds().Json;
        int n = plan.GetProperty("trainingRows").GetInt32();
        Assert.Multiple(() =>
        {
            Assert.That(plan.GetProperty("factorisationFlops").GetDouble(), Is.EqualTo(n * (double)n * n / 3).Within(1e-9));
            Assert.That(plan.GetProperty("bytes").GetInt64(), Is.GreaterThan(n * n * sizeof(double)));
            Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(files));
        });
    }

    private static void AssertSameBits<T>(TemporaryFolder folder, InferenceCase golden, bool omitsFactor)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        using GaussianProcess<T> process = GaussianProcess.Fit<T>(golden.Network, KernelKind.Ntk, golden.XTrain<T>(), golden.YTrain<T>(), Ridge.Relative(1e-3));
        Prediction<T> expected = process.Predict(golden.XTest<T>(), PredictionKind.Variance);
        using NpzReader archive = NpzReader.Open(folder.File("p.npz"));
        Assert.That(Flat(archive.Read<T>("mean")), Is.EqualTo(Flat(expected.Mean)));
        Assert.That(Flat(archive.Read<T>("variance")), Is.EqualTo(Flat(expected.Variance!)));
        using NpzReader model = NpzReader.Open(folder.File("m.ntk"));
        Assert.That(model.Names.Contains("factor"), Is.Not.EqualTo(omitsFactor));
    }

    private static void Write(TemporaryFolder folder, InferenceCase golden)
    {
        File.WriteAllText(folder.File("net.json"), golden.Network.ToJson());
        Npy.Write<double>(folder.File("x.npy"), golden.XTrain<double>());
        Npy.Write<double>(folder.File("y.npy"), golden.YTrain<double>());
        Npy.Write<double>(folder.File("xt.npy"), golden.XTest<double>());
    }

    private static void WriteLabelled(TemporaryFolder folder, LabelledData<double> data, string x, string y)
    {
        Npy.Write<double>(folder.File(x), data.Features);
        Npy.Write<long>(folder.File(y), Tensor.Create(Array.ConvertAll(data.Labels, label => (long)label)));
    }

    private static double Share(int[] predicted, int[] labels) => predicted.Zip(labels).Count(pair => pair.First == pair.Second) / (double)labels.Length;

    private static void AssertClose(Tensor<double> actual, Tensor<double> expected)
    {
        double[] got = Flat(actual), want = Flat(expected);
        Assert.That(actual.Lengths.ToArray(), Is.EqualTo(expected.Lengths.ToArray()));
        double scale = want.Max(Math.Abs);
        for (int i = 0; i < want.Length; i++)
            Assert.That(got[i], Is.EqualTo(want[i]).Within(Tolerance * scale), $"element {i}");
    }

    private static T[] Flat<T>(Tensor<T> tensor)
    {
        var values = new T[tensor.FlattenedLength];
        tensor.FlattenTo(values);
        return values;
    }
}
