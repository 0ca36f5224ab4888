using Ntk.Engine.Numerics;
using Ntk.Engine.Programs;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>What operations that see several pixels do to the kernels of the pixels with themselves; image after image, in double.</summary>
internal static class PixelRules
{
    public static RowStates Convolution(ConvolutionOperation operation, RowStates states, ImageShape shape, int threads)
    {
        ImageShape output = operation.Filter.Output(shape);
        int images = states.Count / shape.Pixels;
        var result = RowStates.Uninitialized(images * output.Pixels);
        var sums = new WindowTotals(shape, output, operation.Filter);
        int pixels = operation.Filter.Pixels;
        ParallelBlocks.Run(images, threads, image =>
        {
            Span<double> variance = result.Variance.AsSpan(image * output.Pixels, output.Pixels);
            Span<double> tangent = result.Tangent.AsSpan(image * output.Pixels, output.Pixels);
            sums.Sum(states.Variance.AsSpan(image * shape.Pixels, shape.Pixels), variance);
            sums.Sum(states.Tangent.AsSpan(image * shape.Pixels, shape.Pixels), tangent);
            for (int pixel = 0; pixel < output.Pixels; pixel++)
            {
                double mean = variance[pixel] / pixels;
                double fromTangent = operation.Scale * (tangent[pixel] / pixels);
                variance[pixel] = operation.Scale * mean + operation.Offset;
                tangent[pixel] = operation.Tangent is { } rule ? rule.Input * mean + fromTangent + rule.Constant : variance[pixel] + fromTangent;
            }
        });
        return result.RequireFinite(operation.Layer, output.Pixels);
    }

    /// <summary>Variance and tangent after a normalisation, and the scale 1/√(ε + v) of each pixel.</summary>
    public static (RowStates States, double[] Scales) Normalize(NormalizeOperation operation, RowStates states, ImageShape shape)
    {
        var result = new RowStates(states.Count);
        var scales = new double[states.Count];
        var averages = new double[shape.Pixels];
        for (int start = 0; start < states.Count; start += shape.Pixels)
        {
            Average(states.Variance.AsSpan(start, shape.Pixels), averages, shape, operation.OverHeight, operation.OverWidth);
            for (int pixel = 0; pixel < shape.Pixels; pixel++)
            {
                double whole = averages[pixel] + operation.Epsilon;
                double inverse = whole > 0 ? 1 / whole : 0;
                scales[start + pixel] = Math.Sqrt(inverse);
                result.Variance[start + pixel] = states.Variance[start + pixel] * inverse;
                result.Tangent[start + pixel] = states.Tangent[start + pixel] * inverse;
            }
        }

        return (result.RequireFinite(operation.Layer, shape.Pixels), scales);
    }

    private static void Average(ReadOnlySpan<double> values, double[] averages, ImageShape shape, bool overHeight, bool overWidth)
    {
        int groupsY = overHeight ? 1 : shape.Height;
        int groupsX = overWidth ? 1 : shape.Width;
        var sums = new double[groupsY * groupsX];
        for (int pixel = 0; pixel < values.Length; pixel++)
            sums[Group(pixel)] += values[pixel];
        for (int pixel = 0; pixel < values.Length; pixel++)
            averages[pixel] = sums[Group(pixel)] * sums.Length / values.Length;

        int Group(int pixel) => (overHeight ? 0 : pixel / shape.Width * groupsX) + (overWidth ? 0 : pixel % shape.Width);
    }
}
