using System.Numerics;
using Ntk.Native;

namespace Ntk.Solvers.Factorisation;

/// <summary>What every factorisation of a symmetric positive (semi)definite matrix A of order n can do.</summary>
/// <typeparam name="T">float or double.</typeparam>
public interface IFactor<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The order n of the matrix.</summary>
    int Order { get; }

    /// <summary><c>B ← W·B</c> with <c>Wᵀ·W = A⁻¹</c>, so that then <c>Bᵀ·B</c> is what <c>Bᵀ·A⁻¹·B</c> was.</summary>
    /// <param name="b">n × right-hand sides.</param>
    /// <exception cref="DimensionMismatchException">B does not have n rows.</exception>
    void Whiten(MatrixSpan<T> b);

    /// <summary>log det A, added up in double.</summary>
    double LogDeterminant();
}
