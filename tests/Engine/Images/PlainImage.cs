using System.Numerics;
using System.Numerics.Tensors;

namespace Ntk.Tests.Engine.Images;

/// <summary>One image in double; a signal has height 1.</summary>
internal sealed class PlainImage(double[] values, int height, int width, int channels)
{
    public int Height => height;

    public int Width => width;

    public int Channels => channels;

    public int Pixels => height * width;

    public double this[int pixel, int channel] => values[pixel * channels + channel];

    /// <summary>The images of a tensor of rows × height × width × channels, or of signals of rows × width × channels.</summary>
    public static PlainImage[] Split<T>(Tensor<T> images)
        where T : IBinaryFloatingPointIeee754<T>
    {
        int[] lengths = [.. images.Lengths.ToArray().Select(length => (int)length)];
        int height = lengths.Length == 4 ? lengths[1] : 1;
        int size = height * lengths[^2] * lengths[^1];
        double[] all = [.. images.Select(double.CreateTruncating)];
        return [.. Enumerable.Range(0, lengths[0]).Select(row => new PlainImage(all[(row * size)..((row + 1) * size)], height, lengths[^2], lengths[^1]))];
    }
}
