using Ntk.Engine.Networks;

namespace Ntk.Engine.Programs;

/// <summary>
/// Which pairs of pixels a value is needed for: the offsets p' − p, found backwards from what is asked for. Flatten needs each pixel with itself, a
/// global pool all pairs, a strided convolution multiples of its stride, a pool the neighbours of those.
/// </summary>
internal static class OffsetRequirements
{
    /// <summary>For each value the offsets needed; null for values that are not.</summary>
    /// <param name="program">The program.</param>
    /// <param name="value">The value asked for.</param>
    /// <param name="offsets">Its offsets.</param>
    public static HashSet<PixelOffset>?[] Of(KernelProgram program, int value, IEnumerable<PixelOffset> offsets)
    {
        var required = new HashSet<PixelOffset>?[program.ValueCount];
        required[value] = [.. offsets];
        for (int index = value - 1; index >= 0; index--)
        {
            if (required[index + 1] is not { } outputs)
                continue;
            foreach (int source in program.Operations[index].Sources)
                (required[source] ??= []).UnionWith(Sources(program.Operations[index], program.Shapes[source], outputs));
        }

        return required;
    }

    /// <summary>All offsets between two pixels of an image, in order.</summary>
    public static IEnumerable<PixelOffset> All(ImageShape shape) =>
        from y in Enumerable.Range(1 - shape.Height, 2 * shape.Height - 1)
        from x in Enumerable.Range(1 - shape.Width, 2 * shape.Width - 1)
        select new PixelOffset(y, x);

    private static IEnumerable<PixelOffset> Sources(KernelOperation operation, ImageShape source, HashSet<PixelOffset> outputs) => operation switch
    {
        ConvolutionOperation { Filter: var filter } => outputs.SelectMany(output => Strided(filter, 1, 1, output, source)),
        PoolOperation { Window: var window } => outputs.SelectMany(output => Strided(window, window.Y.Size, window.X.Size, output, source)),
        ReadoutOperation { Kind: ReadoutKind.Flatten } => [PixelOffset.Zero],
        ReadoutOperation => All(source),
        _ => outputs,
    };

    /// <summary>stride·output and the offsets less than a reach away, those around the image included where windows wrap.</summary>
    private static IEnumerable<PixelOffset> Strided(Window window, int reachY, int reachX, PixelOffset output, ImageShape source) =>
        from y in Strided(window.Y.Stride * output.Y, reachY, source.Height, window.Padding)
        from x in Strided(window.X.Stride * output.X, reachX, source.Width, window.Padding)
        select new PixelOffset(y, x);

    private static IEnumerable<int> Strided(int centre, int reach, int pixels, Padding padding)
    {
        for (int offset = centre - reach + 1; offset < centre + reach; offset++)
        {
            if (padding != Padding.Circular)
            {
                if (Math.Abs(offset) < pixels)
                    yield return offset;
                continue;
            }

            int wrapped = WindowAxis.Wrap(offset, pixels);
            yield return wrapped;
            if (wrapped > 0)
                yield return wrapped - pixels;
        }
    }
}
