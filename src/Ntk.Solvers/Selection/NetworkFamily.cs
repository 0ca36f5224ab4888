using Ntk.Engine.Networks;
using static Ntk.Engine.Networks.Layers;

namespace Ntk.Solvers.Selection;

/// <summary>A network to choose among others, with the numbers it was made from.</summary>
/// <param name="WStd">Standard deviation of the weights.</param>
/// <param name="BStd">Standard deviation of the biases.</param>
/// <param name="Depth">Hidden layers.</param>
/// <param name="Network">The network.</param>
public sealed record NetworkCandidate(double WStd, double BStd, int Depth, Network Network);

/// <summary>Networks that differ in the standard deviation of their weights and biases and in their depth.</summary>
/// <param name="Name">What the family is called.</param>
/// <param name="Build">Makes the network of wStd, bStd and a number of hidden layers.</param>
public sealed record NetworkFamily(string Name, Func<double, double, int, Network> Build)
{
    private const int LargestDepth = 1000;

    /// <summary>Hidden layers of Dense and an activation, and a Dense readout; of depth 0 the readout alone.</summary>
    /// <param name="activation">The activation.</param>
    public static NetworkFamily FullyConnected(Activation activation) =>
        new("fully connected", (wStd, bStd, depth) => new([.. Blocks(depth, Dense(wStd, bStd), activation), Dense(wStd, bStd)]));

    /// <summary>CNN-VEC: layers of 3 × 3 convolution and an activation, then all pixels as features of a Dense readout.</summary>
    /// <param name="activation">The activation.</param>
    public static NetworkFamily ConvVec(Activation activation) =>
        new("convolutional, all pixels", (wStd, bStd, depth) => new([.. Blocks(depth, Conv(3, wStd, bStd), activation), Flatten(), Dense(wStd, bStd)]));

    /// <summary>CNN-GAP: layers of 3 × 3 convolution and an activation, then the mean over all pixels and a Dense readout.</summary>
    /// <param name="activation">The activation.</param>
    public static NetworkFamily ConvGap(Activation activation) =>
        new("convolutional, global pool", (wStd, bStd, depth) => new([.. Blocks(depth, Conv(3, wStd, bStd), activation), GlobalAvgPool(), Dense(wStd, bStd)]));

    /// <summary>All combinations, the depth changing slowest and bStd fastest.</summary>
    /// <param name="depths">Numbers of hidden layers, 0 to 1000.</param>
    /// <param name="wStds">Standard deviations of the weights: finite, &gt; 0.</param>
    /// <param name="bStds">Standard deviations of the biases: finite, ≥ 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public IReadOnlyList<NetworkCandidate> Grid(IReadOnlyList<int> depths, IReadOnlyList<double> wStds, IReadOnlyList<double> bStds)
    {
        ArgumentNullException.ThrowIfNull(depths);
        ArgumentNullException.ThrowIfNull(wStds);
        ArgumentNullException.ThrowIfNull(bStds);
        Require(nameof(depths), depths, depth => depth is >= 0 and <= LargestDepth, $"A depth is a number of hidden layers from 0 to {LargestDepth}.");
        Require(nameof(wStds), wStds, wStd => wStd > 0 && double.IsFinite(wStd), "The standard deviation of weights must be finite and above 0.");
        Require(nameof(bStds), bStds, bStd => bStd >= 0 && double.IsFinite(bStd), "The standard deviation of biases must be finite and not below 0.");
        return [.. from depth in depths from wStd in wStds from bStd in bStds select new NetworkCandidate(wStd, bStd, depth, Build(wStd, bStd, depth))];
    }

    private static void Require<TNumber>(string name, IReadOnlyList<TNumber> numbers, Func<TNumber, bool> isValid, string message)
    {
        foreach (TNumber number in numbers)
        {
            if (!isValid(number))
                throw new ArgumentOutOfRangeException(name, number, message);
        }
    }

    private static IEnumerable<Layer> Blocks(int depth, params Layer[] layers) => Enumerable.Repeat(layers, depth).SelectMany(block => block);
}
