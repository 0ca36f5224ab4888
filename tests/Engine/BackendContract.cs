using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;

namespace Ntk.Tests.Engine;

/// <summary>What holds for every backend; on the CPU unless a derived fixture says otherwise.</summary>
internal abstract class BackendContract
{
    /// <summary>A builder with the backend under test.</summary>
    protected virtual GramBuilder<T> Builder<T>(Network network, GramOptions? options = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(network, options);

    /// <summary>Ends a test of a network that the backend under test refuses.</summary>
    protected virtual void Require(Network network)
    {
    }

    /// <summary>By how much errors in float may exceed those of a processor with fused multiply-adds.</summary>
    protected virtual double FloatSlack => 1;
}
