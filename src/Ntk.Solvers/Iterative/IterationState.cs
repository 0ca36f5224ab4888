using System.Numerics;
using System.Numerics.Tensors;

namespace Ntk.Solvers.Iterative;

/// <summary>How far conjugate gradients have come: all that the next step depends on.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="Problem">SHA-256, in hexadecimal, of all that the iteration depends on.</param>
/// <param name="Step">Steps done.</param>
/// <param name="NextResidual">The step at which the true residual is computed next.</param>
/// <param name="Solution">n × right-hand sides.</param>
/// <param name="Residual">That of the recursion, n × right-hand sides.</param>
/// <param name="LastResidual">That of the step before.</param>
/// <param name="Direction">The last search directions.</param>
/// <param name="Products">One a right-hand side; none before the first step.</param>
public sealed record IterationState<T>(
    string Problem, int Step, int NextResidual, Tensor<T> Solution, Tensor<T> Residual, Tensor<T> LastResidual, Tensor<T> Direction, double[] Products)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>Keeps the state of one iteration, so that one which was ended can be continued with the same bits.</summary>
public interface IIterationStore
{
    /// <summary>What was kept; null if nothing was.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    IterationState<T>? Load<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>Keeps a state in place of the one before. When this returns, it outlives this process.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="state">The state.</param>
    void Keep<T>(IterationState<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
