using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Networks;
using Ntk.Tests.Engine.Programs;

namespace Ntk.Tests.Engine.Images;

/// <summary>
/// The slow obvious twin of kernels of images: the textbook's recursion on whole covariances of all pairs of pixels of x with x, x with x'
/// and x' with x', in double.
/// </summary>
internal sealed record PlainImageKernels(PixelKernels First, PixelKernels Cross, PixelKernels Second, int Height, int Width, int? Channels)
{
    /// <summary>K and Θ of each pair of images; without second images, of the first with themselves.</summary>
    public static (double[,] Nngp, double[,] Ntk) Matrices<T>(Network network, Tensor<T> first, Tensor<T>? second = null)
        where T : IBinaryFloatingPointIeee754<T>
    {
        PlainImage[] rows = PlainImage.Split(first);
        PlainImage[] columns = second is null ? rows : PlainImage.Split(second);
        double[,] kernel = new double[rows.Length, columns.Length], tangent = new double[rows.Length, columns.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            for (int j = 0; j < columns.Length; j++)
            {
                PlainImageKernels end = Of(network, rows[i], columns[j]);
                PixelKernels entry = second is null && i == j ? end.First : end.Cross;
                (kernel[i, j], tangent[i, j]) = (entry.Nngp[0, 0], entry.Ntk[0, 0]);
            }
        }

        return (kernel, tangent);
    }

    /// <summary>K and Θ of each image with itself.</summary>
    public static (double[] Nngp, double[] Ntk) Diagonals<T>(Network network, Tensor<T> images)
        where T : IBinaryFloatingPointIeee754<T>
    {
        PixelKernels[] ends = [.. PlainImage.Split(images).Select(image => Of(network, image, image).First)];
        return ([.. ends.Select(end => end.Nngp[0, 0])], [.. ends.Select(end => end.Ntk[0, 0])]);
    }

    private static PlainImageKernels Of(Network network, PlainImage first, PlainImage second)
    {
        var input = new PlainImageKernels(
            PixelKernels.Of(first, first), PixelKernels.Of(first, second), PixelKernels.Of(second, second), first.Height, first.Width, first.Channels);
        PlainImageKernels end = input.Apply(network.Layers);
        return end.First.Count == 1 ? end : throw new ArgumentException($"The network ends with {end.First.Count} pixels.", nameof(network));
    }

    private PlainImageKernels Apply(IEnumerable<Layer> layers) => layers.Aggregate(this, (kernels, layer) => kernels.Apply(layer));

    private PlainImageKernels Apply(Layer layer) => layer switch
    {
        Identity => this,
        Dense dense => Weigh(dense.WStd, dense.BStd, dense.Parameterization, dense.WidthScale, filterSize: 1) with { Channels = dense.Width },
        Conv conv => Convolve(conv),
        Pool pool => PoolOver(pool),
        Flatten => Read((kernel, pixels) => pixels.Average(p => kernel[p, p])) with { Channels = Channels * First.Count },
        GlobalAvgPool => Read((kernel, pixels) => pixels.Average(p => pixels.Average(q => kernel[p, q]))),
        GlobalSumPool => Read((kernel, pixels) => pixels.Sum(p => pixels.Sum(q => kernel[p, q]))),
        LayerNorm norm => Normalize(norm),
        Dropout dropout => this with { First = Drop(First, dropout.Keep), Second = Drop(Second, dropout.Keep) },
        Activation activation => Each((kernels, first, second) => kernels.Map((p, q) => Dual(activation, kernels, first[p, p], second[q, q], p, q))),
        FanInSum sum => Combine(Branches(sum), entries => (entries.Sum(e => e.Kernel), entries.Sum(e => e.Tangent))),
        FanInConcat concat => Concat(Branches(concat)),
        FanInProduct product => Combine(Branches(product), Multiply),
        _ => throw new NotSupportedException(layer.ToString()),
    };

    private PlainImageKernels Convolve(Conv conv)
    {
        var filter = new PlainWindows(conv.Filter, conv.Strides, [1, 1], conv.Padding, Height, Width);
        int size = conv.Filter.Aggregate(1, (product, length) => product * length);
        PlainImageKernels mean = Each((kernels, _, _) => kernels.Linear(filter.Count, (kernel, p, q) => PatchMean(kernel, filter[p], filter[q])));
        return mean.Weigh(conv.WStd, conv.BStd, conv.Parameterization, conv.WidthScale, size) with { Height = filter.Height, Width = filter.Width, Channels = conv.Width };
    }

    /// <summary>A(K)[p, p'], the mean of K[p + a, p' + a] over the filter's pixels a.</summary>
    private static double PatchMean(double[,] kernel, int[] first, int[] second)
    {
        double sum = 0;
        for (int a = 0; a < first.Length; a++)
            sum += first[a] == PlainWindows.Outside || second[a] == PlainWindows.Outside ? 0 : kernel[first[a], second[a]];
        return sum / first.Length;
    }

