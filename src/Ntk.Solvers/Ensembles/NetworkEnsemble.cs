using Ntk.Engine.Networks;
using static Ntk.Engine.Networks.Layers;

namespace Ntk.Solvers.Ensembles;

/// <summary>Averages of kernels.</summary>
public static class NetworkEnsemble
{
    /// <summary>
    /// The network whose kernels are averages of those of others, K = Σ w_m·K_m and Θ = Σ w_m·Θ_m: their sum, the weights and biases of the last layers scaled by √w_m. It is a
    /// network like any other, to be fitted, saved and predicted with.
    /// </summary>
    /// <param name="networks">The networks, at least one; each ends in a Dense or Conv layer in NTK parameterization, or in a sum of such.</param>
    /// <param name="weights">Finite, ≥ 0, at least one above 0; scaled to add up to 1. Null for equal ones.</param>
    /// <exception cref="ArgumentException">There are no networks, or the weights do not fit them.</exception>
    /// <exception cref="NetworkException">A network ends in another layer.</exception>
    public static Network Average(IReadOnlyList<Network> networks, IReadOnlyList<double>? weights = null)
    {
        ArgumentNullException.ThrowIfNull(networks);
        IReadOnlyList<double> shares = EnsembleWeights.Normalised(weights ?? EnsembleWeights.Equal(Math.Max(1, networks.Count)), networks.Count);
        (Network Network, double Share)[] used = [.. networks.Zip(shares).Where(member => member.Second > 0)];
        return used.Length == 1 ? used[0].Network : Network.Serial(Sum([.. used.Select(member => Scaled(member.Network.Layers, Math.Sqrt(member.Share)))]));
    }

    /// <summary>Layers whose output is multiplied by a factor: both kernels are linear in the squares of the last layer's wStd and bStd.</summary>
    private static EquatableList<Layer> Scaled(EquatableList<Layer> layers, double factor)
    {
        Layer last = (layers.Count > 0 ? layers[^1] : null) switch
        {
            Dense { Parameterization: Parameterization.Ntk } dense => dense with { WStd = dense.WStd * factor, BStd = dense.BStd * factor },
            Conv { Parameterization: Parameterization.Ntk } conv => conv with { WStd = conv.WStd * factor, BStd = conv.BStd * factor },
            FanInSum sum => Sum([.. sum.Branches.Select(branch => Scaled(branch, factor))]),
            var other => throw new NetworkException($"A network that ends in {other?.GetType().Name ?? "no layer"} cannot be weighted in an average of kernels; end it with a Dense layer in NTK parameterization."),
        };
        return Branch([.. layers.Take(layers.Count - 1), last]);
    }
}
