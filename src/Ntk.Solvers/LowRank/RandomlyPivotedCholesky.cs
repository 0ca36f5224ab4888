using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Native;

namespace Ntk.Solvers.LowRank;

/// <summary>
/// A low-rank approximation M ≈ F·Fᵀ of a training kernel from few of its columns, chosen at random in proportion to what is left of the diagonal (Chen, Epperly, Tropp
/// and Webber 2022, arXiv 2207.06503). Columns are proposed by blocks and accepted by rejection sampling, which leaves their distribution as it is (Epperly, Tropp and
/// Webber 2024, arXiv 2410.03969). Rank k costs about (k + 1)·n kernel entries and n·k² operations.
/// </summary>
public static class RandomlyPivotedCholesky
{
    /// <summary>Columns that are proposed at once.</summary>
    internal const int LargestBlock = 256;

    // Below this share of the trace what is left of the diagonal is rounding error.
    private const double Exhausted = 8;

    /// <summary>Approximates the training kernel of a network.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="network">The network.</param>
    /// <param name="output">The kernel M: NNGP or NTK.</param>
    /// <param name="inputs">Training inputs: n × features.</param>
    /// <param name="rank">k, 1 … n. If M is of smaller rank, to working precision, that one is reached.</param>
    /// <param name="seed">Of the random choices: the same seed gives the same pivots.</param>
    /// <param name="gram">How kernel entries are computed; null for the defaults.</param>
    /// <param name="library">The linear algebra; null for <see cref="LinearAlgebra.Default"/>.</param>
    /// <param name="cancellation">Stops the work between two blocks of columns.</param>
    /// <returns>The factor, to be disposed of.</returns>
    /// <exception cref="ArgumentException">Both kernels were asked for, or none.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The rank is out of range.</exception>
    /// <exception cref="NonFiniteKernelException">A kernel entry is NaN or infinite.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static LowRankFactor<T> Approximate<T>(
        Network network, KernelOutputs output, ReadOnlyTensorSpan<T> inputs, int rank, int seed = 0, GramOptions? gram = null, LinearAlgebra? library = null,
        CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        output.RequireOne(nameof(output));
        DenseRows<T> rows = DenseRows<T>.Copy(inputs, "The training inputs");
        ArgumentOutOfRangeException.ThrowIfLessThan(rank, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rank, rows.Count);
        var kernel = new KernelColumns<T>(new GramBuilder<T>(network, gram), output, rows, cancellation);
        var factor = new GramMatrix<T>(rows.Count, rank);
        try
        {
            var state = new Pivoting<T>(kernel, factor, library ?? LinearAlgebra.Default, new Random(seed));
            while (state.Rank < rank && state.Residual > Exhausted * UnitRoundoff.Of<T>() * state.Trace)
            {
                cancellation.ThrowIfCancellationRequested();
                state.AddBlock(Math.Min(LargestBlock, rank - state.Rank));
            }

            return new(factor, [.. state.Pivots], state.Trace, state.Residual, library ?? LinearAlgebra.Default);
        }
        catch
        {
            factor.Dispose();
            throw;
        }
    }
}

/// <summary>Columns of a training kernel, computed when asked for.</summary>
internal sealed class KernelColumns<T>(GramBuilder<T> builder, KernelOutputs output, DenseRows<T> rows, CancellationToken cancellation)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public int Count => rows.Count;

    public double[] Diagonal()
    {
        return [.. builder.Diagonal(rows.Span, output).Of(output)];
    }

    /// <summary>n × pivots.</summary>
    public GramMatrix<T> Of(IReadOnlyList<int> pivots)
    {
        GramMatrix<T> columns = builder.Build(rows.Span, rows.Pick(pivots).Span, output, cancellation).Only();
        try
        {
            FiniteEntries.RequireKernel<T>(columns.AsMatrix(), "The training kernel");
            return columns;
        }
        catch
        {
            columns.Dispose();
            throw;
        }
    }

    /// <summary>Pivots × pivots.</summary>
    public GramMatrix<T> Between(IReadOnlyList<int> pivots) => builder.Build(rows.Pick(pivots).Span, output, cancellation).Only();
}

