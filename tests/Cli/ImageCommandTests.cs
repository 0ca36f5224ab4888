using System.Numerics.Tensors;
using System.Text.Json;
using Ntk.Data;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Tests.Data;
using Ntk.Tests.Engine;
using Ntk.Tests.Engine.Images;
using Ntk.Tests.Solvers;

namespace Ntk.Tests.Cli;

/// <summary>Convolutional networks on images, from files to files.</summary>
public class ImageCommandTests
{
    private const string Text = "2*(conv(3x3,padding=same,wStd=1.4,bStd=0.1) relu) globalAvgPool dense";

    [Test]
    public void A_network_in_json_gives_the_kernels_of_the_golden_file()
    {
        using TemporaryFolder folder = new();
        GoldenCase golden = GoldenCase.Load("conv2d-same-globalAvgPool");
        File.WriteAllText(folder.File("net.json"), golden.Network.ToJson());
        Npy.Write<double>(folder.File("a.npy"), golden.First<double>());
        string[] second = golden.IsSymmetric ? [] : ["--x2", "b.npy"];
        if (!golden.IsSymmetric)
            Npy.Write<double>(folder.File("b.npy"), golden.Second<double>());
        CliProgram.Run(folder, ["kernel", "--network", "net.json", "--x1", "a.npy", .. second, "--output", "k.npz"]).Succeeds();
        using NpzReader archive = NpzReader.Open(folder.File("k.npz"));
        foreach (string kernel in archive.Names)
            Assert.That(golden.LargestError<double>(archive.Read<double>(kernel), kernel), Is.LessThanOrEqualTo(1e-12), kernel);
    }

    [TestCase(Text, new[] { 6, 5, 4, 3 }, "5×4×3")]
    [TestCase("convVec(2)", new[] { 6, 5, 4, 3 }, "5×4×3")]
    [TestCase("convGap(1)", new[] { 6, 5, 4 }, "5×4")]
    [TestCase("conv(3) relu flatten dense", new[] { 6, 5, 4 }, "5×4")]
    public void Images_and_signals_of_any_number_of_axes_are_inputs(string text, int[] lengths, string shape)
    {
        using TemporaryFolder folder = new();
        Tensor<double> images = RandomImages.Normal<double>(1, lengths);
        Npy.Write<double>(folder.File("a.npy"), images);
        string[] command = ["kernel", "--network", text, "--x1", "a.npy", "--output", "k.npz"];
        CliOutcome outcome = CliProgram.Run(folder, command).Succeeds();
        CliOutcome plan = CliProgram.Run(folder, [.. command, "--dry-run"]).Succeeds();

        using GramResult<double> expected = new GramBuilder<double>(NetworkText.Parse(text)).Build(images);
        using NpzReader archive = NpzReader.Open(folder.File("k.npz"));
        Assert.Multiple(() =>
        {
            Assert.That(archive.Read<double>("ntk").GetSpan([5, 0], 6).ToArray(), Is.EqualTo(expected.Ntk.Row(5).ToArray()));
            Assert.That(outcome.Output, Does.Contain($"inputs of {shape}"));
            Assert.That(plan.Output, Does.Contain($"inputs of {shape}"));
        });
    }

    [Test]
    public void An_idx_file_holds_images()
    {
        using TemporaryFolder folder = new();
        byte[] pixels = [.. Enumerable.Range(0, 4 * 5 * 6).Select(k => (byte)(k * 37 % 256))];
        folder.File("images-idx3-ubyte", IdxTests.Encode(0x08, [4, 5, 6], Array.ConvertAll(pixels, pixel => (double)pixel)));
        CliProgram.Run(folder, "kernel", "--network", "convGap(1)", "--x1", "images-idx3-ubyte", "--get", "nngp", "--output", "k.npz").Succeeds();
        Tensor<double> images = Tensor.Create(Array.ConvertAll(pixels, pixel => (double)pixel), [4, 5, 6, 1]);
        RequireRow(folder, Presets.ConvGap(1), images);
    }

