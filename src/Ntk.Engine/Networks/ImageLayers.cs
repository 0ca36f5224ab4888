namespace Ntk.Engine.Networks;

/// <summary>What a window sees beyond the edge of an image.</summary>
public enum Padding
{
    /// <summary>Nothing: windows lie inside the image, which shrinks.</summary>
    Valid,

    /// <summary>Zeros: the output has ⌈n/stride⌉ pixels, the padding split evenly with the odd one on the far side.</summary>
    Same,

    /// <summary>The opposite edge: the output has ⌈n/stride⌉ pixels.</summary>
    Circular,
}

/// <summary>
/// A convolution. NNGP: K' = W_std²·A(K) + b_std² with A the mean of K[p+a, p'+a] over the filter, where terms outside of the image count as
/// zero. NTK: Θ' = K' + W_std²·A(Θ) in the NTK parameterisation, Θ' = (n·|F|/widthScale)·A(K) + W_std²·A(Θ) + 1[bias] in the standard one,
/// n the number of channels of the layer's input and |F| the size of the filter (Garriga-Alonso et al. 2019; Novak et al. 2019).
/// </summary>
/// <param name="Filter">Height and width of the filter, or its length for signals; each ≥ 1.</param>
/// <param name="Strides">As many as the filter has dimensions, each ≥ 1; empty means 1.</param>
/// <param name="Padding">What the filter sees beyond the edge.</param>
/// <param name="WStd">Standard deviation of the weights, times √(n·|F|); finite, ≥ 0.</param>
/// <param name="BStd">Standard deviation of the biases; finite, ≥ 0; null for a layer without biases.</param>
/// <param name="Width">Finite number of channels, ≥ 1; needed only before a standard parameterisation and in branches of a concatenation.</param>
/// <param name="Parameterization">NTK or standard.</param>
/// <param name="WidthScale">Standard parameterisation only: by how much the input's width is to be multiplied; > 0.</param>
public sealed record Conv(
    EquatableList<int> Filter,
    EquatableList<int> Strides = default,
    Padding Padding = Padding.Valid,
    double WStd = 1,
    double? BStd = null,
    int? Width = null,
    Parameterization Parameterization = Parameterization.Ntk,
    double WidthScale = 1) : Layer;

/// <summary>Pooling over windows: K'[P, P'] is the sum of K over both windows' pixels, or its mean.</summary>
/// <param name="Window">Height and width of the window, or its length for signals; each ≥ 1.</param>
/// <param name="Strides">As many as the window has dimensions, each ≥ 1; empty means the window.</param>
/// <param name="Padding">What a window sees beyond the edge.</param>
public abstract record Pool(EquatableList<int> Window, EquatableList<int> Strides, Padding Padding) : Layer;

/// <summary>Means over windows.</summary>
/// <param name="Window">Height and width of the window, or its length for signals; each ≥ 1.</param>
/// <param name="Strides">As many as the window has dimensions, each ≥ 1; empty means the window.</param>
/// <param name="Padding">What a window sees beyond the edge.</param>
/// <param name="NormalizeEdges">Whether a window that reaches beyond the edge is divided by the number of its pixels inside, rather than by its size.</param>
public sealed record AvgPool(EquatableList<int> Window, EquatableList<int> Strides = default, Padding Padding = Padding.Valid, bool NormalizeEdges = false)
    : Pool(Window, Strides, Padding);

/// <summary>Sums over windows.</summary>
/// <param name="Window">Height and width of the window, or its length for signals; each ≥ 1.</param>
/// <param name="Strides">As many as the window has dimensions, each ≥ 1; empty means the window.</param>
/// <param name="Padding">What a window sees beyond the edge.</param>
public sealed record SumPool(EquatableList<int> Window, EquatableList<int> Strides = default, Padding Padding = Padding.Valid)
    : Pool(Window, Strides, Padding);

/// <summary>Makes features of all pixels: K' is the mean of K[p, p] over the P pixels, and likewise Θ'.</summary>
public sealed record Flatten : Layer;

/// <summary>The mean over all pixels: K' is the mean of K[p, p'] over all pairs of pixels, and likewise Θ'.</summary>
public sealed record GlobalAvgPool : Layer;

/// <summary>The sum over all pixels: K' is the sum of K[p, p'] over all pairs of pixels, and likewise Θ'.</summary>
public sealed record GlobalSumPool : Layer;
