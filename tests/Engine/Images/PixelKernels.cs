namespace Ntk.Tests.Engine.Images;

/// <summary>K[p, p'] and Θ[p, p'] of all pairs of a pixel of one image and a pixel of another, by their row-major numbers.</summary>
internal sealed record PixelKernels(double[,] Nngp, double[,] Ntk)
{
    public int Count => Nngp.GetLength(0);

    /// <summary>The mean over channels of the products of two images' pixels; Θ = 0.</summary>
    public static PixelKernels Of(PlainImage first, PlainImage second)
    {
        var product = new double[first.Pixels, second.Pixels];
        for (int p = 0; p < first.Pixels; p++)
        {
            for (int q = 0; q < second.Pixels; q++)
            {
                for (int channel = 0; channel < first.Channels; channel++)
                    product[p, q] += first[p, channel] * second[q, channel] / first.Channels;
            }
        }

        return new(product, new double[first.Pixels, second.Pixels]);
    }

    /// <summary>New kernels of each pair of pixels.</summary>
    public PixelKernels Map(Func<int, int, (double Kernel, double Tangent)> entry) => Make(Count, entry);

    /// <summary>The same linear map of K and of Θ, to a number of pixels.</summary>
    public PixelKernels Linear(int count, Func<double[,], int, int, double> map) => Make(count, (p, q) => (map(Nngp, p, q), map(Ntk, p, q)));

    private static PixelKernels Make(int count, Func<int, int, (double Kernel, double Tangent)> entry)
    {
        double[,] kernel = new double[count, count], tangent = new double[count, count];
        for (int p = 0; p < count; p++)
        {
            for (int q = 0; q < count; q++)
                (kernel[p, q], tangent[p, q]) = entry(p, q);
        }

        return new(kernel, tangent);
    }
}
