using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Data;
using Ntk.Engine.Cpu;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Native;
using Ntk.Solvers;
using Ntk.Solvers.Factorisation;

namespace Ntk.Bench.Devices;

/// <summary>One kernel of one network, by a device and by the processor.</summary>
/// <param name="Kernel">Which kernel.</param>
/// <param name="LargestError">The largest difference of two entries, over √(K(x,x)·K(x',x')).</param>
/// <param name="Accuracy">The share of test images that the processor's kernel reads right.</param>
/// <param name="DeviceAccuracy">The same with the device's kernel.</param>
/// <param name="Differing">Test images that the two read differently.</param>
public sealed record DigitsResult(KernelOutputs Kernel, double LargestError, double Accuracy, double DeviceAccuracy, int Differing);

/// <summary>Handwritten digits learnt with a device's kernels and with the processor's, by the same solver.</summary>
public static class DigitsComparison
{
    private const double RelativeRidge = 1e-3;

    /// <summary>The three architectures: a name, the network, training and test images that take a processor seconds.</summary>
    public static IReadOnlyList<(string Name, Network Network, int Train, int Test)> Cases { get; } =
    [
        ("fully connected", Presets.FullyConnected(3), 600, 300),
        ("CNN-VEC", Presets.ConvVec(3), 300, 150),
        ("CNN-GAP", Presets.ConvGap(3), 100, 50),
    ];

    /// <summary>Prints a row for each architecture, kernel and precision.</summary>
    /// <param name="backend">The device.</param>
    /// <param name="factor">How many times as many images as in <see cref="Cases"/>.</param>
    public static void Print(IKernelBackend backend, double factor)
    {
        Console.WriteLine($"Digits, kernels by {backend.Name} against the processor's, networks of 3 hidden layers, relative ridge {RelativeRidge}");
        Console.WriteLine();
        Console.WriteLine("| network | images | precision | kernel | largest error | accuracy, processor | accuracy, device | kernels, processor | kernels, device |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach ((string name, Network network, int train, int test) in Cases)
        {
            Print<float>(name, network, (int)(train * factor), (int)(test * factor), backend);
            Print<double>(name, network, (int)(train * factor), (int)(test * factor), backend);
        }
    }

    /// <summary>Compares both kernels of a network.</summary>
    public static IReadOnlyList<DigitsResult> Measure<T>(Network network, int train, int test, IKernelBackend backend)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Measure<T>(network, train, test, backend, out _, out _);

    private static void Print<T>(string name, Network network, int train, int test, IKernelBackend backend)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (DigitsResult result in Measure<T>(network, train, test, backend, out TimeSpan processor, out TimeSpan device))
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {train} + {test} | {typeof(T).Name} | {result.Kernel} | {result.LargestError:0.0e-0} | {result.Accuracy:P2} | {result.DeviceAccuracy:P2} | {processor.TotalSeconds:F1} s | {device.TotalSeconds:F1} s |"));
        }
    }

    private static List<DigitsResult> Measure<T>(Network network, int train, int test, IKernelBackend backend, out TimeSpan processorTime, out TimeSpan deviceTime)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LabelledData<T> digits = Digits.Load<T>();
        LabelledData<T> training = digits.Select([.. Enumerable.Range(0, train)]);
        LabelledData<T> unseen = digits.Select([.. Enumerable.Range(train, test)]);
        Tensor<T> x = Inputs(network, training.Features), z = Inputs(network, unseen.Features);
        using Kernels<T> processor = Build(network, x, z, CpuBackend.Instance, out processorTime), device = Build(network, x, z, backend, out deviceTime);
        var builder = new GramBuilder<T>(network);
        KernelDiagonal own = builder.Diagonal(x), other = builder.Diagonal(z);
        var results = new List<DigitsResult>();
        foreach (KernelOutputs kernel in new[] { KernelOutputs.Nngp, KernelOutputs.Ntk })
        {
            double[] rows = [.. own.Of(kernel)], others = [.. other.Of(kernel)];
            double error = Math.Max(
                LargestError(device.Training(kernel), processor.Training(kernel), rows, rows), LargestError(device.Test(kernel), processor.Test(kernel), others, rows));
            int[] classes = Classes(processor, kernel, training), same = Classes(device, kernel, training);
            results.Add(new(kernel, error, Share(classes, unseen.Labels), Share(same, unseen.Labels), test - classes.Zip(same).Count(pair => pair.First == pair.Second)));
        }

        return results;
    }

    private static Kernels<T> Build<T>(Network network, Tensor<T> x, Tensor<T> z, IKernelBackend backend, out TimeSpan time)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var builder = new GramBuilder<T>(network, new() { Backend = backend });
        long start = Stopwatch.GetTimestamp();
        var kernels = new Kernels<T>(builder.Build(x), builder.Build(z, x));
        time = Stopwatch.GetElapsedTime(start);
        return kernels;
    }

    /// <summary>The classes that kernel regression gives the test images; uses the training kernel up.</summary>
    private static int[] Classes<T>(Kernels<T> kernels, KernelOutputs kernel, LabelledData<T> training)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int classes = training.ClassCount;
        Tensor<T> targets = OneHot.Encode<T>(training.Labels, classes);
        var weights = new T[targets.FlattenedLength];
        targets.FlattenTo(weights);
        using CholeskyFactor<T> factor = CholeskyFactor<T>.Factor(kernels.Training(kernel), Ridge.Relative(RelativeRidge));
        factor.Solve(new(weights, training.RowCount, classes));
        GramMatrix<T> test = kernels.Test(kernel);
        var scores = new T[test.Rows * classes];
        LinearAlgebra.Default.Gemm(
            T.One, test.AsMatrix(), Transpose.No, new ReadOnlyMatrixSpan<T>(weights, training.RowCount, classes), Transpose.No, T.Zero, new MatrixSpan<T>(scores, test.Rows, classes));
        return OneHot.Decode<T>(Tensor.Create(scores, [test.Rows, classes]));
    }

    private static double LargestError<T>(GramMatrix<T> actual, GramMatrix<T> expected, double[] rows, double[] columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double largest = 0;
        for (int i = 0; i < expected.Rows; i++)
        {
            for (int j = 0; j < expected.Columns; j++)
                largest = double.Max(largest, Math.Abs(double.CreateTruncating(actual[i, j]) - double.CreateTruncating(expected[i, j])) / Math.Sqrt(rows[i] * columns[j]));
        }

        return largest;
    }

    private static double Share(int[] classes, int[] labels) => classes.Zip(labels).Count(pair => pair.First == pair.Second) / (double)labels.Length;

    private static Tensor<T> Inputs<T>(Network network, Tensor<T> images)
        where T : unmanaged
    {
        if (network.Layers.Any(layer => layer is Conv))
            return images;
        var rows = new T[images.FlattenedLength];
        images.FlattenTo(rows);
        return Tensor.Create(rows, [images.Lengths[0], images.FlattenedLength / images.Lengths[0]]);
    }

    private sealed record Kernels<T>(GramResult<T> Square, GramResult<T> Others) : IDisposable
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public GramMatrix<T> Training(KernelOutputs kernel) => kernel == KernelOutputs.Ntk ? Square.Ntk : Square.Nngp;

        public GramMatrix<T> Test(KernelOutputs kernel) => kernel == KernelOutputs.Ntk ? Others.Ntk : Others.Nngp;

        public void Dispose()
        {
            Square.Dispose();
            Others.Dispose();
        }
    }
}
