using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Engine.Programs;
using Ntk.Native;
using Ntk.Solvers.Iterative;

namespace Ntk.Solvers.Inference;

/// <summary>The NNGP kernel of the training rows, without a ridge, for products.</summary>
internal sealed class TrainingPrior<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IDisposable memory;

    public TrainingPrior(GramMatrix<T> kernel, LinearAlgebra library)
    {
        memory = kernel;
        Operator = new DenseOperator<T>(kernel, library);
    }

    public TrainingPrior(GramTiles<T> tiles)
    {
        memory = tiles;
        Operator = new KernelOperator<T>(tiles, KernelOutputs.Nngp, ridge: 0);
    }

    public ISymmetricOperator<T> Operator { get; }

    public void Dispose() => memory.Dispose();
}