    [Test]
    public void A_cifar_file_holds_images_with_channels_last()
    {
        using TemporaryFolder folder = new();
        byte[] planes = [.. Enumerable.Range(0, 2 * 3072).Select(k => (byte)(k * 101 % 253))];
        File.WriteAllBytes(folder.File("batch.bin"), [1, .. planes.AsSpan(0, 3072), 2, .. planes.AsSpan(3072)]);
        CliProgram.Run(folder, "kernel", "--network", "convVec(1)", "--data", "batch.bin", "--get", "nngp", "--output", "k.npz").Succeeds();
        Tensor<double> images = Tensor.Create([.. Enumerable.Range(0, 2 * 3072).Select(k => (double)planes[k / 3072 * 3072 + k % 3 * 1024 + k % 3072 / 3])], [2, 32, 32, 3]);
        RequireRow(folder, Presets.ConvVec(1), images);
    }

    [Test]
    public void Posteriors_of_images_are_those_of_the_golden_file()
    {
        using TemporaryFolder folder = new();
        InferenceCase golden = InferenceCase.Load("inference-conv-gap");
        File.WriteAllText(folder.File("net.json"), golden.Network.ToJson());
        Npy.Write<double>(folder.File("x.npy"), golden.XTrain<double>());
        Npy.Write<double>(folder.File("y.npy"), golden.YTrain<double>());
        Npy.Write<double>(folder.File("xt.npy"), golden.XTest<double>());
        Npy.Write<double>(folder.File("other.npy"), RandomImages.Normal<double>(1, 3, 2, 8, 2));
        InferenceCase.Posterior expected = golden.Posteriors.First(posterior => posterior.Ridge.IsRelative);
        string kernel = expected.Kind.ToString().ToLowerInvariant();
        string[] fit = ["fit", "--network", "net.json", "--x", "x.npy", "--y", "y.npy", "--kernel", kernel, "--ridge", expected.Ridge.Value.ToString("R"), "--model", "m.ntk"];
        CliProgram.Run(folder, [.. fit, "--dry-run"]).Succeeds();
        CliProgram.Run(folder, fit).Succeeds();
        CliProgram.Run(folder, "predict", "--model", "m.ntk", "--x", "xt.npy", "--dry-run").Succeeds();
        CliProgram.Run(folder, "predict", "--model", "m.ntk", "--x", "xt.npy", "--output", "p.npz").Succeeds();
        CliOutcome refused = CliProgram.Run(folder, "predict", "--model", "m.ntk", "--x", "other.npy");

        using NpzReader prediction = NpzReader.Open(folder.File("p.npz")), model = NpzReader.Open(folder.File("m.ntk"));
        Assert.Multiple(() =>
        {
            Assert.That(Difference.Relative(prediction.Read<double>("mean"), expected.Mean), Is.LessThan(1e-10));
            Assert.That(model.Read<double>("x").Lengths.ToArray(), Is.EqualTo((nint[])[8, 4, 4, 2]));
            Assert.That(refused.ExitCode, Is.EqualTo(2));
            Assert.That(refused.Error, Does.Contain("2×8×2 features, the training inputs 4×4×2"));
        });
    }

    [Test]
    public void Flat_inputs_of_a_convolution_are_refused_in_one_line()
    {
        using TemporaryFolder folder = new();
        Npy.Write<double>(folder.File("a.npy"), RandomInputs.Normal<double>(3, 64, seed: 1));
        CliOutcome outcome = CliProgram.Run(folder, "kernel", "--network", Text, "--x1", "a.npy", "--output", "k.npz");
        Assert.That(outcome.ExitCode, Is.EqualTo(2));
        Assert.That(outcome.Error, Does.Match("^ntk: Layer .*rows × height × width × channels.*reshape"));
    }

    private static void RequireRow(TemporaryFolder folder, Network network, Tensor<double> images)
    {
        using GramResult<double> expected = new GramBuilder<double>(network).Build(images, KernelOutputs.Nngp);
        using NpzReader archive = NpzReader.Open(folder.File("k.npz"));
        int rows = (int)images.Lengths[0];
        Assert.That(archive.Read<double>("nngp").GetSpan([rows - 1, 0], rows).ToArray(), Is.EqualTo(expected.Nngp.Row(rows - 1).ToArray()));
    }
}
