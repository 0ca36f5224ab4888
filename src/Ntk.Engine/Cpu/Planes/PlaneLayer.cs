using System.Numerics;
using Ntk.Engine.Duals;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>An activation on planes, before its element type and lane are chosen.</summary>
internal abstract class PlaneLayer
{
    /// <summary>Makes the rows of an element type.</summary>
    public abstract RowSource<T> Rows<T, TLane, TFirst>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, ILane<TLane, T>
        where TFirst : struct, IFirstImage;
}

/// <summary>What decides which code an activation runs.</summary>
/// <param name="Table">The table of its pixels' scalars.</param>
/// <param name="MayBeNegative">Whether K may be negative before it.</param>
/// <param name="MayBeZero">Whether some pixel has no variance.</param>
/// <param name="HasTangent">Whether Θ is propagated.</param>
internal readonly record struct PlaneLayerTraits(int Table, bool MayBeNegative, bool MayBeZero, bool HasTangent);

/// <summary>Chooses the type of the innermost loop.</summary>
internal abstract class TypedPlaneLayer(PlaneLayerTraits traits) : PlaneLayer
{
    protected int Table => traits.Table;

    public override RowSource<T> Rows<T, TLane, TFirst>() =>
        traits.MayBeNegative ? WithSign<T, TLane, TFirst, AnySign>() : WithSign<T, TLane, TFirst, NonNegative>();

    protected abstract RowSource<T> Make<T, TLane, TFirst, TSign, TVariance, TTangent>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, ILane<TLane, T>
        where TFirst : struct, IFirstImage
        where TSign : struct, ICorrelationSign
        where TVariance : struct, IPixelVariance
        where TTangent : struct, ITangent;

    private RowSource<T> WithSign<T, TLane, TFirst, TSign>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, ILane<TLane, T>
        where TFirst : struct, IFirstImage
        where TSign : struct, ICorrelationSign =>
        traits.MayBeZero ? WithVariance<T, TLane, TFirst, TSign, SomeZeroVariance>() : WithVariance<T, TLane, TFirst, TSign, PositiveVariance>();

    private RowSource<T> WithVariance<T, TLane, TFirst, TSign, TVariance>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, ILane<TLane, T>
        where TFirst : struct, IFirstImage
        where TSign : struct, ICorrelationSign
        where TVariance : struct, IPixelVariance =>
        traits.HasTangent ? Make<T, TLane, TFirst, TSign, TVariance, WithTangent>() : Make<T, TLane, TFirst, TSign, TVariance, WithoutTangent>();
}

/// <summary>A layer with a dual.</summary>
internal sealed class DualLayer<TDual>(TDual dual, PlaneLayerTraits traits) : TypedPlaneLayer(traits)
    where TDual : struct, IDual
{
    protected override RowSource<T> Make<T, TLane, TFirst, TSign, TVariance, TTangent>() =>
        new DualRows<T, TLane, TFirst, TDual, TSign, TVariance, TTangent>(dual, Table);
}

/// <summary>A layer with a dual that prepares each first pixel.</summary>
internal sealed class PreparedDualLayer<TDual>(TDual dual, PlaneLayerTraits traits) : TypedPlaneLayer(traits)
    where TDual : struct, IPreparedDual
{
    protected override RowSource<T> Make<T, TLane, TFirst, TSign, TVariance, TTangent>() =>
        new PreparedDualRows<T, TLane, TFirst, TDual, TSign, TVariance, TTangent>(dual, Table);
}

/// <summary>Each signal times a number of its pixel: correlations stay as they are.</summary>
internal readonly struct RescalingDual(bool isNonNegative) : IDual
{
    public int FactorCount => 0;

    public int FirstProductFactor => FactorCount;

    public bool IsNonNegative => isNonNegative;

    public bool IsHomogeneous => false;

    public DualDiagonal Diagonal(double variance, Span<double> factors) => new(variance, 1);

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]
    public void Evaluate<TLane, TFactors>(TLane haversine, TFactors factors, out TLane result, out TLane slopeGap)
        where TLane : struct, ILane<TLane>
        where TFactors : struct, IPairFactors<TLane>
    {
        result = haversine;
        slopeGap = TLane.Constant(0);
    }
}
