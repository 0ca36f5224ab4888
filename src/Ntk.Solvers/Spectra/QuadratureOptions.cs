using Ntk.Native;

namespace Ntk.Solvers.Spectra;

/// <summary>How traces are estimated.</summary>
public sealed record QuadratureOptions
{
    /// <summary>Random vectors, ≥ 2: the standard error falls with the square root of their number.</summary>
    public int Probes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 2);
            field = value;
        }
    }
    = 32;

    /// <summary>Lanczos steps, ≥ 1, of which n are exact: the quadrature's error falls exponentially with their number over the square root of the condition number.</summary>
    public int Steps
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }
    = 64;

    /// <summary>Of the probes: the same seed gives the same estimates.</summary>
    public int Seed { get; init; }

    /// <summary>The linear algebra; null for <see cref="LinearAlgebra.Default"/>.</summary>
    public LinearAlgebra? Library { get; init; }

    /// <summary>Told the products made and those there will be at most, after each.</summary>
    public Action<int, int>? Progress { get; init; }
}
