using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Native;
using Ntk.Solvers.Iterative;
using Ntk.Solvers.Spectra;

namespace Ntk.Solvers.Precision;

/// <summary>Errors N in the entries of a kernel, as a whole.</summary>
/// <param name="Rms">σ: the root of their mean square.</param>
/// <param name="Mean">Their mean, with its sign.</param>
/// <param name="Norm">‖N‖₂; NaN where it was not measured.</param>
/// <param name="Whiteness">‖N‖₂/(2σ√m): 1 where they are independent with mean 0, √m/2 where N has rank 1; NaN where it was not measured.</param>
/// <param name="TailRms">The root mean square of vᵢᵀ·N·vⱼ over eigenvectors of the smaller half of the kernel's eigenvalues: σ for independent errors; NaN where it was not measured.</param>
public sealed record NoiseMeasure(double Rms, double Mean, double Norm, double Whiteness, double TailRms)
{
    private const double NormTolerance = 1e-4;

    /// <summary>No errors.</summary>
    public static NoiseMeasure None { get; } = new(0, 0, 0, double.NaN, 0);

    /// <summary>Measures the errors of a leading block, and how much of them the small eigenvalues see.</summary>
    /// <typeparam name="T">float or double: the type of the entries with errors.</typeparam>
    /// <param name="exact">The kernel without errors, n × n or larger.</param>
    /// <param name="noisy">The same with errors.</param>
    /// <param name="tail">Eigenvectors of the smaller half of the eigenvalues of the leading m × m block of the kernel, one a row; m is their length.</param>
    /// <param name="library">The linear algebra; null for <see cref="LinearAlgebra.Default"/>.</param>
    /// <param name="cancellation">Stops the work between two products.</param>
    public static NoiseMeasure Between<T>(GramMatrix<double> exact, GramMatrix<T> noisy, GramMatrix<double> tail, LinearAlgebra? library = null, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(exact);
        ArgumentNullException.ThrowIfNull(noisy);
        ArgumentNullException.ThrowIfNull(tail);
        int m = tail.Columns;
        using var errors = new GramMatrix<double>(m, m);
        for (int row = 0; row < m; row++)
        {
            ReadOnlySpan<double> from = exact.Row(row);
            ReadOnlySpan<T> to = noisy.Row(row);
            Span<double> error = errors.Row(row);
            for (int column = 0; column < m; column++)
                error[column] = double.CreateTruncating(to[column]) - from[column];
        }

        return Of(errors, tail, library, cancellation);
    }

    /// <summary>Measures a matrix of errors.</summary>
    /// <param name="errors">N, m × m, symmetric.</param>
    /// <param name="tail">Orthonormal vectors of length m, one a row; null to leave out what they see.</param>
    /// <param name="library">The linear algebra; null for <see cref="LinearAlgebra.Default"/>.</param>
    /// <param name="cancellation">Stops the work between two products.</param>
    public static NoiseMeasure Of(GramMatrix<double> errors, GramMatrix<double>? tail, LinearAlgebra? library = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(errors);
        library ??= LinearAlgebra.Default;
        int m = errors.Rows;
        double sum = 0, squares = 0;
        for (int row = 0; row < m; row++)
        {
            foreach (double error in errors.Row(row))
            {
                sum += error;
                squares += error * error;
            }
        }

        double rms = Math.Sqrt(squares) / m, mean = sum / m / m;
        if (rms == 0)
            return None;
        double norm = Math.Max(Extreme(SpectrumEnd.Largest), -Extreme(SpectrumEnd.Smallest));
        return new(rms, mean, norm, norm / (2 * rms * Math.Sqrt(m)), tail is null ? double.NaN : Seen(errors, tail, library));

        double Extreme(SpectrumEnd end)
        {
            using Eigenpairs<double> found = ExtremeEigenpairs.Find(
                new DenseOperator<double>(errors, library), 1, end, new EigenpairOptions<double> { Tolerance = NormTolerance, Library = library }, cancellation);
            return found.Values[0];
        }
    }

    private static double Seen(GramMatrix<double> errors, GramMatrix<double> tail, LinearAlgebra library)
    {
        using var half = new GramMatrix<double>(tail.Rows, tail.Columns);
        using var seen = new GramMatrix<double>(tail.Rows, tail.Rows);
        library.Gemm<double>(1, tail.AsMatrix(), Transpose.No, errors.AsMatrix(), Transpose.No, 0, half.AsMatrix());
        library.Gemm<double>(1, half.AsMatrix(), Transpose.No, tail.AsMatrix(), Transpose.Yes, 0, seen.AsMatrix());
        double squares = 0;
        for (int row = 0; row < seen.Rows; row++)
        {
            foreach (double value in seen.Row(row))
                squares += value * value;
        }

        return Math.Sqrt(squares) / seen.Rows;
    }
}
