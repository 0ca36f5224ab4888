using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Engine.Reference;
using Ntk.Native;

namespace Ntk.Solvers.Precision;

/// <summary>The errors E of a computed kernel matrix, or of one that was then stored in a narrower format, as measured against double-double.</summary>
/// <param name="Rows">m, rows and columns.</param>
/// <param name="Largest">The largest |E_ij|/√(v(x_i,x_i)·v(x_j,x_j)), v the true kernel.</param>
/// <param name="RootMeanSquare">The root mean square of the same.</param>
/// <param name="Noise">σ: the root mean square of E_ij.</param>
/// <param name="Bias">The mean of E_ij, with its sign.</param>
/// <param name="Norm">‖E‖₂, the largest magnitude of an eigenvalue.</param>
/// <param name="FrobeniusNorm">‖E‖_F.</param>
/// <param name="RelativeNorm">‖E‖₂/‖K‖₂.</param>
public sealed record KernelErrors(int Rows, double Largest, double RootMeanSquare, double Noise, double Bias, double Norm, double FrobeniusNorm, double RelativeNorm)
{
    /// <summary>
    /// ‖E‖₂/(2σ√m): about 1 where entries carry independent errors of mean zero (Wigner's semicircle, whose edge is at 2σ√m), √m/2 where E has rank 1; NaN without errors.
    /// </summary>
    public double Whiteness => Norm / (2 * Noise * Math.Sqrt(Rows));

    /// <summary>Measures a kernel matrix as computed.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="kernel">m × m, symmetric: the lower triangle's errors have the norm.</param>
    /// <param name="reference">The same kernel of the same rows.</param>
    /// <param name="library">The linear algebra; null for <see cref="LinearAlgebra.Default"/>.</param>
    /// <exception cref="DimensionMismatchException">The matrices differ in shape, or are not square.</exception>
    /// <exception cref="NonFiniteKernelException">An entry is not finite.</exception>
    public static KernelErrors Of<T>(GramMatrix<T> kernel, ReferenceMatrix reference, LinearAlgebra? library = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(reference);
        int m = kernel.Rows;
        if (kernel.Columns != m || reference.Rows != m || reference.Columns != m)
            throw new DimensionMismatchException($"The kernel is {kernel.Rows} × {kernel.Columns}, its reference {reference.Rows} × {reference.Columns}; both must be square and of one size.");

        using GramMatrix<double> errors = new(m, m), truth = new(m, m);
        double largest = 0, relativeSquares = 0, squares = 0, sum = 0;
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < m; j++)
            {
                double entry = double.CreateTruncating(kernel[i, j]);
                if (!double.IsFinite(entry))
                    throw new NonFiniteKernelException("The kernel", i, j, entry);
                double error = (entry - reference[i, j]).High;
                double relative = error == 0 ? 0 : Math.Abs(error) / (Math.Sqrt(reference.RowValues[i].High) * Math.Sqrt(reference.ColumnValues[j].High));
                (errors[i, j], truth[i, j]) = (error, reference[i, j].High);
                largest = Math.Max(largest, relative);
                relativeSquares += relative * relative;
                squares += error * error;
                sum += error;
            }
        }

        long count = Math.Max(1, (long)m * m);
        double norm = SpectralNorm(errors, library), kernelNorm = SpectralNorm(truth, library);
        return new(
            m, largest, Math.Sqrt(relativeSquares / count), Math.Sqrt(squares / count), sum / count, norm, Math.Sqrt(squares), kernelNorm > 0 ? norm / kernelNorm : 0);
    }

    /// <summary>Measures a kernel matrix that was computed, then stored.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="kernel">m × m, symmetric; it stays as it is.</param>
    /// <param name="format">What it is stored in.</param>
    /// <param name="reference">The same kernel of the same rows.</param>
    /// <param name="library">The linear algebra; null for <see cref="LinearAlgebra.Default"/>.</param>
    /// <inheritdoc cref="Of{T}(GramMatrix{T}, ReferenceMatrix, LinearAlgebra)" path="/exception"/>
    /// <exception cref="StorageOverflowException">An entry is too large for the format.</exception>
    public static KernelErrors Of<T>(GramMatrix<T> kernel, StorageFormat format, ReferenceMatrix reference, LinearAlgebra? library = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(kernel);
        using GramMatrix<T> stored = kernel.Clone();
        format.Round(stored.AsMatrix());
        return Of(stored, reference, library);
    }

    /// <summary>The largest magnitude of an eigenvalue; the matrix is destroyed.</summary>
    private static double SpectralNorm(GramMatrix<double> matrix, LinearAlgebra? library)
    {
        var values = new double[matrix.Rows];
        (library ?? LinearAlgebra.Default).Eigenvalues(matrix.AsMatrix(), values.AsSpan());
        return values.Length == 0 ? 0 : Math.Max(Math.Abs(values[0]), Math.Abs(values[^1]));
    }
}
