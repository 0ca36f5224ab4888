namespace Ntk.Engine.Duals;

/// <summary>What is known of the sign of a correlation when a kernel program is compiled; the JIT compiler drops the code not needed.</summary>
public interface ICorrelationSign
{
    /// <summary>Whether the correlation may be negative.</summary>
    static abstract bool MayBeNegative { get; }
}

/// <summary>Nothing is known.</summary>
public readonly struct AnySign : ICorrelationSign
{
    /// <inheritdoc/>
    public static bool MayBeNegative => true;
}

/// <summary>The correlation is at least zero, as after ReLU.</summary>
public readonly struct NonNegative : ICorrelationSign
{
    /// <inheritdoc/>
    public static bool MayBeNegative => false;
}
