using Ntk.Engine.Gram;
using Ntk.Engine.Reference;
using Ntk.Native;

namespace Ntk.Solvers.Precision;

/// <summary>
/// What the errors of a kernel matrix ask of the ridge. K + E + λI is positive definite for all errors of norm ‖E‖₂ if λ_min(K) + λ exceeds it (Weyl 1912), and solutions with it
/// are off by at most about ‖E‖₂/(λ_min(K) + λ) of their length.
/// </summary>
/// <param name="SmallestEigenvalue">λ_min(K), of the true kernel rounded to double; below <see cref="Resolution"/> it counts as zero.</param>
/// <param name="LargestEigenvalue">λ_max(K).</param>
/// <param name="MeanDiagonal">tr K/m, what ridges are relative to.</param>
/// <param name="Norm">‖E‖₂.</param>
public sealed record StorageNeed(double SmallestEigenvalue, double LargestEigenvalue, double MeanDiagonal, double Norm)
{
    /// <summary>Solutions off by more than this share are not to be relied on.</summary>
    public const double UsableShare = 0.1;

    /// <summary>What rounding to double and its eigenvalues leave unresolved of λ_min: ε·λ_max.</summary>
    public double Resolution => LargestEigenvalue * Math.ScaleB(1, -52);

    /// <summary>The smallest ridge, relative to the mean of the diagonal, with which the matrix is sure to stay positive definite; 0 where it is without one.</summary>
    public double DefiniteRidge => RidgeFor(1);

    /// <summary>The smallest ridge, relative to the mean of the diagonal, with which solutions keep a digit: ‖E‖₂ ≤ 0.1·(λ_min + λ).</summary>
    public double UsableRidge => RidgeFor(UsableShare);

    /// <summary>The largest condition number (λ_max + λ)/(λ_min + λ) of which solutions keep a digit.</summary>
    public double UsableCondition => Norm > 0 ? Math.Max(1, LargestEigenvalue * UsableShare / Norm) : double.PositiveInfinity;

    /// <summary>‖E‖₂/(λ_min + λ): by how much of their length solutions may be off.</summary>
    /// <param name="ridge">λ relative to the mean of the diagonal, ≥ 0.</param>
    public double ShareAt(double ridge)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ridge);
        return Norm == 0 ? 0 : Norm / (Smallest + ridge * MeanDiagonal);
    }

    /// <summary>The need of one kernel with each of several errors.</summary>
    /// <param name="reference">The true kernel, m × m with m ≥ 1.</param>
    /// <param name="errors">Errors of computed or stored kernels.</param>
    /// <param name="library">The linear algebra; null for <see cref="LinearAlgebra.Default"/>.</param>
    /// <exception cref="DimensionMismatchException">The reference is not square.</exception>
    public static IReadOnlyList<StorageNeed> Of(ReferenceMatrix reference, IEnumerable<KernelErrors> errors, LinearAlgebra? library = null)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(errors);
        int m = reference.Rows;
        if (m < 1 || reference.Columns != m)
            throw new DimensionMismatchException($"The reference is {m} × {reference.Columns}; it must be square, with at least one row.");
        using var matrix = new GramMatrix<double>(m, m);
        double trace = 0;
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < m; j++)
                matrix[i, j] = reference[i, j].High;
            trace += matrix[i, i];
        }

        var values = new double[m];
        (library ?? LinearAlgebra.Default).Eigenvalues(matrix.AsMatrix(), values.AsSpan());
        return [.. errors.Select(error => new StorageNeed(values[0], values[^1], trace / m, error.Norm))];
    }

    private double Smallest => SmallestEigenvalue > Resolution ? SmallestEigenvalue : 0;

    private double RidgeFor(double share) => Math.Max(0, (Norm / share - Smallest) / MeanDiagonal);
}
