using System.Numerics;
using System.Numerics.Tensors;
using ILGPU;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.OpenCL;
using Ntk.Data;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Kernels.Devices;
using Ntk.Tests.Data;
using Ntk.Tests.Engine;
using Ntk.Tests.Engine.Images;

namespace Ntk.Tests.Kernels;

/// <summary>Kernels on devices against the processor's, at sizes that fill planes and tiles, and what becomes of tiles, memory and several devices.</summary>
internal sealed class DeviceTests
{
    private const string Conv = "conv(3x3,padding=same,wStd=1.4,bStd=0.1)";
    private const string Dense = "dense(1.4,0.1)";

    [TestCase(150, 130, "784", $"{Dense} relu {Dense} relu {Dense}", TestName = "Features of handwritten digits")]
    [TestCase(37, 300, "33", $"{Dense} erf {Dense} relu {Dense} leakyRelu(0.2) {Dense} leakyRelu(0.1) {Dense}", TestName = "Activations that need a launch each")]
    [TestCase(5, 4, "32x32x3", $"{Conv} relu {Conv} relu flatten dense(1)", TestName = "Flatten of images of 1,024 pixels")]
    [TestCase(3, 2, "32x32x3", $"{Conv} relu globalAvgPool dense(1)", TestName = "All planes of images of 1,024 pixels")]
    [TestCase(3, 2, "12x12x3", $"{Conv} relu avgPool(2x2) {Conv} relu avgPool(2x2) {Conv} relu globalAvgPool dense(1)", TestName = "Pools")]
    [TestCase(4, 3, "40x30x2", $"{Conv} relu {Conv} relu flatten dense(1)", TestName = "Flatten of images of 1,200 pixels")]
    [TestCase(2, 2, "35x31x1", $"{Conv} relu globalAvgPool dense(1)", TestName = "All planes of images of 1,085 pixels")]
    [TestCase(3, 2, "12x10x2", $"{Conv} sum(relu {Conv} relu {Conv} | ) relu avgPool(2x2) {Conv} sum(relu {Conv} | {Conv}) relu globalAvgPool dense(1)", TestName = "Residual blocks and a pool")]
    [TestCase(5, 4, "6x5x2", $"{Conv} product(relu {Conv} erf | gelu) {Conv} relu flatten dense(1)", TestName = "Products")]
    [TestCase(5, 4, "7x6x2", "2*(conv(3x3,padding=circular,wStd=1.4,bStd=0.1) relu) globalAvgPool dense(1)", TestName = "Filters that wrap around")]
    [TestCase(6, 70, "6x5x2", $"{Conv} monomial(2) {Conv} hermite(3) {Conv} relu flatten dense(1)", TestName = "Coefficients on planes")]
    [TestCase(37, 130, "33", $"{Dense} tanh {Dense} sigmoid {Dense} monomial(3) {Dense} softplus {Dense}", TestName = "Tables and coefficients")]
    [TestCase(9, 70, "6x5x2", $"{Conv} relu {Conv} erf {Conv} relu globalAvgPool {Dense} relu dense(1)", TestName = "Planes kept between activations, and more than a block of images")]
    public void AgreesWithTheProcessor(int rows, int columns, string shape, string network)
    {
        Check<float>(TestDevices.Device, rows, columns, shape, network, 2e-6);
        Check<double>(TestDevices.Device, rows, columns, shape, network, 1e-12);
    }

    [TestCase(5, 4, "7", $"{Dense} relu {Dense}")]
    [TestCase(3, 2, "3x3x2", $"{Conv} relu globalAvgPool dense(1)")]
    public void AgreesOnThreadsOfTheOperatingSystem(int rows, int columns, string shape, string network)
    {
        Check<float>(TestDevices.Processor, rows, columns, shape, network, 2e-6);
        Check<double>(TestDevices.Processor, rows, columns, shape, network, 1e-12);
    }

