using System.Numerics.Tensors;
using Ntk.Data;
using Ntk.Engine.Networks;

namespace Ntk.Cli;

/// <summary>What is measured of the errors of kernels.</summary>
/// <param name="Inputs">Rows × features, or rows × height × width × channels, prepared: both precisions start from these numbers.</param>
/// <param name="Networks">The networks, each in several depths; the first is fully connected, of ReLU: near duplicates are measured on it.</param>
/// <param name="Distances">Relative distances of near duplicates, from 1e-30 to 1.</param>
/// <param name="DistanceRows">Rows that get near duplicates, ≥ 1.</param>
/// <param name="Ridges">Ridges relative to the mean of the diagonal, of which to say which format carries them; &gt; 0.</param>
/// <param name="Threads">Threads, ≥ 1; null for all processors.</param>
internal sealed record KernelErrorSettings(
    Tensor<float> Inputs, IReadOnlyList<NetworkDepths> Networks, IReadOnlyList<double> Distances, int DistanceRows, IReadOnlyList<double> Ridges, int? Threads = null)
{
    private static readonly double[] TwelveDecades = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12];
    private static readonly double[] CommonRidges = [1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1];

    /// <summary>A few seconds on images of 8 × 8 pixels.</summary>
    /// <param name="inputs">Prepared inputs, at least two rows; the networks of images are left out unless they are images.</param>
    public static KernelErrorSettings Quick(Tensor<float> inputs) => Of(
        inputs, new("FC", depth => Presets.FullyConnected(depth), 48, [1, 4, 16, 64], 4), new("VEC", depth => Presets.ConvVec(depth), 32, [1, 4, 8], 4), new("GAP", depth => Presets.ConvGap(depth), 8, [1, 4, 8], 4),
        distanceRows: 6);

    /// <summary>Some minutes on images of 8 × 8 pixels; their time grows like the square of the pixels for the network that pools globally.</summary>
    /// <param name="inputs">Prepared inputs, at least two rows; the networks of images are left out unless they are images.</param>
    public static KernelErrorSettings Full(Tensor<float> inputs) => Of(
        inputs, new("FC", depth => Presets.FullyConnected(depth), 256, [1, 2, 3, 4, 8, 16, 32, 64], 3), new("VEC", depth => Presets.ConvVec(depth), 128, [1, 2, 4, 8, 16], 8),
        new("GAP", depth => Presets.ConvGap(depth), 48, [1, 2, 4, 8, 16], 8), distanceRows: 32);

    /// <summary>The embedded digits, standardised as one channel, the first rows of them.</summary>
    /// <param name="rows">Number of rows, ≥ 2.</param>
    public static Tensor<float> Digits(int rows = 512)
    {
        LabelledData<float> data = Data.Digits.Load<float>();
        Tensor<float> images = data.Select([.. Enumerable.Range(0, Math.Min(rows, data.RowCount))]).Features;
        Standardiser.FitChannels<float>(images).Apply<float>(images);
        return images;
    }

    private static KernelErrorSettings Of(Tensor<float> inputs, NetworkDepths dense, NetworkDepths vector, NetworkDepths pooled, int distanceRows)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        const int ImageRank = 4;
        int rows = checked((int)inputs.Lengths[0]);
        if (rows < 2)
            throw new UsageException($"There are {rows} rows; errors of kernels are measured on at least two.");
        NetworkDepths[] all = inputs.Rank == ImageRank ? [dense, vector, pooled] : [dense];
        return new(inputs, [.. all.Select(network => network with { Rows = Math.Min(network.Rows, rows) })], TwelveDecades, Math.Min(distanceRows, rows), CommonRidges);
    }
}

/// <summary>A network in several depths.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="OfDepth">The network of a depth.</param>
/// <param name="Rows">Rows whose kernel is measured, ≥ 2.</param>
/// <param name="Depths">Hidden layers or convolutions.</param>
/// <param name="FormatDepth">The depth, one of those, of which storage formats are measured.</param>
internal sealed record NetworkDepths(string Name, Func<int, Network> OfDepth, int Rows, IReadOnlyList<int> Depths, int FormatDepth);
