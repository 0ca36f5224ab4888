using System.Numerics;
using Ntk.Engine.Networks;

namespace Ntk.Cli;

/// <summary>
/// The textbook's recursion for fully connected ReLU networks, for comparison with the engine: K, q₁ and q₂ in one precision, and the angle as atan2(√(q₁q₂ − K²), K), which cancels for near
/// duplicates. So do neural-tangents and most other implementations (Novak et al. 2020, arXiv 1912.02803).
/// </summary>
internal static class TextbookKernel
{
    /// <summary>K and Θ of two rows.</summary>
    /// <typeparam name="T">float or double: the type of all arithmetic.</typeparam>
    /// <param name="network">Dense layers in the NTK parameterisation and ReLU.</param>
    /// <param name="first">x.</param>
    /// <param name="second">x', as long.</param>
    /// <exception cref="ArgumentException">The network has another layer.</exception>
    public static (T Nngp, T Ntk) Of<T>(Network network, ReadOnlySpan<T> first, ReadOnlySpan<T> second)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T q1 = Mean(first, first), q2 = Mean(second, second), k = Mean(first, second), tangent = T.Zero;
        foreach (Layer layer in network.Layers)
        {
            switch (layer)
            {
                case Dense { Parameterization: Parameterization.Ntk } dense:
                    T weights = T.CreateTruncating(dense.WStd * dense.WStd), biases = T.CreateTruncating((dense.BStd ?? 0) * (dense.BStd ?? 0));
                    (q1, q2, k) = (weights * q1 + biases, weights * q2 + biases, weights * k + biases);
                    tangent = k + weights * tangent;
                    break;
                case Relu:
                    T root = T.Sqrt(T.Max(T.Zero, q1 * q2 - k * k)), turn = T.CreateTruncating(2) * T.Pi, half = T.CreateTruncating(0.5);
                    T slope = half - T.Atan2(root, k) / turn;
                    (q1, q2, k) = (half * q1, half * q2, root / turn + slope * k);
                    tangent = slope * tangent;
                    break;
                default:
                    throw new ArgumentException($"The textbook's recursion is here for Dense and ReLU, not for {layer}.", nameof(network));
            }
        }

        return (k, tangent);
    }

    private static T Mean<T>(ReadOnlySpan<T> first, ReadOnlySpan<T> second)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T sum = T.Zero;
        for (int feature = 0; feature < first.Length; feature++)
            sum += first[feature] * second[feature];
        return sum / T.CreateTruncating(first.Length);
    }
}
