using System.Numerics;

namespace Ntk.Solvers.Dynamics;

/// <summary>ẏ = s(y).</summary>
internal interface IDifferentialEquation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Writes s(y).</summary>
    void Slope(ReadOnlySpan<T> state, Span<T> slope);
}
