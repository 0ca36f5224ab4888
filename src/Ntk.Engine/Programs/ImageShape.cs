using Ntk.Engine.Networks;

namespace Ntk.Engine.Programs;

/// <summary>The pixels of a value; 1 × 1 for features, height 1 for signals.</summary>
/// <param name="Height">Rows, ≥ 1.</param>
/// <param name="Width">Columns, ≥ 1.</param>
public readonly record struct ImageShape(int Height, int Width)
{
    /// <summary>Features without pixels.</summary>
    public static ImageShape None => new(1, 1);

    /// <summary>Number of pixels.</summary>
    public int Pixels => Height * Width;

    /// <inheritdoc/>
    public override string ToString() => $"{Height} × {Width}";
}

/// <summary>The difference p' − p of two pixels of a pair of images.</summary>
/// <param name="Y">Rows down.</param>
/// <param name="X">Columns to the right.</param>
public readonly record struct PixelOffset(int Y, int X)
{
    /// <summary>Each pixel with itself.</summary>
    public static PixelOffset Zero => default;
}

/// <summary>The shape of one input.</summary>
/// <param name="Image">Its pixels; 1 × 1 where the network sees features only.</param>
/// <param name="Channels">Channels of a pixel, or features, ≥ 1.</param>
public readonly record struct InputShape(ImageShape Image, int Channels)
{
    /// <summary>Numbers in one input.</summary>
    public int FeatureCount => Image.Pixels * Channels;

    /// <summary>How a network sees inputs of the given shape.</summary>
    /// <param name="network">The network; without convolutions, pools and Flatten it sees features only.</param>
    /// <param name="lengths">The input's dimensions without that of the rows: height, width, channels for images; width, channels for signals; a single channel may be left out.</param>
    /// <exception cref="NetworkException">The network needs images or signals, and these are none.</exception>
    public static InputShape For(Network network, ReadOnlySpan<nint> lengths)
    {
        ArgumentNullException.ThrowIfNull(network);
        int features = CountFeatures(lengths);
        if (features is < 1 or int.MaxValue)
            throw new NetworkException($"Inputs need at least one feature and fewer than {int.MaxValue}, not {string.Join(" × ", lengths.ToArray())}.");

        if (SpatialLayers.DimensionsOf(network) is not { } spatial)
            return new(ImageShape.None, features);
        int dimensions = spatial.Dimensions ?? lengths.Length - 1;
        if (lengths.Length != dimensions && lengths.Length != dimensions + 1)
        {
            string wanted = dimensions == 1 ? "rows × width × channels" : "rows × height × width × channels";
            throw new NetworkException(
                $"{spatial.Place}: it needs inputs of {wanted}, not rows × {string.Join(" × ", lengths.ToArray())}; reshape them.");
        }

        int channels = lengths.Length == dimensions ? 1 : (int)lengths[^1];
        int width = dimensions == 0 ? 1 : (int)lengths[dimensions - 1];
        return new(new(features / channels / width, width), channels);
    }

    /// <summary>The product of dimensions, at most <see cref="int.MaxValue"/>.</summary>
    internal static int CountFeatures(ReadOnlySpan<nint> lengths)
    {
        long features = 1;
        foreach (nint length in lengths)
            features = length == 0 ? 0 : Math.Min(features * (long)Math.Min(length, int.MaxValue), int.MaxValue);
        return (int)features;
    }

    /// <inheritdoc/>
    public override string ToString() => Image == ImageShape.None ? $"{Channels} features" : $"{Image} × {Channels}";
}
