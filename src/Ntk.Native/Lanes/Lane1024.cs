using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ntk.Native.Lanes;

/// <summary>
/// Two 512-bit registers side by side. A loop over them has twice as many chains of dependent operations under way, which hides the latency of long ones.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public struct Lane1024<T> : ILane<Lane1024<T>, T>
    where T : unmanaged
{
    // Set by initialisers, not a constructor: each call that a method inlines counts against the JIT compiler's limit for
    // it, beyond which everything after is really called.
    private Vector512<T> low;
    private Vector512<T> high;

    /// <inheritdoc/>
    public static bool IsSingle
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(float);
    }

    /// <inheritdoc/>
    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2 * Vector512<T>.Count;
    }

    /// <inheritdoc/>
    public static int Registers
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1024<T> BroadcastEach(ref readonly T source, nint stride) =>
        new() { low = Vector512.Create(source), high = Vector512.Create(Unsafe.Add(ref Unsafe.AsRef(in source), stride)) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1024<T> LoadEach(ref readonly T source, nint stride) =>
        new() { low = Vector512.LoadUnsafe(in source), high = Vector512.LoadUnsafe(in Unsafe.Add(ref Unsafe.AsRef(in source), stride)) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1024<T> Constant(double value) => typeof(T) == typeof(float)
        ? new() { low = Vector512.Create((float)value).As<float, T>(), high = Vector512.Create((float)value).As<float, T>() }
        : new() { low = Vector512.Create(value).As<double, T>(), high = Vector512.Create(value).As<double, T>() };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1024<T> Broadcast(T value) => new() { low = Vector512.Create(value), high = Vector512.Create(value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1024<T> Load(ref readonly T source, nuint index) => new() { low = Vector512.LoadUnsafe(in source, index), high = Vector512.LoadUnsafe(in source, index + (nuint)Vector512<T>.Count) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(ref T destination, nuint index)
    {
        low.StoreUnsafe(ref destination, index);
        high.StoreUnsafe(ref destination, index + (nuint)Vector512<T>.Count);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly T Sum() => Vector512.Sum(low + high);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1024<T> operator +(Lane1024<T> left, Lane1024<T> right) => new() { low = left.low + right.low, high = left.high + right.high };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1024<T> operator -(Lane1024<T> left, Lane1024<T> right) => new() { low = left.low - right.low, high = left.high - right.high };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1024<T> operator *(Lane1024<T> left, Lane1024<T> right) => new() { low = left.low * right.low, high = left.high * right.high };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1024<T> operator /(Lane1024<T> left, Lane1024<T> right) => new() { low = left.low / right.low, high = left.high / right.high };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1024<T> operator -(Lane1024<T> value) => new() { low = -value.low, high = -value.high };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1024<T> MultiplyAdd(Lane1024<T> a, Lane1024<T> b, Lane1024<T> c) => typeof(T) == typeof(float)
        ? new() { low = Vector512.MultiplyAddEstimate(a.low.AsSingle(), b.low.AsSingle(), c.low.AsSingle()).As<float, T>(), high = Vector512.MultiplyAddEstimate(a.high.AsSingle(), b.high.AsSingle(), c.high.AsSingle()).As<float, T>() }
        : new() { low = Vector512.MultiplyAddEstimate(a.low.AsDouble(), b.low.AsDouble(), c.low.AsDouble()).As<double, T>(), high = Vector512.MultiplyAddEstimate(a.high.AsDouble(), b.high.AsDouble(), c.high.AsDouble()).As<double, T>() };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1024<T> NegatedMultiplyAdd(Lane1024<T> a, Lane1024<T> b, Lane1024<T> c)
    {
        // The JIT compiler does not turn a negated factor into this instruction by itself.
        if (Avx512F.IsSupported)
        {
            return typeof(T) == typeof(float)
                ? new() { low = Avx512F.FusedMultiplyAddNegated(a.low.AsSingle(), b.low.AsSingle(), c.low.AsSingle()).As<float, T>(), high = Avx512F.FusedMultiplyAddNegated(a.high.AsSingle(), b.high.AsSingle(), c.high.AsSingle()).As<float, T>() }
                : new() { low = Avx512F.FusedMultiplyAddNegated(a.low.AsDouble(), b.low.AsDouble(), c.low.AsDouble()).As<double, T>(), high = Avx512F.FusedMultiplyAddNegated(a.high.AsDouble(), b.high.AsDouble(), c.high.AsDouble()).As<double, T>() };
        }

        return MultiplyAdd(-a, b, c);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1024<T> Sqrt(Lane1024<T> value) => new() { low = Vector512.Sqrt(value.low), high = Vector512.Sqrt(value.high) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1024<T> Abs(Lane1024<T> value) => new() { low = Vector512.Abs(value.low), high = Vector512.Abs(value.high) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1024<T> MinNative(Lane1024<T> left, Lane1024<T> right) => new() { low = Vector512.MinNative(left.low, right.low), high = Vector512.MinNative(left.high, right.high) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1024<T> MaxNative(Lane1024<T> left, Lane1024<T> right) => new() { low = Vector512.MaxNative(left.low, right.low), high = Vector512.MaxNative(left.high, right.high) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1024<T> Round(Lane1024<T> value) => typeof(T) == typeof(float)
        ? new() { low = Vector512.Round(value.low.AsSingle()).As<float, T>(), high = Vector512.Round(value.high.AsSingle()).As<float, T>() }
        : new() { low = Vector512.Round(value.low.AsDouble()).As<double, T>(), high = Vector512.Round(value.high.AsDouble()).As<double, T>() };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1024<T> LessThan(Lane1024<T> left, Lane1024<T> right) => new() { low = Vector512.LessThan(left.low, right.low), high = Vector512.LessThan(left.high, right.high) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1024<T> LessThanOrEqual(Lane1024<T> left, Lane1024<T> right) => new() { low = Vector512.LessThanOrEqual(left.low, right.low), high = Vector512.LessThanOrEqual(left.high, right.high) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1024<T> IsNegative(Lane1024<T> value) => new() { low = Vector512.IsNegative(value.low), high = Vector512.IsNegative(value.high) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Lane1024<T> mask) => Vector512.ExtractMostSignificantBits(mask.low | mask.high) != 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1024<T> Select(Lane1024<T> mask, Lane1024<T> whenSet, Lane1024<T> whenClear) => new() { low = Vector512.ConditionalSelect(mask.low, whenSet.low, whenClear.low), high = Vector512.ConditionalSelect(mask.high, whenSet.high, whenClear.high) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1024<T> CopySign(Lane1024<T> magnitude, Lane1024<T> sign) => new() { low = Vector512.ConditionalSelect(SignBit, sign.low, magnitude.low), high = Vector512.ConditionalSelect(SignBit, sign.high, magnitude.high) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1024<T> XorSign(Lane1024<T> value, Lane1024<T> sign) => new() { low = value.low ^ (sign.low & SignBit), high = value.high ^ (sign.high & SignBit) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane1024<T> PowerOfTwo(Lane1024<T> exponent) => typeof(T) == typeof(float)
        ? new() { low = (Vector512.ConvertToInt32Native(exponent.low.AsSingle()) + Vector512.Create(127) << 23).As<int, T>(), high = (Vector512.ConvertToInt32Native(exponent.high.AsSingle()) + Vector512.Create(127) << 23).As<int, T>() }
        : new() { low = (Vector512.ConvertToInt64Native(exponent.low.AsDouble()) + Vector512.Create(1023L) << 52).As<long, T>(), high = (Vector512.ConvertToInt64Native(exponent.high.AsDouble()) + Vector512.Create(1023L) << 52).As<long, T>() };

    private static Vector512<T> SignBit
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(float) ? Vector512.Create(-0.0f).As<float, T>() : Vector512.Create(-0.0).As<double, T>();
    }
}
