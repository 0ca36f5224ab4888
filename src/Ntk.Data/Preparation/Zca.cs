using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Native;

namespace Ntk.Data;

/// <summary>
/// Regularised ZCA whitening: with <c>Σ = XᵀX/n = U·D·Uᵀ</c> the covariance of centred training rows of d features, <c>x ↦ (x − mean)·W</c> with
/// <c>W = U·(D + ε·(tr Σ/d)·I)^(−1/2)·Uᵀ</c> (Lee et al. 2020, arXiv 2007.15801). Mean and W are taken from training rows and applied to any rows.
/// All of its arithmetic is in float64.
/// </summary>
public sealed class Zca
{
    // Rows that are centred at once.
    private const int BlockRows = 256;

    private readonly double[] means;
    private readonly double[] whitening;

    private Zca(double[] means, double[] whitening, double ridge)
    {
        this.means = means;
        this.whitening = whitening;
        Ridge = ridge;
    }

    /// <summary>ε, relative to the mean variance of a feature.</summary>
    public double Ridge { get; }

    /// <summary>The mean of each feature.</summary>
    public ReadOnlySpan<double> Means => means;

    /// <summary>W, d × d and symmetric.</summary>
    public Tensor<double> Matrix => Tensor.Create((double[])whitening.Clone(), [means.Length, means.Length]);

    /// <summary>Learns mean and W, in O(n·d² + d³).</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="training">Rows of any shape, at least one; each row in one piece of memory, and d elements long.</param>
    /// <param name="ridge">ε ≥ 0, finite. Without one, the covariance must have full rank, which takes more than d rows.</param>
    /// <returns>The fitted transformation.</returns>
    /// <exception cref="ArgumentOutOfRangeException">ε is negative or not finite.</exception>
    /// <exception cref="InsufficientRowsException">There are no rows.</exception>
    /// <exception cref="NonFiniteValueException">A value is NaN or infinite, or values are so large that their covariance is.</exception>
    /// <exception cref="SingularCovarianceException">Σ with ε does not have full rank to working precision.</exception>
    /// <exception cref="Ntk.Engine.Numerics.AllocationException">There is not enough memory for matrices of d × d.</exception>
    /// <exception cref="ArgumentException">A row is not in one piece of memory.</exception>
    public static Zca Fit<T>(in ReadOnlyTensorSpan<T> training, double ridge)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!(ridge >= 0) || !double.IsFinite(ridge))
            throw new ArgumentOutOfRangeException(nameof(ridge), ridge, "The ridge of ZCA must be finite and not negative.");
        ReadOnlyRowView<T> rows = new(training);
        if (rows.Count == 0)
            throw new InsufficientRowsException(1, 0);

        // The covariance with LAPACK's work space of twice its size, then the whitening.
        int d = rows.Length;
        MemoryCheck.Require((Int128)d * d * 4 * sizeof(double));
        double[] means = MeansOf(rows);
        using GramMatrix<double> covariance = Covariance(rows, means);
        return new(means, Whitening(covariance, ridge), ridge);
    }

    /// <summary>Transforms data in place.</summary>
    /// <typeparam name="T">The element type, not necessarily that of the training data.</typeparam>
    /// <param name="data">Rows of as many elements as those of the training data; each row in one piece of memory.</param>
    /// <exception cref="DimensionMismatchException">The rows have another length.</exception>
    /// <exception cref="ArgumentException">A row is not in one piece of memory.</exception>
    public void Apply<T>(in TensorSpan<T> data)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowView<T> rows = new(data);
        int d = means.Length;
        if (rows.Length != d)
            throw new DimensionMismatchException($"The data have {rows.Length} features a row, the training data had {d}.");

        using var centred = new GramMatrix<double>(BlockRows, d);
        using var whitened = new GramMatrix<double>(BlockRows, d);
        for (nint first = 0; first < rows.Count; first += BlockRows)
        {
            int count = (int)Math.Min(BlockRows, rows.Count - first);
            for (int row = 0; row < count; row++)
                Centre(rows[first + row], means, centred.Row(row));
            LinearAlgebra.Default.Gemm(1.0, Rows(centred, count), Transpose.No, new MatrixSpan<double>(whitening, d, d), Transpose.No, 0.0, Rows(whitened, count));
            for (int row = 0; row < count; row++)
                TensorPrimitives.ConvertSaturating<double, T>(whitened.Row(row), rows[first + row]);
        }
    }

    private static double[] MeansOf<T>(ReadOnlyRowView<T> rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] means = new double[rows.Length];
        for (nint row = 0; row < rows.Count; row++)
        {
            ReadOnlySpan<T> values = rows[row];
            for (int feature = 0; feature < means.Length; feature++)
            {
                if (!T.IsFinite(values[feature]))
                    throw new NonFiniteValueException("The matrix of training data", row, feature, double.CreateSaturating(values[feature]));
                means[feature] += double.CreateSaturating(values[feature]);
            }
        }

        TensorPrimitives.Divide(means, (double)rows.Count, means);
        return means;
    }

    /// <summary>Σ, its lower triangle, of blocks of centred rows.</summary>
    private static GramMatrix<double> Covariance<T>(ReadOnlyRowView<T> rows, double[] means)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var covariance = new GramMatrix<double>(means.Length, means.Length);
        using var centred = new GramMatrix<double>(BlockRows, means.Length);
        for (nint first = 0; first < rows.Count; first += BlockRows)
        {
            int count = (int)Math.Min(BlockRows, rows.Count - first);
            for (int row = 0; row < count; row++)
                Centre(rows[first + row], means, centred.Row(row));
            LinearAlgebra.Default.Syrk(Triangle.Lower, 1.0 / rows.Count, Rows(centred, count), Transpose.Yes, 1.0, covariance.AsMatrix());
        }

        return covariance;
    }

    /// <summary>W of a covariance, whose place its eigenvectors take.</summary>
    private static double[] Whitening(GramMatrix<double> covariance, double ridge)
    {
        int d = covariance.Rows;
        double trace = 0;
        for (int feature = 0; feature < d; feature++)
            trace += covariance[feature, feature];
        double shift = d == 0 ? 0 : ridge * (trace / d);
        double[] values = new double[d];
        LinearAlgebra.Default.Syevd(covariance.AsMatrix(), values.AsSpan());

        double floor = d == 0 ? 0 : d * UnitRoundoff.Of<double>() * (values[^1] + shift);
        int rank = values.Count(value => value + shift > floor);
        if (rank < d)
            throw new SingularCovarianceException(rank, d, ridge);

        // W = Sᵀ·S for rows of eigenvectors divided by the fourth root: symmetric in every bit.
        for (int i = 0; i < d; i++)
            TensorPrimitives.Multiply(covariance.Row(i), Math.Pow(values[i] + shift, -0.25), covariance.Row(i));
        double[] whitening = new double[d * d];
        var matrix = new MatrixSpan<double>(whitening, d, d);
        LinearAlgebra.Default.Syrk(Triangle.Lower, 1.0, covariance.AsMatrix(), Transpose.Yes, 0.0, matrix);
        TriangleMirror.Copy(matrix, Triangle.Lower);
        return whitening;
    }

    private static void Centre<T>(ReadOnlySpan<T> row, double[] means, Span<double> centred)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TensorPrimitives.ConvertSaturating(row, centred);
        TensorPrimitives.Subtract(centred, means, centred);
    }

    private static MatrixSpan<double> Rows(GramMatrix<double> matrix, int count) => matrix.AsMatrix().Block(0, 0, count, matrix.Columns);
}
