using Ntk.Native;

namespace Ntk.Engine.Cpu;

/// <summary>The kernel of an input with itself leaves the range of double inside the network.</summary>
/// <param name="layer">The layer.</param>
/// <param name="row">Zero-based row of the input.</param>
/// <param name="kernel">Which kernel, NNGP or NTK.</param>
/// <param name="value">What came out: infinite or NaN.</param>
public sealed class KernelOverflowException(string layer, long row, string kernel, double value)
    : NtkException($"{layer}: the {kernel} kernel of input row {row} with itself is {value}. Scale the inputs or lower the layer's parameters.")
{
    /// <summary>The layer.</summary>
    public string Layer { get; } = layer;

    /// <summary>Zero-based row of the input.</summary>
    public long Row { get; } = row;
}
