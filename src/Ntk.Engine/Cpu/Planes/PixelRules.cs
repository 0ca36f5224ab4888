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
        var result = new RowStates(images * output.Pixels);
        ParallelBlocks.Run(images, threads, image => Convolve(operation, states, shape, result, output, image));
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

    private static void Convolve(ConvolutionOperation operation, RowStates states, ImageShape shape, RowStates result, ImageShape output, int image)
    {
        Window filter = operation.Filter;
        int above = filter.Y.Before(shape.Height, filter.Padding);
        int before = filter.X.Before(shape.Width, filter.Padding);
        bool wraps = filter.Padding == Networks.Padding.Circular;
        for (int pixel = 0; pixel < output.Pixels; pixel++)
        {
            double variance = 0;
            double tangent = 0;
            for (int a = 0; a < filter.Pixels; a++)
            {
                int y = pixel / output.Width * filter.Y.Stride + a / filter.X.Size - above;
                int x = pixel % output.Width * filter.X.Stride + a % filter.X.Size - before;
                if (wraps)
                {
                    y = WindowAxis.Wrap(y, shape.Height);
                    x = WindowAxis.Wrap(x, shape.Width);
                }

                if ((uint)y >= (uint)shape.Height || (uint)x >= (uint)shape.Width)
                    continue;
                int source = image * shape.Pixels + y * shape.Width + x;
                variance += states.Variance[source];
                tangent += states.Tangent[source];
            }

            variance /= filter.Pixels;
            tangent /= filter.Pixels;
            int target = image * output.Pixels + pixel;
            result.Variance[target] = operation.Scale * variance + operation.Offset;
            result.Tangent[target] = operation.Tangent is { } rule
                ? rule.Input * variance + operation.Scale * tangent + rule.Constant
                : result.Variance[target] + operation.Scale * tangent;
        }
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
