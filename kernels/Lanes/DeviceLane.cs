using System.Numerics;
using Ntk.Native.Lanes;

namespace Ntk.Kernels.Lanes;

/// <summary>
/// One number of one thread of a device, in the shape of a lane: what the bodies of duals and layers, written once for the processor's lanes, are specialised for.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TFormat">Its format.</typeparam>
/// <remarks>
/// In terms of what ILGPU translates for all its devices: no fused multiply-add (the device's own compiler may fuse), no MathF.CopySign (which swaps its operands in PTX).
/// </remarks>
internal readonly struct DeviceLane<T, TFormat>(T value) : ILane<DeviceLane<T, TFormat>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TFormat : struct, IDeviceFormat<T>
{
    /// <summary>The number.</summary>
    public readonly T Value = value;

    /// <inheritdoc/>
    public static bool IsSingle => TFormat.IsSingle;

    /// <inheritdoc/>
    public static DeviceLane<T, TFormat> Constant(double value) => new(TFormat.Constant(value));

    /// <inheritdoc/>
    public static DeviceLane<T, TFormat> operator +(DeviceLane<T, TFormat> left, DeviceLane<T, TFormat> right) => new(left.Value + right.Value);

    /// <inheritdoc/>
    public static DeviceLane<T, TFormat> operator -(DeviceLane<T, TFormat> left, DeviceLane<T, TFormat> right) => new(left.Value - right.Value);

    /// <inheritdoc/>
    public static DeviceLane<T, TFormat> operator *(DeviceLane<T, TFormat> left, DeviceLane<T, TFormat> right) => new(left.Value * right.Value);

    /// <inheritdoc/>
    public static DeviceLane<T, TFormat> operator /(DeviceLane<T, TFormat> left, DeviceLane<T, TFormat> right) => new(left.Value / right.Value);

    /// <inheritdoc/>
    public static DeviceLane<T, TFormat> operator -(DeviceLane<T, TFormat> value) => new(-value.Value);

    /// <inheritdoc/>
    public static DeviceLane<T, TFormat> MultiplyAdd(DeviceLane<T, TFormat> a, DeviceLane<T, TFormat> b, DeviceLane<T, TFormat> c) => new(a.Value * b.Value + c.Value);

    /// <inheritdoc/>
    public static DeviceLane<T, TFormat> NegatedMultiplyAdd(DeviceLane<T, TFormat> a, DeviceLane<T, TFormat> b, DeviceLane<T, TFormat> c) => new(c.Value - a.Value * b.Value);

    /// <inheritdoc/>
    public static DeviceLane<T, TFormat> Sqrt(DeviceLane<T, TFormat> value) => new(T.Sqrt(value.Value));

    /// <inheritdoc/>
    public static DeviceLane<T, TFormat> Abs(DeviceLane<T, TFormat> value) => new(T.Abs(value.Value));

    /// <inheritdoc/>
    public static DeviceLane<T, TFormat> MinNative(DeviceLane<T, TFormat> left, DeviceLane<T, TFormat> right) => left.Value < right.Value ? left : right;

    /// <inheritdoc/>
    public static DeviceLane<T, TFormat> MaxNative(DeviceLane<T, TFormat> left, DeviceLane<T, TFormat> right) => left.Value > right.Value ? left : right;

    /// <inheritdoc/>
    public static DeviceLane<T, TFormat> Round(DeviceLane<T, TFormat> value) => new(value.Value + TFormat.RoundingShift - TFormat.RoundingShift);

    /// <inheritdoc/>
    public static DeviceLane<T, TFormat> LessThan(DeviceLane<T, TFormat> left, DeviceLane<T, TFormat> right) => Mask(left.Value < right.Value);

    /// <inheritdoc/>
    public static DeviceLane<T, TFormat> LessThanOrEqual(DeviceLane<T, TFormat> left, DeviceLane<T, TFormat> right) => Mask(left.Value <= right.Value);

    /// <inheritdoc/>
    public static DeviceLane<T, TFormat> IsNegative(DeviceLane<T, TFormat> value) => Mask(TFormat.IsNegative(value.Value));

    /// <inheritdoc/>
    public static bool Any(DeviceLane<T, TFormat> mask) => mask.Value != T.Zero;

    /// <inheritdoc/>
    public static DeviceLane<T, TFormat> Select(DeviceLane<T, TFormat> mask, DeviceLane<T, TFormat> whenSet, DeviceLane<T, TFormat> whenClear) => Any(mask) ? whenSet : whenClear;

    /// <inheritdoc/>
    public static DeviceLane<T, TFormat> CopySign(DeviceLane<T, TFormat> magnitude, DeviceLane<T, TFormat> sign) => XorSign(Abs(magnitude), sign);

    /// <inheritdoc/>
    public static DeviceLane<T, TFormat> XorSign(DeviceLane<T, TFormat> value, DeviceLane<T, TFormat> sign) => TFormat.IsNegative(sign.Value) ? -value : value;

    /// <inheritdoc/>
    public static DeviceLane<T, TFormat> PowerOfTwo(DeviceLane<T, TFormat> exponent) => new(TFormat.PowerOfTwo(exponent.Value));

    private static DeviceLane<T, TFormat> Mask(bool isSet) => new(isSet ? T.One : T.Zero);
}
