using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Native;
using Ntk.Solvers.Iterative;

namespace Ntk.Solvers.Factorisation;

public sealed partial class CholeskyFactor<T>
{
    private const int InverseBlockColumns = 128;

    /// <inheritdoc/>
    public double LogDeterminant()
    {
        double sum = 0;
        for (int i = 0; i < Order; i++)
            sum += Math.Log(double.CreateTruncating(matrix[i, i]));
        GC.KeepAlive(this);
        return 2 * sum;
    }

    /// <summary>
    /// The diagonal of A⁻¹: the squared lengths of the columns of L⁻¹, block after block of columns, so that no second
    /// matrix is needed; n³/3 operations.
    /// </summary>
    /// <param name="cancellation">Stops the work between two blocks.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public double[] InverseDiagonal(CancellationToken cancellation = default)
    {
        var inverse = new double[Order];
        for (int first = 0; first < Order; first += InverseBlockColumns)
        {
            cancellation.ThrowIfCancellationRequested();
            int columns = Math.Min(InverseBlockColumns, Order - first), rows = Order - first;
            using var block = new GramMatrix<T>(rows, columns);
            for (int i = 0; i < columns; i++)
                block[i, i] = T.One;
            library.Trsm(Side.Left, Triangle.Lower, Transpose.No, T.One, matrix.AsMatrix().Block(first, first, rows, rows), block.AsMatrix());
            Columns.AddProducts<T>(block.AsMatrix(), block.AsMatrix(), inverse.AsSpan(first, columns));
        }

        GC.KeepAlive(this);
        return inverse;
    }
}