    private PlainImageKernels Weigh(double wStd, double? bStd, Parameterization parameterization, double widthScale, int filterSize)
    {
        double weights = wStd * wStd;
        double biases = bStd is { } b ? b * b : 0;
        return Each((kernels, _, _) => kernels.Map((p, q) =>
        {
            double kernel = weights * kernels.Nngp[p, q] + biases;
            double tangent = parameterization == Parameterization.Ntk
                ? kernel + weights * kernels.Ntk[p, q]
                : Channels!.Value * filterSize / widthScale * kernels.Nngp[p, q] + weights * kernels.Ntk[p, q] + (bStd is null ? 0 : 1);
            return (kernel, tangent);
        }));
    }

    private PlainImageKernels PoolOver(Pool pool)
    {
        var windows = new PlainWindows(pool.Window, pool.Strides, pool.Window, pool.Padding, Height, Width);
        return Each((kernels, _, _) => kernels.Linear(windows.Count, (kernel, p, q) => Divisor(windows[p]) * Divisor(windows[q]) * PatchSum(kernel, windows[p], windows[q])))
            with
        { Height = windows.Height, Width = windows.Width };

        double Divisor(int[] window) => pool switch
        {
            AvgPool { NormalizeEdges: true } => 1.0 / window.Count(pixel => pixel != PlainWindows.Outside),
            AvgPool => 1.0 / window.Length,
            _ => 1,
        };
    }

    private static double PatchSum(double[,] kernel, int[] first, int[] second)
    {
        double sum = 0;
        foreach (int a in first)
        {
            foreach (int b in second)
                sum += a == PlainWindows.Outside || b == PlainWindows.Outside ? 0 : kernel[a, b];
        }

        return sum;
    }

    private PlainImageKernels Read(Func<double[,], int[], double> readout)
    {
        int[] pixels = [.. Enumerable.Range(0, First.Count)];
        return Each((kernels, _, _) => kernels.Linear(1, (kernel, _, _) => readout(kernel, pixels))) with { Height = 1, Width = 1 };
    }

    private PlainImageKernels Normalize(LayerNorm norm)
    {
        return Each((kernels, first, second) =>
        {
            double[] rows = Variances(first), columns = Variances(second);
            return kernels.Map((p, q) =>
            {
                double scale = Math.Sqrt((norm.Epsilon + rows[p]) * (norm.Epsilon + columns[q]));
                return (kernels.Nngp[p, q] / scale, kernels.Ntk[p, q] / scale);
            });
        });

        // For each pixel, the mean over those that differ from it along the normalised axes only.
        double[] Variances(double[,] self) => [.. Enumerable.Range(0, First.Count).Select(pixel => Enumerable.Range(0, First.Count)
            .Where(other => norm.Axes.Contains(NormalizedAxis.Height) || other / Width == pixel / Width)
            .Where(other => norm.Axes.Contains(NormalizedAxis.Width) || other % Width == pixel % Width)
            .Average(other => self[other, other]))];
    }

    private static PixelKernels Drop(PixelKernels self, double keep) =>
        self.Map((p, q) => p == q ? (self.Nngp[p, p] / keep, self.Ntk[p, p] / keep) : (self.Nngp[p, q], self.Ntk[p, q]));

    private static (double Kernel, double Tangent) Dual(Activation activation, PixelKernels kernels, double first, double second, int p, int q)
    {
        (double kernel, double slope) = PlainDuals.Of(activation, first, second, kernels.Nngp[p, q]);
        return (kernel, slope * kernels.Ntk[p, q]);
    }

    private PlainImageKernels[] Branches(FanIn fanIn) => [.. fanIn.Branches.Select(branch => Apply(branch))];

    private static PlainImageKernels Concat(PlainImageKernels[] branches)
    {
        double total = branches.Sum(b => b.Channels!.Value);
        return Combine(branches, entries => (Mean(entries.Select(e => e.Kernel)), Mean(entries.Select(e => e.Tangent)))) with { Channels = (int)total };

        double Mean(IEnumerable<double> values) => values.Zip(branches, (value, branch) => value * branch.Channels!.Value / total).Sum();
    }

    private static (double Kernel, double Tangent) Multiply((double Kernel, double Tangent)[] entries) =>
        (entries.Aggregate(1.0, (product, e) => product * e.Kernel),
            Enumerable.Range(0, entries.Length).Sum(i => entries[i].Tangent * entries.Where((_, j) => j != i).Aggregate(1.0, (product, e) => product * e.Kernel)));

    private static PlainImageKernels Combine(PlainImageKernels[] branches, Func<(double Kernel, double Tangent)[], (double Kernel, double Tangent)> entry)
    {
        return branches[0] with { First = All(b => b.First), Cross = All(b => b.Cross), Second = All(b => b.Second), Channels = branches.FirstOrDefault(b => b.Channels is not null)?.Channels };

        PixelKernels All(Func<PlainImageKernels, PixelKernels> part)
        {
            PixelKernels[] parts = [.. branches.Select(part)];
            return parts[0].Map((p, q) => entry([.. parts.Select(k => (k.Nngp[p, q], k.Ntk[p, q]))]));
        }
    }

    /// <summary>One rule for the three covariances, given the variances that belong to each.</summary>
    private PlainImageKernels Each(Func<PixelKernels, double[,], double[,], PixelKernels> rule) => this with
    {
        First = rule(First, First.Nngp, First.Nngp),
        Cross = rule(Cross, First.Nngp, Second.Nngp),
        Second = rule(Second, Second.Nngp, Second.Nngp),
    };
}
