using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;

namespace Ntk.Bench.Suite.Peers;

/// <summary>What both libraries' kernels are compared with, where there are no golden values.</summary>
internal abstract class KernelReference
{
    /// <summary>The best there is.</summary>
    public static KernelReference Best { get; } = new EngineReference();

    /// <summary>What the table calls it.</summary>
    public abstract string Name { get; }

    /// <summary>Whether it is precise enough to tell errors in float64.</summary>
    public abstract bool JudgesDouble { get; }

    /// <summary>The kernels of all pairs.</summary>
    public abstract ExactKernels Compute(Network network, Tensor<double> first, Tensor<double> second);

    /// <summary>The engine in float64, which the golden values bound: README.md, Accuracy.</summary>
    private sealed class EngineReference : KernelReference
    {
        public override string Name => "Ntk float64";

        public override bool JudgesDouble => false;

        public override ExactKernels Compute(Network network, Tensor<double> first, Tensor<double> second)
        {
            var builder = new GramBuilder<double>(network);
            using GramResult<double> result = builder.Build(first, second);
            return new(KernelValues.Of(result), builder.Diagonal(first), builder.Diagonal(second));
        }
    }
}
