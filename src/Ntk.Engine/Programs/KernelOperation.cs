using Ntk.Engine.Networks;

namespace Ntk.Engine.Programs;

/// <summary>
/// One step of a <see cref="KernelProgram"/>. Operation i makes value i + 1 from earlier values; value 0 is the input's covariance.
/// A value is a pair of kernels, K and (where asked for) Θ.
/// </summary>
/// <param name="Layer">The layer this comes from, for messages.</param>
public abstract record KernelOperation(string Layer)
{
    /// <summary>The values this operation reads.</summary>
    public abstract IReadOnlyList<int> Sources { get; }
}

/// <summary>An operation on one value.</summary>
/// <param name="Layer">The layer this comes from, for messages.</param>
/// <param name="Source">The value it reads.</param>
public abstract record UnaryOperation(string Layer, int Source) : KernelOperation(Layer)
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> Sources => [Source];
}

/// <summary>K' = scale·K + offset; Θ' = K' + scale·Θ, or by a rule of its own.</summary>
/// <param name="Layer">The layer this comes from, for messages.</param>
/// <param name="Source">The value it reads.</param>
/// <param name="Scale">Variance of the weights.</param>
/// <param name="Offset">Variance of the biases.</param>
/// <param name="Tangent">Null for Θ' = K' + scale·Θ.</param>
public sealed record AffineOperation(string Layer, int Source, double Scale, double Offset, TangentRule? Tangent = null) : UnaryOperation(Layer, Source);

/// <summary>Θ' = input·K + scale·Θ + constant.</summary>
/// <param name="Input">Weight of the kernel before the layer.</param>
/// <param name="Constant">What is added.</param>
public sealed record TangentRule(double Input, double Constant);

/// <summary>K' = scale·A(K) + offset with A the mean over the filter; Θ' = K' + scale·A(Θ), or by a rule of its own.</summary>
/// <param name="Layer">The layer this comes from, for messages.</param>
/// <param name="Source">The value it reads.</param>
/// <param name="Filter">The filter.</param>
/// <param name="Scale">Variance of the weights.</param>
/// <param name="Offset">Variance of the biases.</param>
/// <param name="Tangent">Null for Θ' = K' + scale·A(Θ).</param>
public sealed record ConvolutionOperation(string Layer, int Source, Window Filter, double Scale, double Offset, TangentRule? Tangent = null)
    : UnaryOperation(Layer, Source);

/// <summary>K'[P, P'] = Σ K[p, p'] over the pixels p of window P and p' of window P', times the weights of both windows; likewise Θ'.</summary>
/// <param name="Layer">The layer this comes from, for messages.</param>
/// <param name="Source">The value it reads.</param>
/// <param name="Window">The window.</param>
/// <param name="IsMean">Whether a window's weight is 1/size rather than 1.</param>
/// <param name="NormalizeEdges">Whether the size of a window is the number of its pixels inside the image.</param>
public sealed record PoolOperation(string Layer, int Source, Window Window, bool IsMean, bool NormalizeEdges) : UnaryOperation(Layer, Source);

/// <summary>How the pixels of an image become one feature.</summary>
public enum ReadoutKind
{
    /// <summary>The mean of K[p, p]: needs each pixel with itself only.</summary>
    Flatten,

    /// <summary>The mean of K[p, p']: needs all pairs of pixels.</summary>
    Mean,

    /// <summary>The sum of K[p, p']: needs all pairs of pixels.</summary>
    Sum,
}

/// <summary>All pixels become one feature.</summary>
/// <param name="Layer">The layer this comes from, for messages.</param>
/// <param name="Source">The value it reads.</param>
/// <param name="Kind">How.</param>
public sealed record ReadoutOperation(string Layer, int Source, ReadoutKind Kind) : UnaryOperation(Layer, Source);

/// <summary>K' = κ(K), Θ' = κ̇(K)·Θ.</summary>
/// <param name="Layer">The layer this comes from, for messages.</param>
/// <param name="Source">The value it reads.</param>
/// <param name="Activation">The activation; an offset it adds has become an operation of its own.</param>
public sealed record DualOperation(string Layer, int Source, Activation Activation) : UnaryOperation(Layer, Source);

/// <summary>K and Θ divided by √((ε+v₁)(ε+v₂)), v the variance of the channels averaged over the given axes.</summary>
/// <param name="Layer">The layer this comes from, for messages.</param>
/// <param name="Source">The value it reads.</param>
/// <param name="Epsilon">ε ≥ 0.</param>
/// <param name="OverHeight">Whether v is averaged over the rows of an image.</param>
/// <param name="OverWidth">Whether v is averaged over the columns of an image.</param>
public sealed record NormalizeOperation(string Layer, int Source, double Epsilon, bool OverHeight = false, bool OverWidth = false) : UnaryOperation(Layer, Source);

/// <summary>The variance of each input divided by the probability of keeping a unit; covariances between inputs stay.</summary>
/// <param name="Layer">The layer this comes from, for messages.</param>
/// <param name="Source">The value it reads.</param>
/// <param name="Keep">Probability of keeping a unit, in (0, 1].</param>
public sealed record DropoutOperation(string Layer, int Source, double Keep) : UnaryOperation(Layer, Source);

/// <summary>Weighted sum of K, and of Θ.</summary>
/// <param name="Layer">The layer this comes from, for messages.</param>
/// <param name="Sources">The values it reads.</param>
/// <param name="Weights">One a source, positive.</param>
public sealed record SumOperation(string Layer, IReadOnlyList<int> Sources, IReadOnlyList<double> Weights) : KernelOperation(Layer)
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> Sources { get; } = Sources;
}

/// <summary>K' = Π K_i, Θ' = Σ_i Θ_i Π_{j≠i} K_j.</summary>
/// <param name="Layer">The layer this comes from, for messages.</param>
/// <param name="Sources">The values it reads.</param>
public sealed record ProductOperation(string Layer, IReadOnlyList<int> Sources) : KernelOperation(Layer)
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> Sources { get; } = Sources;
}
