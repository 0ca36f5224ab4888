using System.Numerics;
using System.Numerics.Tensors;
using BenchmarkDotNet.Attributes;
using Ntk.Bench.Limits;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;

namespace Ntk.Bench.Kernels;

/// <summary>Whole Gram matrices of fully-connected networks with three hidden layers.</summary>
[GenericTypeArguments(typeof(float))]
[GenericTypeArguments(typeof(double))]
public class GramBenchmark<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private Tensor<T> first = Tensor.CreateFromShape<T>([0, 0]);
    private Tensor<T> second = Tensor.CreateFromShape<T>([0, 0]);
    private GramBuilder<T> builder = null!;

    [Params("relu", "erf")]
    public string Activation { get; set; } = "";

    [Params(KernelOutputs.Nngp, KernelOutputs.Both)]
    public KernelOutputs Outputs { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [Params(1000, 4000)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        first = GramTile.Inputs<T>(Rows, 784, random);
        second = GramTile.Inputs<T>(Rows, 784, random);
        Network network = NetworkText.Parse($"3*(dense(1.4, 0.1) {Activation}) dense(1.4, 0.1)");
        builder = new(network, new GramOptions { ThreadCount = Math.Min(Threads, Environment.ProcessorCount) });
    }

    [Benchmark]
    public void Symmetric() => builder.Build(first, Outputs).Dispose();

    [Benchmark]
    public void Rectangular() => builder.Build(first, second, Outputs).Dispose();
}
