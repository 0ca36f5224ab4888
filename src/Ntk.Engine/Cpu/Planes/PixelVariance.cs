namespace Ntk.Engine.Cpu.Planes;

/// <summary>What is known of the variances of the pixels; the JIT compiler drops the code not needed.</summary>
internal interface IPixelVariance
{
    static abstract bool MayBeZero { get; }
}

/// <summary>Some pixel of some image has none, as black pixels without a bias; by convention it is orthogonal to all others.</summary>
internal readonly struct SomeZeroVariance : IPixelVariance
{
    public static bool MayBeZero => true;
}

/// <summary>All pixels have a variance.</summary>
internal readonly struct PositiveVariance : IPixelVariance
{
    public static bool MayBeZero => false;
}
