using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Native;
using Ntk.Solvers.Iterative;

namespace Ntk.Solvers.Spectra;

/// <summary>A symmetric matrix times a power of two that makes its norm about 1, so that squares neither overflow nor vanish. Vectors are rows.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class ScaledOperator<T>(ISymmetricOperator<T> matrix)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private int? exponent;

    public int Order => matrix.Order;

    /// <summary>The norm of the scaled matrix: 0, or from 1 to 2. Known after the first product.</summary>
    public double Norm { get; private set; }

    /// <summary>Products so far.</summary>
    public int Steps { get; private set; }

    /// <summary>From the scaled matrix to the given one.</summary>
    public double Unscaled(double value) => Math.ScaleB(value, exponent ?? 0);

    /// <summary>The products of the scaled matrix with some vectors, to be disposed of.</summary>
    /// <exception cref="NonFiniteValueException">A product is not finite.</exception>
    /// <exception cref="EigenvalueOverflowException">The matrix's norm is beyond double.</exception>
    public GramMatrix<T> Products(ReadOnlyMatrixSpan<T> rows)
    {
        using GramMatrix<T> x = Columns.Transposed(rows);
        using var negative = new GramMatrix<T>(x.Rows, x.Columns);
        matrix.SubtractProduct(x.AsMatrix(), negative.AsMatrix());
        Steps++;
        FiniteEntries.Require<T>(negative.AsMatrix(), "The product of the matrix with vectors");

        // Asked for after a product: operators that compute their entries find the norm along with it.
        int scale = -(exponent ??= FindExponent());
        GramMatrix<T> products = Columns.Transposed<T>(negative.AsMatrix());
        for (int row = 0; row < products.Rows; row++)
        {
            foreach (ref T value in products.Row(row))
                value = T.ScaleB(-value, scale);
        }

        return products;
    }

    private int FindExponent()
    {
        double norm = matrix.Norm;
        if (!double.IsFinite(norm))
            throw new EigenvalueOverflowException(0, Order, typeof(T));
        int found = norm > 0 ? Math.ILogB(norm) : 0;
        Norm = Math.ScaleB(norm, -found);
        return found;
    }
}
