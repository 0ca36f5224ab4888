using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Bench.Limits;
using Ntk.Cli;
using Ntk.Data;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Solvers;
using Ntk.Solvers.Inference;

namespace Ntk.Bench.Suite;

/// <summary>A whole classification of handwritten digits to time.</summary>
/// <param name="Network">The network.</param>
/// <param name="IsOfImages">Whether it takes images of 8 × 8 pixels; else their 64 features.</param>
/// <param name="Train">Training images.</param>
/// <param name="Test">Test images.</param>
internal sealed record DigitsTask(Network Network, bool IsOfImages, int Train, int Test)
{
    /// <summary>Prepares the work.</summary>
    public IWorkload Prepare(Precision precision, int threads, IKernelBackend backend) => precision.Run(new Preparation(this, new() { ThreadCount = threads, Backend = backend }));

    private sealed class Preparation(DigitsTask task, GramOptions options) : IPrecisionAction<IWorkload>
    {
        public IWorkload Run<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => new DigitsWorkload<T>(task, options);
    }
}

/// <summary>A fit with the NTK and the prediction of test images: kernels, factorisation, solve and products.</summary>
internal sealed class DigitsWorkload<T> : IWorkload
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Classes = 10;
    private const double RelativeRidge = 1e-3;

    private readonly DigitsTask task;
    private readonly GramOptions options;
    private readonly Tensor<T> train, test, targets;
    private readonly int[] labels;
    private readonly double kernelOperations;
    private double accuracy;

    public DigitsWorkload(DigitsTask task, GramOptions options)
    {
        this.task = task;
        this.options = options;
        LabelledData<T> digits = Digits.Load<T>();
        (train, test) = (Inputs(0, task.Train), Inputs(task.Train, task.Test));
        targets = OneHot.Encode<T>(digits.Labels.AsSpan(0, task.Train), Classes);
        labels = digits.Labels[task.Train..(task.Train + task.Test)];
        var builder = new GramBuilder<T>(task.Network, options);
        nint[] input = [.. train.Lengths[1..]];
        kernelOperations = builder.Plan(task.Train, null, input, KernelOutputs.Ntk).Flops + builder.Plan(task.Test, task.Train, input, KernelOutputs.Ntk).Flops;

        Tensor<T> Inputs(int first, int count)
        {
            Tensor<T> rows = TensorRows.Select<T>(digits.Features, [.. Enumerable.Range(first, count)]);
            return task.IsOfImages ? rows : Tensor.Create([.. rows], [count, rows.FlattenedLength / count]);
        }
    }

    public double Run() => Stopwatches.Once(() =>
    {
        using GaussianProcess<T> model = GaussianProcess.Fit<T>(task.Network, KernelKind.Ntk, train, targets, Ridge.Relative(RelativeRidge), new() { Gram = options });
        int[] predicted = OneHot.Decode<T>(model.Predict(test).Mean);
        accuracy = predicted.Zip(labels).Count(pair => pair.First == pair.Second) / (double)labels.Length;
    });

    public WorkBound Bound(MachineRates rates)
    {
        Precision precision = typeof(T) == typeof(float) ? Precision.Float32 : Precision.Float64;
        double factorisation = task.Train / 3.0 * task.Train * task.Train / rates.Products(precision);
        return new("multiply-adds and matrix products", kernelOperations / 2 / rates.MultiplyAdds(precision) + factorisation);
    }

    public IEnumerable<(string Name, double Value)> Details(double seconds, MachineRates rates) => [("accuracy", accuracy)];

    public void Dispose()
    {
    }
}
