using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;
using Ntk.Data;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Tests.Data;
using Ntk.Tests.Engine;

namespace Ntk.Tests.Cli;

/// <summary><c>ntk kernel</c>, as other programs call it.</summary>
public class KernelCommandTests
{
    private const string Text = "3*(dense(1.4, 0.1) relu) dense(1.4, 0.1)";

    [TestCase("dense-relu", "float64", 1e-12)]
    [TestCase("dense-erf", "float64", 1e-12)]
    [TestCase("dense-residual", "float32", 5e-7)]
    [TestCase("near-duplicates-deep", "float32", 5e-7)]
    public void Kernels_are_those_of_the_golden_files(string name, string precision, double tolerance)
    {
        using TemporaryFolder folder = new();
        GoldenCase golden = GoldenCase.Load(name);
        File.WriteAllText(folder.File("net.json"), golden.Network.ToJson());
        Npy.Write<double>(folder.File("a.npy"), golden.First<double>());
        if (!golden.IsSymmetric)
            Npy.Write<double>(folder.File("b.npy"), golden.Second<double>());

        string[] second = golden.IsSymmetric ? [] : ["--x2", "b.npy"];
        CliProgram.Run(folder, ["kernel", "--network", "net.json", "--x1", "a.npy", .. second, "--get", "nngp,ntk", "--precision", precision, "--output", "k.npz"]).Succeeds();

        using NpzReader archive = NpzReader.Open(folder.File("k.npz"));
        Assert.That(archive.Names, Is.EqualTo((string[])["nngp", "ntk"]));
        foreach (string kernel in archive.Names)
        {
            using (NpyReader array = archive.OpenArray(kernel))
                Assert.That(array.Header.ElementType.ToString(), Is.EqualTo(precision).IgnoreCase);
            double error = precision == "float32"
                ? golden.LargestError<float>(archive.Read<float>(kernel), kernel)
                : golden.LargestError<double>(archive.Read<double>(kernel), kernel);
            Assert.That(error, Is.LessThanOrEqualTo(tolerance), kernel);
        }
    }

    [Test]
    public void One_kernel_has_the_bits_of_the_library_for_any_number_of_threads([Values("1", "2")] string threads)
    {
        Assume.That(Environment.ProcessorCount, Is.GreaterThanOrEqualTo(int.Parse(threads)));
        using TemporaryFolder folder = new();
        Tensor<float> inputs = RandomInputs.Normal<float>(300, 7, seed: 3);
        Npy.Write<float>(folder.File("a.npy"), inputs);

        CliOutcome outcome = CliProgram.Run(
            folder, "kernel", "--network", Text, "--x1", "a.npy", "--get", "NTK", "--precision", "float32", "--threads", threads, "--output", "k.npz", "--json").Succeeds();

        using GramResult<float> expected = new GramBuilder<float>(NetworkText.Parse(Text)).Build(inputs, KernelOutputs.Ntk);
        using NpzReader archive = NpzReader.Open(folder.File("k.npz"));
        Assert.That(archive.Names, Is.EqualTo((string[])["ntk"]));
        Tensor<float> actual = archive.Read<float>("ntk");
        for (int row = 0; row < 300; row++)
            Assert.That(MemoryMarshal.AsBytes(actual.GetSpan([row, 0], 300)).SequenceEqual(MemoryMarshal.AsBytes(expected.Ntk.Row(row))), $"row {row}");

        JsonElement matrix = outcome.Json.GetProperty("matrices")[0];
        Assert.That(matrix.GetProperty("largest").GetDouble(), Is.EqualTo(Enumerable.Range(0, 300).Max(row => expected.Ntk.Row(row).ToArray().Max())));
        Assert.That(matrix.GetProperty("meanOfDiagonal").GetDouble(), Is.EqualTo(Enumerable.Range(0, 300).Average(row => (double)expected.Ntk[row, row])).Within(1e-12).Percent);
    }

