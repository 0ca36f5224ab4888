using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;

namespace Ntk.Bench.Limits;

/// <summary>Seconds of an entry of a whole Gram matrix of images, preparation included, on all processors.</summary>
internal static class ImageEntry
{
    /// <summary>The best of two rectangular matrices, NNGP and NTK.</summary>
    /// <param name="kind">gap, vec or myrtle5.</param>
    /// <param name="depth">Convolutions.</param>
    /// <param name="size">Height and width.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="precision">float32 or float64.</param>
    /// <param name="rows">First images.</param>
    /// <param name="columns">Second images.</param>
    public static double Seconds(string kind, int depth, int size, int channels, string precision, int rows, int columns)
    {
        Network network = kind switch
        {
            "gap" => Presets.ConvGap(depth),
            "vec" => Presets.ConvVec(depth),
            _ => Presets.Myrtle5(),
        };
        return precision == "float32" ? Seconds<float>(network, size, channels, rows, columns) : Seconds<double>(network, size, channels, rows, columns);
    }

    private static double Seconds<T>(Network network, int size, int channels, int rows, int columns)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Random(1);
        Tensor<T> first = ImageRate.Images<T>(rows, [size, size, channels], random);
        Tensor<T> second = ImageRate.Images<T>(columns, [size, size, channels], random);
        var builder = new GramBuilder<T>(network);
        return Stopwatches.Best(() => builder.Build(first, second).Dispose(), rounds: 1) / rows / columns;
    }
}
