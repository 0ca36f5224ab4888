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

/// <summary>K' = κ(K), Θ' = κ̇(K)·Θ.</summary>
/// <param name="Layer">The layer this comes from, for messages.</param>
/// <param name="Source">The value it reads.</param>
/// <param name="Activation">The activation; an offset it adds has become an operation of its own.</param>
public sealed record DualOperation(string Layer, int Source, Activation Activation) : UnaryOperation(Layer, Source);

/// <summary>K and Θ divided by √((ε+v₁)(ε+v₂)).</summary>
/// <param name="Layer">The layer this comes from, for messages.</param>
/// <param name="Source">The value it reads.</param>
/// <param name="Epsilon">ε ≥ 0.</param>
public sealed record NormalizeOperation(string Layer, int Source, double Epsilon) : UnaryOperation(Layer, Source);

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
