using System.Numerics;
using Ntk.Native;

namespace Ntk.Solvers.Factorisation;

/// <summary>A factorisation of a training kernel with its ridge that also measures how well it solves.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal interface IKernelFactor<T> : IFactor<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Solves <c>A·X = B</c> for any number of right-hand sides and measures the residual.</summary>
    /// <param name="b">n × right-hand sides: B on entry, X on return.</param>
    /// <exception cref="DimensionMismatchException">B does not have n rows.</exception>
    /// <exception cref="NonFiniteValueException">B holds NaN or an infinity, or X would.</exception>
    SolveReport Solve(MatrixSpan<T> b);

    /// <summary>The diagonal of A⁻¹.</summary>
    /// <param name="cancellation">Stops the work between two blocks.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    double[] InverseDiagonal(CancellationToken cancellation = default);
}
