using Ntk.Engine.Gram;
using Ntk.Native;

namespace Ntk.Solvers.Factorisation;

/// <summary>How a factor larger than the memory is computed.</summary>
public sealed record StoredCholeskyOptions
{
    /// <summary>How kernel entries are computed.</summary>
    public GramOptions Gram { get; init; } = new();

    /// <summary>Columns of a panel, ≥ 1; n times as many numbers are in memory. Wider panels read the store less often.</summary>
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

    /// <summary>The linear algebra; null for <see cref="LinearAlgebra.Default"/>.</summary>
    public LinearAlgebra? Library { get; init; }

    /// <summary>Told after each panel.</summary>
    public IProgress<SolverProgress>? Progress { get; init; }
}
