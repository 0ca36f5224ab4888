using System.Numerics;
using Ntk.Engine.Numerics;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>
/// Scalars of each pixel of each image, by blocks of as many images as a lane holds: for a pixel, scalar after scalar, the lane of the block's images.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed unsafe class PixelFactors<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly NativeBuffer<T> memory;
    private readonly int pixels;
    private readonly int lanes;

    public PixelFactors(int images, int pixels, int factorCount, int lanes)
    {
        this.pixels = pixels;
        this.lanes = lanes;
        FactorCount = factorCount;

        // One more pixel: activations run on pairs of cells, of which the last may lie beyond the last image.
        memory = new(((long)((images + lanes - 1) / lanes) * pixels + 1) * factorCount * lanes);
    }

    /// <summary>Scalars of a pixel.</summary>
    public int FactorCount { get; }

    /// <summary>Scalars of one image.</summary>
    public int ImageLength => pixels * FactorCount;

    /// <summary>The scalars of a block of images.</summary>
    public T* Block(int block) => memory.Pointer + (long)block * ImageLength * lanes;

    public void Set(int image, int pixel, ReadOnlySpan<double> factors)
    {
        T* target = Block(image / lanes) + (nint)pixel * FactorCount * lanes + image % lanes;
        for (int k = 0; k < FactorCount; k++)
            target[k * lanes] = T.CreateTruncating(factors[k]);
    }

    /// <summary>Copies the scalars of one image, pixel after pixel.</summary>
    public void CopyImage(int image, T* target)
    {
        T* source = Block(image / lanes) + image % lanes;
        for (nint k = 0; k < ImageLength; k++)
            target[k] = source[k * lanes];
    }

    public void Dispose() => memory.Dispose();
}
