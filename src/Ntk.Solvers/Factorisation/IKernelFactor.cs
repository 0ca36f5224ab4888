using System.Numerics;
using Ntk.Native;

namespace Ntk.Solvers.Factorisation;

/// <summary>A factorisation of a training kernel with its ridge that also measures how well it solves.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal interface IKernelFactor<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The order n of the matrix.</summary>
    int Order { get; }

    /// <summary>Solves <c>A·X = B</c> for any number of right-hand sides and measures the residual.</summary>
    /// <param name="b">n × right-hand sides: B on entry, X on return.</param>
    /// <exception cref="DimensionMismatchException">B does not have n rows.</exception>
    /// <exception cref="NonFiniteValueException">B holds NaN or an infinity, or X would.</exception>
    SolveReport Solve(MatrixSpan<T> b);

    /// <summary><c>B ← W·B</c> with <c>Wᵀ·W = A⁻¹</c>, so that then <c>Bᵀ·B</c> is what <c>Bᵀ·A⁻¹·B</c> was.</summary>
    /// <param name="b">n × right-hand sides.</param>
    /// <exception cref="DimensionMismatchException">B does not have n rows.</exception>
    void Whiten(MatrixSpan<T> b);

    /// <summary>log det A, added up in double.</summary>
    double LogDeterminant();

    /// <summary>The diagonal of A⁻¹.</summary>
    /// <param name="cancellation">Stops the work between two blocks.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    double[] InverseDiagonal(CancellationToken cancellation = default);
}
