using System.Numerics.Tensors;
using Ntk.Native;

namespace Ntk.Data;

/// <summary>
/// Random copies of images: each is shifted by up to some pixels along both axes, with zeros where it leaves its frame (a random crop of the image with a margin of zeros), and
/// half of them are mirrored where that is allowed. Equal seeds give equal copies, on every platform.
/// </summary>
/// <param name="LargestShift">The most pixels along either axis, 0 or more; every shift from −LargestShift to LargestShift is as likely.</param>
/// <param name="FlipsHorizontally">Whether left and right are exchanged in half of the images: right for photographs, wrong for digits and letters.</param>
/// <exception cref="ArgumentOutOfRangeException">The shift is negative.</exception>
public sealed record Augmentation(int LargestShift, bool FlipsHorizontally)
{
    /// <summary>The most pixels along either axis, 0 or more.</summary>
    public int LargestShift { get; } = LargestShift >= 0 ? LargestShift : throw new ArgumentOutOfRangeException(nameof(LargestShift), LargestShift, "A shift is by 0 or more pixels.");

    /// <summary>Makes one copy of each image.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="images">N × height × width × channels; each image in one piece of memory.</param>
    /// <param name="seed">Any number; the images draw their shifts from it one after another.</param>
    /// <returns>A tensor of the same shape.</returns>
    /// <exception cref="DimensionMismatchException">There are not four axes, or a shift may leave nothing of an image.</exception>
    /// <exception cref="ArgumentException">An image is not in one piece of memory.</exception>
    public Tensor<T> Apply<T>(in ReadOnlyTensorSpan<T> images, ulong seed)
        where T : unmanaged
    {
        if (images.Rank != 4)
            throw new DimensionMismatchException($"Images are rows × height × width × channels; these have {images.Rank} axes.");
        (int height, int width, int channels) = ((int)images.Lengths[1], (int)images.Lengths[2], (int)images.Lengths[3]);
        if (LargestShift > 0 && LargestShift >= Math.Min(height, width))
            throw new DimensionMismatchException($"A shift by {LargestShift} pixels leaves nothing of images of {height}×{width}.");

        ReadOnlyRowView<T> source = new(images);
        Tensor<T> copies = Tensor.CreateFromShape<T>(images.Lengths);
        RowView<T> target = new(copies);
        SplitMix64 random = new(seed);
        for (nint row = 0; row < source.Count; row++)
        {
            int down = Shift(ref random), right = Shift(ref random);
            bool isMirrored = FlipsHorizontally && random.NextBelow(2) == 1;
            Copy(source[row], target[row], height, width, channels, down, right, isMirrored);
        }

        return copies;
    }

    private int Shift(ref SplitMix64 random) => (int)random.NextBelow(2 * (ulong)LargestShift + 1) - LargestShift;

    /// <summary>Copies what stays in the frame; a mirrored image is mirrored first, then shifted.</summary>
    private static void Copy<T>(ReadOnlySpan<T> image, Span<T> copy, int height, int width, int channels, int down, int right, bool isMirrored)
    {
        for (int y = Math.Max(0, down); y < Math.Min(height, height + down); y++)
        {
            for (int x = Math.Max(0, right); x < Math.Min(width, width + right); x++)
            {
                int column = isMirrored ? width - 1 - (x - right) : x - right;
                image.Slice(((y - down) * width + column) * channels, channels).CopyTo(copy[((y * width + x) * channels)..]);
            }
        }
    }
}
