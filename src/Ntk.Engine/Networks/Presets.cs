using static Ntk.Engine.Networks.Layers;

namespace Ntk.Engine.Networks;

/// <summary>
/// Architectures of the literature, with σ² = 2 and b² = 0.01 in every layer unless said otherwise (Lee et al. 2020, arXiv 2007.15801; Myrtle: Shankar et al. 2020,
/// arXiv 2003.02237; WideResNet: Zagoruyko and Komodakis 2016).
/// </summary>
public static class Presets
{
    private const double DefaultWStd = 1.4142135623730951;
    private const double DefaultBStd = 0.1;

    /// <summary>Hidden layers of Dense and ReLU, and a Dense readout.</summary>
    /// <param name="depth">Hidden layers, ≥ 0.</param>
    /// <param name="wStd">Standard deviation of the weights.</param>
    /// <param name="bStd">Standard deviation of the biases.</param>
    public static Network FullyConnected(int depth, double wStd = DefaultWStd, double bStd = DefaultBStd) =>
        new([.. Repeat(depth, Dense(wStd, bStd), Relu()), Dense(wStd, bStd)]);

    /// <summary>CNN-VEC: layers of 3 × 3 convolution and ReLU, then all pixels as features of a Dense readout.</summary>
    /// <param name="depth">Convolutions, ≥ 1.</param>
    /// <param name="wStd">Standard deviation of the weights.</param>
    /// <param name="bStd">Standard deviation of the biases.</param>
    public static Network ConvVec(int depth, double wStd = DefaultWStd, double bStd = DefaultBStd)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        return new([.. Repeat(depth, Conv(3, wStd, bStd), Relu()), Flatten(), Dense(wStd, bStd)]);
    }

    /// <summary>CNN-GAP: layers of 3 × 3 convolution and ReLU, then the mean over all pixels and a Dense readout.</summary>
    /// <param name="depth">Convolutions, ≥ 1.</param>
    /// <param name="wStd">Standard deviation of the weights.</param>
    /// <param name="bStd">Standard deviation of the biases.</param>
    public static Network ConvGap(int depth, double wStd = DefaultWStd, double bStd = DefaultBStd)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        return new([.. Repeat(depth, Conv(3, wStd, bStd), Relu()), GlobalAvgPool(), Dense(wStd, bStd)]);
    }

    /// <summary>Myrtle with 4 convolutions and a Dense readout.</summary>
    /// <inheritdoc cref="Myrtle" path="/param"/>
    public static Network Myrtle5(double wStd = DefaultWStd, double bStd = DefaultBStd) => Myrtle(2, 1, 1, wStd, bStd);

    /// <summary>Myrtle with 6 convolutions and a Dense readout.</summary>
    /// <inheritdoc cref="Myrtle" path="/param"/>
    public static Network Myrtle7(double wStd = DefaultWStd, double bStd = DefaultBStd) => Myrtle(2, 2, 2, wStd, bStd);

    /// <summary>Myrtle with 9 convolutions and a Dense readout.</summary>
    /// <inheritdoc cref="Myrtle" path="/param"/>
    public static Network Myrtle10(double wStd = DefaultWStd, double bStd = DefaultBStd) => Myrtle(3, 3, 3, wStd, bStd);

    /// <summary>A wide residual network: a convolution, three groups of residual blocks, the last two of which halve the image, the mean over all pixels and a Dense readout.</summary>
    /// <param name="blocks">Residual blocks in each group, ≥ 1.</param>
    /// <param name="wStd">Standard deviation of the weights.</param>
    /// <param name="bStd">Standard deviation of the biases.</param>
    public static Network WideResNet(int blocks, double wStd = DefaultWStd, double bStd = DefaultBStd)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(blocks, 1);
        return new(
        [
            Conv(3, wStd, bStd),
            .. Enumerable.Range(0, 3).SelectMany(group => Enumerable.Range(0, blocks).Select(block => Residual(block > 0, group > 0 && block == 0 ? 2 : 1))),
            Relu(),
            GlobalAvgPool(),
            Dense(wStd, bStd),
        ]);

        Layer Residual(bool isIdentity, int stride)
        {
            EquatableList<Layer> main = Branch(Relu(), Conv(3, wStd, bStd, stride), Relu(), Conv(3, wStd, bStd));
            return Sum(main, isIdentity ? Branch() : Branch(Relu(), Conv(3, wStd, bStd, stride)));
        }
    }

    /// <summary>Three groups of 3 × 3 convolution and ReLU, each followed by a 2 × 2 mean, then all pixels as features of a Dense readout.</summary>
    /// <param name="first">Convolutions of the first group.</param>
    /// <param name="second">Convolutions of the second group.</param>
    /// <param name="third">Convolutions of the third group.</param>
    /// <param name="wStd">Standard deviation of the weights.</param>
    /// <param name="bStd">Standard deviation of the biases.</param>
    private static Network Myrtle(int first, int second, int third, double wStd, double bStd) =>
        new([.. new[] { first, second, third }.SelectMany(count => Repeat(count, Conv(3, wStd, bStd), Relu()).Append(AvgPool())), Flatten(), Dense(wStd, bStd)]);

    private static IEnumerable<Layer> Repeat(int count, params Layer[] layers)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Enumerable.Repeat(layers, count).SelectMany(block => block);
    }
}
