using Ntk.Engine.Networks;

namespace Ntk.Engine.Programs;

/// <summary>The filter of a convolution or the window of a pool along both axes.</summary>
/// <param name="Y">Along the rows.</param>
/// <param name="X">Along the columns.</param>
/// <param name="Padding">What it sees beyond the edge.</param>
public readonly record struct Window(WindowAxis Y, WindowAxis X, Padding Padding)
{
    /// <summary>Number of pixels in it.</summary>
    public int Pixels => Y.Size * X.Size;

    /// <summary>The image it makes of another.</summary>
    public ImageShape Output(ImageShape input) => new(Y.Output(input.Height, Padding), X.Output(input.Width, Padding));
}

/// <summary>One axis of a window.</summary>
/// <param name="Size">Pixels, ≥ 1.</param>
/// <param name="Stride">Pixels from one window to the next, ≥ 1.</param>
public readonly record struct WindowAxis(int Size, int Stride)
{
    /// <summary>The pixel that an index beyond the edges wraps around to.</summary>
    internal static int Wrap(int index, int pixels) => (index % pixels + pixels) % pixels;

    /// <summary>Number of windows on a given number of pixels; not positive if the window does not fit.</summary>
    public int Output(int pixels, Padding padding) =>
        padding == Padding.Valid ? (pixels < Size ? 0 : (pixels - Size) / Stride + 1) : (pixels + Stride - 1) / Stride;

    /// <summary>How far the first window reaches beyond the low edge.</summary>
    public int Before(int pixels, Padding padding) =>
        padding == Padding.Valid ? 0 : Math.Max((Output(pixels, padding) - 1) * Stride + Size - pixels, 0) / 2;
}