/// <summary>How far a pivoted Cholesky factorisation has come.</summary>
internal sealed class Pivoting<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly KernelColumns<T> kernel;
    private readonly GramMatrix<T> factor;
    private readonly LinearAlgebra library;
    private readonly Random random;
    private readonly double[] diagonal;

    public Pivoting(KernelColumns<T> kernel, GramMatrix<T> factor, LinearAlgebra library, Random random)
    {
        this.kernel = kernel;
        this.factor = factor;
        this.library = library;
        this.random = random;
        diagonal = kernel.Diagonal();
        Trace = Residual = diagonal.Sum();
    }

    public List<int> Pivots { get; } = [];

    public int Rank => Pivots.Count;

    /// <summary>tr M.</summary>
    public double Trace { get; }

    /// <summary>tr(M − F·Fᵀ).</summary>
    public double Residual { get; private set; }

    /// <summary>Proposes a block of columns, and adds those that are accepted.</summary>
    public void AddBlock(int size)
    {
        int[] proposed = Propose(size);
        using GramMatrix<T> square = kernel.Between(proposed);
        SubtractFactor(square, proposed, proposed);
        (List<int> accepted, double[,] corner) = Accept(square, proposed);
        if (accepted.Count == 0)
            return;
        using GramMatrix<T> columns = kernel.Of(accepted);
        SubtractFactor(columns, null, accepted);
        using var triangle = new GramMatrix<T>(accepted.Count, accepted.Count);
        for (int i = 0; i < accepted.Count; i++)
        {
            for (int j = 0; j <= i; j++)
                triangle[i, j] = T.CreateTruncating(corner[i, j]);
        }

        library.Trsm(Side.Right, Triangle.Lower, Transpose.Yes, T.One, triangle.AsMatrix(), columns.AsMatrix());
        Append(columns, accepted);
    }

    /// <summary>Indices in proportion to what is left of the diagonal; some may come more than once.</summary>
    private int[] Propose(int size)
    {
        var cumulative = new double[diagonal.Length];
        double sum = 0;
        for (int i = 0; i < diagonal.Length; i++)
            cumulative[i] = sum += diagonal[i];
        var proposed = new int[size];
        for (int k = 0; k < size; k++)
        {
            int index = Array.BinarySearch(cumulative, random.NextDouble() * sum);
            proposed[k] = Math.Min(diagonal.Length - 1, index >= 0 ? index + 1 : ~index);
        }

        return proposed;
    }

    /// <summary>Accepts each proposal with the probability that what is left of its diagonal entry, after those accepted before, is of what was; and their Cholesky factor.</summary>
    private (List<int> Accepted, double[,] Corner) Accept(GramMatrix<T> square, int[] proposed)
    {
        int size = proposed.Length;
        var accepted = new List<int>();
        var places = new List<int>();
        var corner = new double[size, size];
        for (int k = 0; k < size; k++)
        {
            if (diagonal[proposed[k]] <= 0)
                continue;
            int rank = accepted.Count;
            double left = double.CreateTruncating(square[k, k]);
            for (int j = 0; j < rank; j++)
            {
                double entry = double.CreateTruncating(square[k, places[j]]);
                for (int m = 0; m < j; m++)
                    entry -= corner[rank, m] * corner[j, m];
                corner[rank, j] = entry / corner[j, j];
                left -= corner[rank, j] * corner[rank, j];
            }

            double floor = 64 * UnitRoundoff.Of<T>() * double.CreateTruncating(square[k, k]);
            if (!(left > floor) || random.NextDouble() * diagonal[proposed[k]] >= left)
                continue;
            corner[rank, rank] = Math.Sqrt(left);
            accepted.Add(proposed[k]);
            places.Add(k);
        }

        return (accepted, corner);
    }

    /// <summary>Subtracts F·Fᵀ from rows (null for all) and columns of the kernel.</summary>
    private void SubtractFactor(GramMatrix<T> entries, IReadOnlyList<int>? rows, IReadOnlyList<int> columns)
    {
        if (Rank == 0)
            return;
        using GramMatrix<T> right = Rows(columns);
        if (rows is null)
        {
            library.Gemm(-T.One, factor.AsMatrix().Block(0, 0, factor.Rows, Rank), Transpose.No, right.AsMatrix(), Transpose.Yes, T.One, entries.AsMatrix());
            return;
        }

        using GramMatrix<T> left = Rows(rows);
        library.Gemm(-T.One, left.AsMatrix(), Transpose.No, right.AsMatrix(), Transpose.Yes, T.One, entries.AsMatrix());
    }

    private GramMatrix<T> Rows(IReadOnlyList<int> indices)
    {
        var rows = new GramMatrix<T>(indices.Count, Rank);
        for (int i = 0; i < indices.Count; i++)
            factor.Row(indices[i])[..Rank].CopyTo(rows.Row(i));
        return rows;
    }

    private void Append(GramMatrix<T> columns, List<int> accepted)
    {
        double residual = 0;
        int rank = Rank;
        for (int row = 0; row < factor.Rows; row++)
        {
            ReadOnlySpan<T> values = columns.Row(row);
            values.CopyTo(factor.Row(row)[rank..]);
            double square = 0;
            foreach (T value in values)
                square += double.CreateTruncating(value) * double.CreateTruncating(value);
            diagonal[row] = Math.Max(0, diagonal[row] - square);
            residual += diagonal[row];
        }

        foreach (int pivot in accepted)
        {
            residual -= diagonal[pivot];
            diagonal[pivot] = 0;
        }

        Pivots.AddRange(accepted);
        Residual = residual;
    }
}
