using System.Numerics;
using Ntk.Native;
using Ntk.Solvers.Iterative;

namespace Ntk.Solvers.Spectra;

/// <summary>How eigenpairs are sought.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed record EigenpairOptions<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>
    /// The largest residual ‖A·v − λ·v‖ in units of ‖A‖∞, &gt; 0: 1e-10 in double and 1e-5 in float unless given. A value's error is at most the residual, and of the order of
    /// its square over the distance to other eigenvalues.
    /// </summary>
    public double Tolerance
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    }
    = typeof(T) == typeof(float) ? 1e-5 : 1e-10;

    /// <summary>Most products with the matrix, ≥ 1; one more tells the residuals.</summary>
    public int Steps
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }
    = 500;

    /// <summary>Of the vectors the search starts from: the same seed gives the same result.</summary>
    public int Seed { get; init; }

    /// <summary>An approximation of (A − σI)⁻¹, positive definite, for σ near the eigenvalues sought; null for none.</summary>
    public IPreconditioner<T>? Preconditioner { get; init; }

    /// <summary>The linear algebra; null for <see cref="LinearAlgebra.Default"/>.</summary>
    public LinearAlgebra? Library { get; init; }

    /// <summary>Told after each product.</summary>
    public Action<EigenpairProgress>? Progress { get; init; }

    internal LinearAlgebra ResolvedLibrary => Library ?? LinearAlgebra.Default;
}

/// <summary>How far a search for eigenpairs has come.</summary>
/// <param name="Steps">Products with the matrix.</param>
/// <param name="Converged">Eigenpairs whose residual is small enough.</param>
/// <param name="Count">Eigenpairs sought.</param>
/// <param name="LargestResidual">The largest residual of those sought, in units of ‖A‖∞.</param>
public readonly record struct EigenpairProgress(int Steps, int Converged, int Count, double LargestResidual);
