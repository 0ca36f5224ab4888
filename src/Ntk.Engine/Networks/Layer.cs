using System.Text.Json.Serialization;

namespace Ntk.Engine.Networks;

/// <summary>
/// One layer of an infinitely wide network: data that says what it is and computes nothing. Values out of range are reported when
/// a network is compiled, with the layer's place in the network.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Dense), "dense")]
[JsonDerivedType(typeof(Conv), "conv")]
[JsonDerivedType(typeof(AvgPool), "avgPool")]
[JsonDerivedType(typeof(SumPool), "sumPool")]
[JsonDerivedType(typeof(GlobalAvgPool), "globalAvgPool")]
[JsonDerivedType(typeof(GlobalSumPool), "globalSumPool")]
[JsonDerivedType(typeof(Flatten), "flatten")]
[JsonDerivedType(typeof(Identity), "identity")]
[JsonDerivedType(typeof(LayerNorm), "layerNorm")]
[JsonDerivedType(typeof(Dropout), "dropout")]
[JsonDerivedType(typeof(FanInSum), "sum")]
[JsonDerivedType(typeof(FanInProduct), "product")]
[JsonDerivedType(typeof(FanInConcat), "concat")]
[JsonDerivedType(typeof(Relu), "relu")]
[JsonDerivedType(typeof(LeakyRelu), "leakyRelu")]
[JsonDerivedType(typeof(AbRelu), "abRelu")]
[JsonDerivedType(typeof(Abs), "abs")]
[JsonDerivedType(typeof(Sign), "sign")]
[JsonDerivedType(typeof(RectifiedMonomial), "rectifiedMonomial")]
[JsonDerivedType(typeof(Erf), "erf")]
[JsonDerivedType(typeof(Gelu), "gelu")]
[JsonDerivedType(typeof(Sin), "sin")]
[JsonDerivedType(typeof(Cos), "cos")]
[JsonDerivedType(typeof(Rbf), "rbf")]
[JsonDerivedType(typeof(Exp), "exp")]
[JsonDerivedType(typeof(Gaussian), "gaussian")]
[JsonDerivedType(typeof(Monomial), "monomial")]
[JsonDerivedType(typeof(Hermite), "hermite")]
[JsonDerivedType(typeof(PolynomialActivation), "polynomial")]
[JsonDerivedType(typeof(Tanh), "tanh")]
[JsonDerivedType(typeof(Sigmoid), "sigmoid")]
[JsonDerivedType(typeof(Softplus), "softplus")]
[JsonDerivedType(typeof(Silu), "silu")]
[JsonDerivedType(typeof(Elementwise), "elementwise")]
public abstract record Layer;

/// <summary>How weights are scaled at finite width; it changes the NTK, not the NNGP.</summary>
public enum Parameterization
{
    /// <summary>f = W_std/√n·W·x + b_std·b: every parameter has unit variance.</summary>
    Ntk,

    /// <summary>f = W·x + b with the variances inside the parameters: what most libraries train.</summary>
    Standard,
}

/// <summary>
/// A fully-connected layer; on an image, one that acts on the channels of each pixel. NNGP: K' = W_std²·K + b_std². NTK: Θ' = K' + W_std²·Θ in the NTK parameterisation,
/// Θ' = (n/widthScale)·K + W_std²·Θ + 1[bias] in the standard one, n the width of the layer's input.
/// </summary>
/// <param name="WStd">Standard deviation of the weights, times √n; finite, ≥ 0.</param>
/// <param name="BStd">Standard deviation of the biases; finite, ≥ 0; null for a layer without biases.</param>
/// <param name="Width">Finite width, ≥ 1; needed only before a standard parameterisation and in branches of a concatenation.</param>
/// <param name="Parameterization">NTK or standard.</param>
/// <param name="WidthScale">Standard parameterisation only: by how much the input's width is to be multiplied; > 0.</param>
public sealed record Dense(
    double WStd = 1,
    double? BStd = null,
    int? Width = null,
    Parameterization Parameterization = Parameterization.Ntk,
    double WidthScale = 1) : Layer;

/// <summary>Passes its input on.</summary>
public sealed record Identity : Layer;

/// <summary>The axes a normalisation averages over.</summary>
public enum NormalizedAxis
{
    /// <summary>The channels, or the features of a fully-connected layer.</summary>
    Channels,

    /// <summary>Image rows.</summary>
    Height,

    /// <summary>Image columns.</summary>
    Width,
}

/// <summary>Layer normalisation: K₁₂/√((ε+v₁)(ε+v₂)), v the variance averaged over the axes; Θ is scaled by the same factor.</summary>
/// <param name="Axes">The axes; the channels must be among them; empty means the channels alone.</param>
/// <param name="Epsilon">ε ≥ 0.</param>
public sealed record LayerNorm(EquatableList<NormalizedAxis> Axes = default, double Epsilon = 1e-12) : Layer;

/// <summary>Dropout at training time: the variance of each unit grows by 1/keep, covariances between inputs stay.</summary>
/// <param name="Keep">Probability of keeping a unit, in (0, 1].</param>
public sealed record Dropout(double Keep) : Layer;

/// <summary>Layers one after another; empty is the identity.</summary>
/// <param name="Branches">Each branch is a sequence of layers; all get the same input. At least one.</param>
public abstract record FanIn(EquatableList<EquatableList<Layer>> Branches) : Layer;

/// <summary>Adds the branches (a residual block): K' = Σ K_i, Θ' = Σ Θ_i. Branches must be Gaussian and independent.</summary>
/// <param name="Branches">At least one branch; at most one without weights of its own.</param>
public sealed record FanInSum(EquatableList<EquatableList<Layer>> Branches) : FanIn(Branches);

/// <summary>Multiplies the branches: K' = Π K_i, Θ' = Σ_i Θ_i Π_{j≠i} K_j. Branches must be independent.</summary>
/// <param name="Branches">At least one branch; at most one without weights of its own.</param>
public sealed record FanInProduct(EquatableList<EquatableList<Layer>> Branches) : FanIn(Branches);

/// <summary>Joins the channels of the branches: means of K_i and Θ_i, weighted by the branches' widths.</summary>
/// <param name="Branches">At least one branch, each of a known width.</param>
public sealed record FanInConcat(EquatableList<EquatableList<Layer>> Branches) : FanIn(Branches);
