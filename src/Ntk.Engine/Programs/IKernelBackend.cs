using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Native;

namespace Ntk.Engine.Programs;

/// <summary>Something that evaluates kernel programs: the CPU, or a device. Tiling, symmetry, progress and cancellation are above it.</summary>
public interface IKernelBackend
{
    /// <summary>What the command line calls it.</summary>
    string Name { get; }

    /// <summary>Prepares a program for the rows of one set of inputs, or for pairs of rows of two.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="program">The program.</param>
    /// <param name="first">Rows × features.</param>
    /// <param name="second">Rows × features; ignored if <paramref name="isSymmetric"/>.</param>
    /// <param name="isSymmetric">Whether both inputs are <paramref name="first"/>.</param>
    /// <param name="threads">How many threads may be used.</param>
    /// <exception cref="NonFiniteValueException">An input is NaN or infinite.</exception>
    ITileEvaluator<T> Prepare<T>(KernelProgram program, ReadOnlyTensorSpan<T> first, ReadOnlyTensorSpan<T> second, bool isSymmetric, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>A program bound to its inputs, which evaluates tiles of the Gram matrix. Safe to call from several threads.</summary>
/// <typeparam name="T">float or double.</typeparam>
public interface ITileEvaluator<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Columns of a tile start at multiples of this.</summary>
    int ColumnGranularity { get; }

    /// <summary>K(x, x) of each first input.</summary>
    ReadOnlySpan<double> FirstVariance { get; }

    /// <summary>Θ(x, x) of each first input; meaningless if the program has no tangent.</summary>
    ReadOnlySpan<double> FirstTangent { get; }

    /// <summary>Evaluates one tile.</summary>
    /// <param name="tile">The rows and columns of the Gram matrix; empty is allowed.</param>
    /// <param name="lowerOnly">Whether to write entries below the diagonal only; another tile may write those above.</param>
    /// <param name="nngp">Receives K, with the tile's shape; not touched if the program does not ask for it.</param>
    /// <param name="ntk">Receives Θ, with the tile's shape; not touched if the program does not ask for it.</param>
    void Evaluate(TileRange tile, bool lowerOnly, MatrixSpan<T> nngp, MatrixSpan<T> ntk);
}