    [Test]
    public void Entries_beyond_float32_are_counted_and_warned_of()
    {
        using TemporaryFolder folder = new();
        Npy.Write<double>(folder.File("a.npy"), Tensor.Create<double>([1e20, 0, 1e-25, 0, 1, 1], [3, 2]));
        CliOutcome outcome = CliProgram.Run(folder, "kernel", "--network", "dense", "--x1", "a.npy", "--get", "nngp", "--precision", "float32", "--output", "k.npz", "--json").Succeeds();

        // K = x·x′/2: 5e39 is beyond float32, 5e-51 below it; the others are 5e-6, 5e19, 5e-26 and 1.
        JsonElement matrix = outcome.Json.GetProperty("matrices")[0];
        Assert.Multiple(() =>
        {
            Assert.That(matrix.GetProperty("infiniteCount").GetInt32(), Is.EqualTo(1));
            Assert.That(matrix.GetProperty("zeroCount").GetInt32(), Is.EqualTo(1));
            Assert.That(outcome.Json.GetProperty("warnings").GetArrayLength(), Is.EqualTo(2));
            Assert.That(outcome.Error, Does.Contain("warning: 1 entries of nngp are infinite").And.Contain("1 entries of nngp are zero"));
        });
    }

    [Test]
    public void A_dry_run_states_the_plan_and_writes_nothing()
    {
        using TemporaryFolder folder = new();
        Npy.Write<float>(folder.File("a.npy"), RandomInputs.Normal<float>(500, 11, seed: 1));
        JsonElement plan = CliProgram.Run(
            folder, "kernel", "--network", Text, "--x1", "a.npy", "--output", "k.npz", "--dry-run", "--json").Succeeds().Json;

        Assert.Multiple(() =>
        {
            Assert.That(plan.GetProperty("resultBytes").GetInt64(), Is.EqualTo(2 * 500 * 500 * sizeof(double)));
            Assert.That(plan.GetProperty("entries").GetInt64(), Is.EqualTo(500 * 501 / 2));
            Assert.That(plan.GetProperty("productFlops").GetDouble(), Is.EqualTo(2.0 * 11 * 500 * 501 / 2));
            Assert.That(plan.GetProperty("layerEvaluations").GetDouble(), Is.EqualTo(3.0 * 500 * 501 / 2));
            Assert.That(plan.GetProperty("estimatedSeconds").GetDouble(), Is.InRange(1e-6, 60));
            Assert.That(plan.GetProperty("fitsIntoMemory").GetBoolean(), Is.True);
            Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(1));
        });
    }

    [Test]
    public void Images_of_labelled_data_serve_as_inputs()
    {
        using TemporaryFolder folder = new();
        CliProgram.Run(folder, "kernel", "--network", Text, "--data", "digits", "--rows", "50", "--get", "nngp", "--output", "k.npz").Succeeds();
        using GramResult<double> expected = new GramBuilder<double>(NetworkText.Parse(Text)).Build(Digits.Load<double>().Take(50).Features, KernelOutputs.Nngp);
        using NpzReader archive = NpzReader.Open(folder.File("k.npz"));
        Assert.That(archive.Read<double>("nngp").GetSpan([49, 0], 50).ToArray(), Is.EqualTo(expected.Nngp.Row(49).ToArray()));
    }

    [Test]
    public void No_rows_make_an_empty_matrix()
    {
        using TemporaryFolder folder = new();
        Npy.Write<double>(folder.File("a.npy"), [0, 4], (_, _) => { });
        CliProgram.Run(folder, "kernel", "--network", Text, "--x1", "a.npy", "--output", "k.npz").Succeeds();
        using NpzReader archive = NpzReader.Open(folder.File("k.npz"));
        Assert.That(archive.Read<double>("ntk").Lengths.ToArray(), Is.EqualTo((nint[])[0, 0]));
    }
}
