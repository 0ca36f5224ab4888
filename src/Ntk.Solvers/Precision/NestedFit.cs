using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Native;
using Ntk.Solvers.Inference;

namespace Ntk.Solvers.Precision;

/// <summary>Targets fitted with every leading block of a kernel.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class NestedFit<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GramMatrix<T> whitened;
    private readonly int outputs;
    private readonly double[] logDeterminants;
    private readonly LinearAlgebra library;

    internal NestedFit(GramMatrix<T> whitened, int outputs, double[] logDeterminants, LinearAlgebra library)
    {
        this.whitened = whitened;
        this.outputs = outputs;
        this.logDeterminants = logDeterminants;
        this.library = library;
    }

    /// <summary>The largest number of rows.</summary>
    public int Order => whitened.Rows;

    /// <summary>The log marginal likelihood of the first m targets, summed over the outputs, for every m.</summary>
    /// <returns>Order + 1 values with the size of their parts, Σ|part|: the quadratic form, the log-determinant and the constant, each with its factor ½.</returns>
    public (double Value, double Scale)[] LogMarginalLikelihoods()
    {
        var found = new (double, double)[Order + 1];
        double form = 0;
        for (int rows = 0; rows <= Order; rows++)
        {
            if (rows > 0)
            {
                foreach (T value in whitened.Row(rows - 1)[..outputs])
                    form += double.CreateTruncating(value) * double.CreateTruncating(value);
            }

            double logDeterminant = outputs * logDeterminants[rows], constant = outputs * rows * Math.Log(Math.Tau);
            found[rows] = (LogLikelihood.Of(form, logDeterminant, outputs * rows), 0.5 * (form + Math.Abs(logDeterminant) + constant));
        }

        return found;
    }

    /// <summary>The class of each test row, the largest output, when fitted to the first m rows.</summary>
    /// <param name="sizes">Numbers of rows m, ascending, at most <see cref="Order"/>.</param>
    /// <returns>One array of classes a size.</returns>
    public int[][] Classes(IReadOnlyList<int> sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        int tests = whitened.Columns - outputs;
        using var means = new GramMatrix<T>(tests, outputs);
        var classes = new int[sizes.Count][];
        for (int index = 0, from = 0; index < sizes.Count; from = sizes[index++])
        {
            MatrixSpan<T> added = whitened.AsMatrix().Block(from, 0, sizes[index] - from, whitened.Columns);
            library.Gemm<T>(T.One, added.Block(0, outputs, added.Rows, tests), Transpose.Yes, added.Block(0, 0, added.Rows, outputs), Transpose.No, T.One, means.AsMatrix());
            classes[index] = [.. Enumerable.Range(0, tests).Select(row => TensorPrimitives.IndexOfMax<T>(means.Row(row)))];
        }

        GC.KeepAlive(this);
        return classes;
    }

    /// <inheritdoc/>
    public void Dispose() => whitened.Dispose();
}
