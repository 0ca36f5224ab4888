using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Bench.Limits;
using Ntk.Cli;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;

namespace Ntk.Bench.Suite;

/// <summary>Kernels to time.</summary>
/// <param name="Network">The network.</param>
/// <param name="Input">Features, or height, width and channels.</param>
/// <param name="Rows">First inputs.</param>
/// <param name="Columns">Second inputs; null for a symmetric matrix.</param>
/// <param name="Outputs">The kernels asked for.</param>
internal sealed record KernelTask(Network Network, IReadOnlyList<nint> Input, int Rows, int? Columns, KernelOutputs Outputs)
{
    /// <summary>Rows × columns.</summary>
    public string Size => Columns is { } columns ? $"{Rows} × {columns}" : $"{Rows} rows, symmetric";

    /// <summary>The kernels, as people write them.</summary>
    public string Kernels => Outputs == KernelOutputs.Both ? "NNGP and NTK" : "NNGP";

    /// <summary>Prepares the work.</summary>
    public IWorkload Prepare(Precision precision, int threads, IKernelBackend backend) => precision.Run(new Preparation(this, new() { ThreadCount = threads, Backend = backend }));

    private sealed class Preparation(KernelTask task, GramOptions options) : IPrecisionAction<IWorkload>
    {
        public IWorkload Run<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => new KernelWorkload<T>(task, options);
    }
}

/// <summary>A whole Gram matrix, preparation of the inputs included.</summary>
internal sealed class KernelWorkload<T> : IWorkload
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly KernelTask task;
    private readonly Tensor<T> first;
    private readonly Tensor<T>? second;
    private readonly GramBuilder<T> builder;
    private readonly GramPlan plan;

    public KernelWorkload(KernelTask task, GramOptions options)
    {
        this.task = task;
        var random = new Random(1);
        first = Inputs(task.Rows);
        second = task.Columns is { } columns ? Inputs(columns) : null;
        builder = new(task.Network, options);
        plan = builder.Plan(task.Rows, task.Columns, [.. task.Input], task.Outputs);

        Tensor<T> Inputs(int rows) => task.Input.Count == 1 ? GramTile.Inputs<T>(rows, (int)task.Input[0], random) : ImageRate.Images<T>(rows, [.. task.Input], random);
    }

    public double Run() => Stopwatches.Once(() => (second is null ? builder.Build(first, task.Outputs) : builder.Build(first, second, task.Outputs)).Dispose());

    public WorkBound Bound(MachineRates rates)
    {
        double arithmetic = plan.Flops / 2 / rates.MultiplyAdds(Of), memory = (double)plan.ResultBytes / rates.BytesPerSecond;
        return arithmetic >= memory ? new("multiply-adds", arithmetic) : new("memory", memory);
    }

    public IEnumerable<(string Name, double Value)> Details(double seconds, MachineRates rates) =>
    [
        ("nanosecondsAnEntry", 1e9 * seconds / plan.Entries),
        ("multiplyAddsAnEntry", plan.Flops / 2 / plan.Entries),
        ("slotsAnEntry", seconds * rates.MultiplyAdds(Of) / plan.Entries),
    ];

    public void Dispose()
    {
    }

    private static Precision Of => typeof(T) == typeof(float) ? Precision.Float32 : Precision.Float64;
}
