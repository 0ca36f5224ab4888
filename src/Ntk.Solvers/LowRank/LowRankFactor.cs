using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Native;
using Ntk.Solvers.Factorisation;
using Ntk.Solvers.Iterative;

namespace Ntk.Solvers.LowRank;

/// <summary>M ≈ F·Fᵀ from a set S of its columns: F = M(:,S)·L⁻ᵀ with L·Lᵀ = M(S,S). Dispose it to free F.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class LowRankFactor<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly GramMatrix<T> storage;
    private readonly int[] pivots;
    private readonly LinearAlgebra library;

    internal LowRankFactor(GramMatrix<T> storage, int[] pivots, double trace, double residualTrace, LinearAlgebra library)
    {
        this.storage = storage;
        this.pivots = pivots;
        this.library = library;
        Trace = trace;
        ResidualTrace = residualTrace;
    }

    /// <summary>Rows n.</summary>
    public int Order => storage.Rows;

    /// <summary>k, the number of columns.</summary>
    public int Rank => pivots.Length;

    /// <summary>S, in the order in which they were chosen.</summary>
    public ReadOnlySpan<int> Pivots => pivots;

    /// <summary>tr M.</summary>
    public double Trace { get; }

    /// <summary>tr(M − F·Fᵀ) ≥ 0, the error in the nuclear norm: M − F·Fᵀ is positive semidefinite.</summary>
    public double ResidualTrace { get; }

    /// <summary>F, n × k.</summary>
    internal ReadOnlyMatrixSpan<T> Factor => storage.AsMatrix().Block(0, 0, Order, Rank);

    /// <summary>An entry of F.</summary>
    /// <param name="row">0 … n − 1.</param>
    /// <param name="column">0 … k − 1.</param>
    public T this[int row, int column] => Factor[row, column];

    /// <summary>
    /// The weights w of a regression on the columns S (the Nyström method): predictions are M(·,S)·w, where w minimises ‖F·Lᵀw − y‖² + ridge·‖Lᵀw‖².
    /// </summary>
    /// <param name="targets">n × outputs.</param>
    /// <param name="ridge">λ &gt; 0.</param>
    /// <returns>k × outputs, to be disposed of.</returns>
    /// <exception cref="DimensionMismatchException">The targets do not have n rows.</exception>
    /// <exception cref="NotPositiveDefiniteException">The ridge is too small for the rounding errors of FᵀF.</exception>
    public GramMatrix<T> Regress(ReadOnlyMatrixSpan<T> targets, double ridge) => Regress(targets, ridge, out _);

    /// <inheritdoc cref="Regress(ReadOnlyMatrixSpan{T}, double)"/>
    /// <param name="targets">n × outputs.</param>
    /// <param name="ridge">λ &gt; 0.</param>
    /// <param name="report">How the solve of order k with FᵀF + λI went.</param>
    public GramMatrix<T> Regress(ReadOnlyMatrixSpan<T> targets, double ridge, out SolveReport report)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ridge);
        if (targets.Rows != Order)
            throw new DimensionMismatchException($"Targets of {targets.Rows} rows do not fit a kernel of order {Order}.");
        GramMatrix<T> square = Square();
        using CholeskyFactor<T> normal = CholeskyFactor<T>.Factor(square, Ridge.Absolute(ridge), library: library);
        var weights = new GramMatrix<T>(Rank, checked((int)targets.Columns));
        library.Gemm(T.One, Factor, Transpose.Yes, targets, Transpose.No, T.Zero, weights.AsMatrix());
        report = normal.Solve(weights.AsMatrix());
        using var triangle = new GramMatrix<T>(Rank, Rank);
        for (int i = 0; i < Rank; i++)
        {
            for (int j = 0; j <= i; j++)
                triangle[i, j] = Factor[pivots[i], j];
        }

        library.Trsm(Side.Left, Triangle.Lower, Transpose.Yes, T.One, triangle.AsMatrix(), weights.AsMatrix());
        return weights;
    }

    /// <summary>The inverse of F·Fᵀ + μI, to precondition systems with M + λI; μ = λ, or more where the residual trace is larger.</summary>
    /// <param name="shift">μ &gt; 0.</param>
    /// <exception cref="NotPositiveDefiniteException">The shift is too small for the rounding errors of FᵀF.</exception>
    public IPreconditioner<T> Preconditioner(double shift)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shift);
        GramMatrix<T> normal = Square();
        for (int i = 0; i < Rank; i++)
            normal[i, i] += T.CreateTruncating(shift);
        library.Potrf(Triangle.Lower, normal.AsMatrix());
        return new Woodbury(this, normal, T.CreateTruncating(shift));
    }

    /// <inheritdoc/>
    public void Dispose() => storage.Dispose();

    /// <summary>FᵀF, both triangles.</summary>
    private GramMatrix<T> Square()
    {
        var square = new GramMatrix<T>(Rank, Rank);
        library.Syrk(Triangle.Lower, T.One, Factor, Transpose.Yes, T.Zero, square.AsMatrix());
        TriangleMirror.Copy(square.AsMatrix(), Triangle.Lower);
        return square;
    }

    /// <summary>(F·Fᵀ + μI)⁻¹ = (I − F·(FᵀF + μI)⁻¹·Fᵀ)/μ.</summary>
    private sealed class Woodbury(LowRankFactor<T> factor, GramMatrix<T> normal, T shift) : IPreconditioner<T>
    {
        public void Apply(MatrixSpan<T> r)
        {
            using var inner = new GramMatrix<T>(factor.Rank, checked((int)r.Columns));
            factor.library.Gemm(T.One, factor.Factor, Transpose.Yes, r, Transpose.No, T.Zero, inner.AsMatrix());
            factor.library.Potrs(Triangle.Lower, normal.AsMatrix(), inner.AsMatrix());
            factor.library.Gemm(-T.One / shift, factor.Factor, Transpose.No, inner.AsMatrix(), Transpose.No, T.One / shift, r);
        }
    }
}
