using System.Numerics;
using Ntk.Engine.Numerics;
using Ntk.Native;
using Ntk.Solvers.Iterative;

namespace Ntk.Solvers.Factorisation;

/// <summary>
/// The factor, in low precision, of a matrix whose smallest eigenvalues may be lost in the rounding errors of that precision: then of the matrix plus a shift, in growing
/// steps from the size of those errors on (Higham and Pranesh 2021).
/// </summary>
/// <param name="Factor">The factor; null if it could not be had with any shift.</param>
/// <param name="Shift">What was added to the diagonal.</param>
internal readonly record struct ShiftedFactor<T>(ISymmetricFactor<T>? Factor, double Shift)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Shifts = 4;
    private const double Growth = 16;

    /// <summary>The inverse by the factor, in another precision; null if there is no factor.</summary>
    public FactorPreconditioner<TVector, T>? Inverse<TVector>()
        where TVector : unmanaged, IBinaryFloatingPointIeee754<TVector> =>
        Factor is null ? null : new(Factor);

    /// <summary>Factors a matrix.</summary>
    /// <param name="order">Its order.</param>
    /// <param name="meanDiagonal">The mean of its diagonal.</param>
    /// <param name="fill">Writes it, plus a shift on the diagonal.</param>
    /// <param name="library">The linear algebra.</param>
    public static ShiftedFactor<T> Of(int order, double meanDiagonal, Action<PackedMatrix<T>, double> fill, LinearAlgebra library)
    {
        double shift = 0;
        for (int attempt = 0; attempt <= Shifts; attempt++)
        {
            var packed = new PackedMatrix<T>(order);
            try
            {
                fill(packed, shift);
                return new(PackedCholesky<T>.Factor(packed, library), shift);
            }
            catch (NotPositiveDefiniteException)
            {
                packed.Dispose();
                shift = shift == 0 ? UnitRoundoff.Of<T>() * Math.Sqrt(order) * meanDiagonal : shift * Growth;
            }
            catch
            {
                packed.Dispose();
                throw;
            }
        }

        return new(null, 0);
    }
}