    [Test]
    public void SeveralDevicesShareTheTiles()
    {
        Context context = TestDevices.MakeContext(builder => builder.CPU());
        using var both = new DeviceBackend("two", context, [context.CreateCPUAccelerator(0), context.CreateCPUAccelerator(0)]);
        Network network = NetworkText.Parse($"{Dense} relu {Dense}");
        Tensor<double> inputs = RandomInputs.Normal<double>(40, 5, 3);
        var options = new GramOptions { TileRows = 4, TileColumns = 4, ThreadCount = 4 };
        using GramResult<double> one = TestDevices.Builder<double>(TestDevices.Processor, network, options).Build(inputs);
        using GramResult<double> two = new GramBuilder<double>(network, options with { Backend = both }).Build(inputs);
        Assert.That(KernelError.Largest(two.Ntk, one.Ntk), Is.Zero);
    }

    [Test]
    public void TilesAreKeptAndProgressIsReported()
    {
        using TemporaryFolder folder = new();
        Network network = NetworkText.Parse($"{Dense} relu {Dense}");
        Tensor<float> inputs = RandomInputs.Normal<float>(30, 5, 4);
        string path = Path.Combine(folder.Path, "k.tiles");
        var reports = new List<GramProgress>();
        GramOptions Options(TileFolder store) => new() { TileRows = 10, TileColumns = 10, ThreadCount = 1, Store = store, Progress = new Recorder(reports) };
        var first = new TileFolder(path);
        using GramResult<float> computed = TestDevices.Builder<float>(TestDevices.Processor, network, Options(first)).Build(inputs);
        Assert.That(reports.Select(report => report.CompletedTiles), Is.EqualTo(Enumerable.Range(1, 6)));
        var second = new TileFolder(path);
        using GramResult<float> loaded = TestDevices.Builder<float>(TestDevices.Processor, network, Options(second)).Build(inputs);
        Assert.That(second.Report.LoadedTiles, Is.EqualTo(6));
        Assert.That(KernelError.Largest(loaded.Ntk, computed.Ntk), Is.Zero);
    }

    [Test]
    public void MemoryIsPlannedBeforeItIsAllocated()
    {
        using Context context = TestDevices.MakeContext(builder => builder.CPU());
        using CPUAccelerator accelerator = context.CreateCPUAccelerator(0);
        var device = new ComputeDevice(accelerator);
        long all = device.Available;
        DeviceMemoryException error = Assert.Throws<DeviceMemoryException>(() => device.Reserve(all + 1))!;
        Assert.That((error.Needed, error.Available), Is.EqualTo((all + 1, all)));
        IDisposable half = device.Reserve(all / 2);
        Assert.That(device.Available, Is.EqualTo(all - all / 2));
        Assert.Throws<DeviceMemoryException>(() => device.Reserve(all));
        half.Dispose();
        half.Dispose();
        Assert.That(device.Available, Is.EqualTo(all));
    }

    [Test]
    public void ErrorsOfDriversAreThoseOfNtk()
    {
        using Context context = TestDevices.MakeContext(builder => builder.CPU());
        using CPUAccelerator accelerator = context.CreateCPUAccelerator(0);
        var device = new ComputeDevice(accelerator);
        Assert.That(
            () => device.Queue(() => throw new CLException(CLError.CL_DEVICE_NOT_AVAILABLE)),
            Throws.InstanceOf<DeviceLostException>().With.Message.Contains(device.Name).And.Message.Contains("--store").And.InnerException.InstanceOf<CLException>());
        Assert.That(() => device.Queue(() => throw new CLException(CLError.CL_MEM_OBJECT_ALLOCATION_FAILURE)), Throws.InstanceOf<DeviceMemoryException>());
    }

    [Test]
    public void AnEvaluatorGivesItsMemoryBack()
    {
        using Context context = TestDevices.MakeContext(builder => builder.CPU());
        using CPUAccelerator accelerator = context.CreateCPUAccelerator(0);
        var device = new ComputeDevice(accelerator);
        long all = device.Available;
        foreach ((string shape, string network) in new[] { ("5", $"{Dense} relu {Dense}"), ("3x3x1", $"{Conv} relu flatten dense(1)") })
        {
            Tensor<float> inputs = Inputs<float>(4, shape, 1);
            KernelProgram program = KernelProgram.Compile(NetworkText.Parse(network), KernelOutputs.Both, inputs.Lengths[1..]);
            using (ITileEvaluator<float> evaluator = program.HasPixels
                ? new Ntk.Kernels.Planes.PlaneEvaluator<float>([device], program, inputs, default, isSymmetric: true, threads: 1)
                : new Ntk.Kernels.Features.FeatureEvaluator<float>([device], program, inputs, default, isSymmetric: true, threads: 1))
            {
                Assert.That(device.Available, Is.LessThan(all));
            }

            Assert.That(device.Available, Is.EqualTo(all), network);
        }
    }

