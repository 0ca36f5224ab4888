using Ntk.Native;

namespace Ntk.Engine.Cpu;

/// <summary>Images differ so much in scale that the kernels of the smaller ones would lose their digits in those of the larger ones.</summary>
/// <param name="operand">Which inputs the small image is in.</param>
/// <param name="row">Its zero-based row.</param>
/// <param name="ratio">By how much the largest number of all images exceeds the largest of this one.</param>
public sealed class ImageScaleException(string operand, long row, double ratio)
    : NtkException($"{operand} has in row {row} an image {ratio:G3} times smaller than the largest one; kernels of images of so unequal scales lose their digits. Scale the images alike, for instance to unit length.")
{
    /// <summary>Zero-based row of the small image.</summary>
    public long Row { get; } = row;

    /// <summary>By how much the largest number of all images exceeds the largest of this one.</summary>
    public double Ratio { get; } = ratio;
}
