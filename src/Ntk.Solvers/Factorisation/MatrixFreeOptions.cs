using Ntk.Engine.Gram;
using Ntk.Native;
using Ntk.Solvers.Iterative;

namespace Ntk.Solvers.Factorisation;

/// <summary>How a system too large for its matrix is solved.</summary>
public sealed record MatrixFreeOptions
{
    /// <summary>How kernel tiles are computed.</summary>
    public GramOptions Gram { get; init; } = new();

    /// <summary>The backward error to reach: &gt; 0.</summary>
    public double Tolerance
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    }
    = 1e-14;

    /// <summary>The linear algebra; null for <see cref="LinearAlgebra.Default"/>.</summary>
    public LinearAlgebra? Library { get; init; }

    /// <summary>Keeps the factor, so that it takes no memory but a panel's, and a factorisation that was ended can be continued; null to hold it in memory.</summary>
    public ITileStore? FactorStore { get; init; }

    /// <summary>Columns of a panel of a factor that is kept so, ≥ 1.</summary>
    public int PanelColumns
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }
    = 2048;

    /// <summary>Told how far the factorisation has come.</summary>
    public IProgress<SolverProgress>? FactorProgress { get; init; }

    /// <summary>Told after each step of the solution how far it is.</summary>
    public Action<IterativeSolution>? Progress { get; init; }
}