    [TestCase($"{Conv} tanh flatten dense(1)", "4x4x1", "Layer 2 (tanh)")]
    [TestCase($"{Conv} relu flatten dense(1)", "200x200x1", "32768 pixels, not 200 × 200")]
    public void RefusesBeforeAnyWork(string network, string shape, string message)
    {
        var builder = new GramBuilder<float>(NetworkText.Parse(network), new() { Backend = TestDevices.Processor });
        Tensor<float> inputs = Inputs<float>(2, shape, 1);
        Assert.That(() => builder.Build(inputs), Throws.InstanceOf<DeviceUnsupportedException>().With.Message.Contains(message).And.Message.Contains("--backend cpu"));
    }

    [Test]
    public void ThePluginIsFoundBesideTheProgram()
    {
        Assert.That(BackendPlugins.Plugin?.Description, Does.StartWith("ILGPU 1.5"), BackendPlugins.Reason);
        Assert.That(BackendPlugins.Plugin!.Kinds, Is.EqualTo(new[] { "cuda", "opencl" }));
        foreach (string kind in BackendPlugins.Plugin.Kinds.Where(kind => !BackendPlugins.Plugin.FindDevices().Any(device => device.Kind == kind && device.Problem is null)))
            Assert.That(() => BackendPlugins.Plugin.Open(kind), Throws.InstanceOf<NtkException>().With.Message.Contains($"no {kind} device").And.Message.Contains("--backend cpu"));
    }

    private static void Check<T>(DeviceBackend backend, int rows, int columns, string shape, string text, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Network network = NetworkText.Parse(text);
        Tensor<T> first = Inputs<T>(rows, shape, 1);
        Tensor<T> second = Inputs<T>(columns, shape, 2);
        var builder = TestDevices.Builder<T>(backend, network, new() { TileColumns = 64 });
        using GramResult<T> symmetric = builder.Build(first);
        using GramResult<T> rectangular = builder.Build(first, second);
        var exact = new GramBuilder<double>(network);
        using GramResult<double> expected = exact.Build(RandomImages.Convert<T, double>(first));
        using GramResult<double> others = exact.Build(RandomImages.Convert<T, double>(first), RandomImages.Convert<T, double>(second));
        KernelDiagonal own = exact.Diagonal(RandomImages.Convert<T, double>(first));
        KernelDiagonal other = exact.Diagonal(RandomImages.Convert<T, double>(second));
        Assert.Multiple(() =>
        {
            Assert.That(KernelError.Largest(symmetric.Nngp, expected.Nngp), Is.LessThan(tolerance), "symmetric NNGP");
            Assert.That(KernelError.Largest(symmetric.Ntk, expected.Ntk), Is.LessThan(tolerance), "symmetric NTK");
            Assert.That(KernelError.Largest(rectangular.Nngp, KernelError.ToArray(others.Nngp), own.Nngp, other.Nngp), Is.LessThan(tolerance), "rectangular NNGP");
            Assert.That(KernelError.Largest(rectangular.Ntk, KernelError.ToArray(others.Ntk), own.Ntk, other.Ntk), Is.LessThan(tolerance), "rectangular NTK");
        });
    }

    private static Tensor<T> Inputs<T>(int rows, string shape, int seed)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        RandomImages.Normal<T>(seed, [rows, .. shape.Split('x').Select(length => int.Parse(length, null))]);

    private sealed class Recorder(List<GramProgress> reports) : IProgress<GramProgress>
    {
        public void Report(GramProgress value) => reports.Add(value);
    }
}
