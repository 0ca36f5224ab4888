using BenchmarkDotNet.Attributes;
using Ntk.Bench.Limits;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;

namespace Ntk.Bench.Kernels;

/// <summary>One activation and the Dense layer after it on a strip in the L1 cache.</summary>
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class LayerBenchmark<T>
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
{
    private Action layer = () => { };

    [Params("relu", "abs", "erf", "gelu", "sin", "rbf(0.5)", "exp(0.5)", "sign", "rectifiedMonomial(2)", "tanh")]
    public string Activation { get; set; } = "";

    [Params(KernelOutputs.Nngp, KernelOutputs.Both)]
    public KernelOutputs Outputs { get; set; }

    [GlobalSetup]
    public void Setup() => layer = LayerRate.Prepare<T>(NetworkText.Parse($"dense(1.3, 0.1) {Activation} dense(1.3, 0.1)"), Outputs);

    /// <summary>One pass over <see cref="LayerRate.EntriesPerRun{T}"/> entries.</summary>
    [Benchmark]
    public void Layer() => layer();
}
