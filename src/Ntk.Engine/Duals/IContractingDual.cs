using Ntk.Native.Lanes;

namespace Ntk.Engine.Duals;

/// <summary>
/// A homogeneous dual that shrinks the haversine of an acute angle by a share it knows. The squared distance of two signals shrinks by the same share of what is due
/// to their angle, and needs not be put together anew.
/// </summary>
public interface IContractingDual : IDual
{
    /// <summary>What <see cref="IPairDual.Evaluate"/> does where the correlation is not negative.</summary>
    /// <typeparam name="TLane">The lane.</typeparam>
    /// <param name="haversine">Correlation of the pre-activations, as a haversine in [0, ½].</param>
    /// <param name="loss">1 − result / haversine.</param>
    /// <param name="slopeGap">1 − κ̇ / √(κ̇₁₁κ̇₂₂).</param>
    static abstract void Contract<TLane>(TLane haversine, out TLane loss, out TLane slopeGap)
        where TLane : struct, ILane<TLane>;
}
