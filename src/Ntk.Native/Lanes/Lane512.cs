using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ntk.Native.Lanes;

/// <summary>A 512-bit lane.</summary>
/// <typeparam name="T">float or double.</typeparam>
public struct Lane512<T> : ILane<Lane512<T>, T>
    where T : unmanaged
{
    // Set by initialisers, not a constructor: each call that a method inlines counts against the JIT compiler's limit for
    // it, beyond which everything after is really called.
    private Vector512<T> value;

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
        get => Vector512<T>.Count;
    }

    /// <inheritdoc/>
    public static int Registers
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> BroadcastEach(ref readonly T source, nint stride) => new() { value = Vector512.Create(source) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> LoadEach(ref readonly T source, nint stride) => new() { value = Vector512.LoadUnsafe(in source) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Constant(double value) => typeof(T) == typeof(float)
        ? new() { value = Vector512.Create((float)value).As<float, T>() }
        : new() { value = Vector512.Create(value).As<double, T>() };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Broadcast(T value) => new() { value = Vector512.Create(value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Load(ref readonly T source, nuint index) => new() { value = Vector512.LoadUnsafe(in source, index) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(ref T destination, nuint index) => value.StoreUnsafe(ref destination, index);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly T Sum() => Vector512.Sum(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> operator +(Lane512<T> left, Lane512<T> right) => new() { value = left.value + right.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> operator -(Lane512<T> left, Lane512<T> right) => new() { value = left.value - right.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> operator *(Lane512<T> left, Lane512<T> right) => new() { value = left.value * right.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> operator /(Lane512<T> left, Lane512<T> right) => new() { value = left.value / right.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> operator -(Lane512<T> value) => new() { value = -value.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> MultiplyAdd(Lane512<T> a, Lane512<T> b, Lane512<T> c) => typeof(T) == typeof(float)
        ? new() { value = Vector512.MultiplyAddEstimate(a.value.AsSingle(), b.value.AsSingle(), c.value.AsSingle()).As<float, T>() }
        : new() { value = Vector512.MultiplyAddEstimate(a.value.AsDouble(), b.value.AsDouble(), c.value.AsDouble()).As<double, T>() };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> NegatedMultiplyAdd(Lane512<T> a, Lane512<T> b, Lane512<T> c)
    {
        // The JIT compiler does not turn a negated factor into this instruction by itself.
        if (Avx512F.IsSupported)
        {
            return typeof(T) == typeof(float)
                ? new() { value = Avx512F.FusedMultiplyAddNegated(a.value.AsSingle(), b.value.AsSingle(), c.value.AsSingle()).As<float, T>() }
                : new() { value = Avx512F.FusedMultiplyAddNegated(a.value.AsDouble(), b.value.AsDouble(), c.value.AsDouble()).As<double, T>() };
        }

        return MultiplyAdd(-a, b, c);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Sqrt(Lane512<T> value) => new() { value = Vector512.Sqrt(value.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Abs(Lane512<T> value) => new() { value = Vector512.Abs(value.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> MinNative(Lane512<T> left, Lane512<T> right) => new() { value = Vector512.MinNative(left.value, right.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> MaxNative(Lane512<T> left, Lane512<T> right) => new() { value = Vector512.MaxNative(left.value, right.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Round(Lane512<T> value) => typeof(T) == typeof(float)
        ? new() { value = Vector512.Round(value.value.AsSingle()).As<float, T>() }
        : new() { value = Vector512.Round(value.value.AsDouble()).As<double, T>() };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> LessThan(Lane512<T> left, Lane512<T> right) => new() { value = Vector512.LessThan(left.value, right.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> LessThanOrEqual(Lane512<T> left, Lane512<T> right) => new() { value = Vector512.LessThanOrEqual(left.value, right.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> IsNegative(Lane512<T> value) => new() { value = Vector512.IsNegative(value.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Lane512<T> mask) => Vector512.ExtractMostSignificantBits(mask.value) != 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> Select(Lane512<T> mask, Lane512<T> whenSet, Lane512<T> whenClear) => new() { value = Vector512.ConditionalSelect(mask.value, whenSet.value, whenClear.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> CopySign(Lane512<T> magnitude, Lane512<T> sign) => new() { value = Vector512.ConditionalSelect(SignBit, sign.value, magnitude.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> XorSign(Lane512<T> value, Lane512<T> sign) => new() { value = value.value ^ (sign.value & SignBit) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane512<T> PowerOfTwo(Lane512<T> exponent) => typeof(T) == typeof(float)
        ? new() { value = (Vector512.ConvertToInt32Native(exponent.value.AsSingle()) + Vector512.Create(127) << 23).As<int, T>() }
        : new() { value = (Vector512.ConvertToInt64Native(exponent.value.AsDouble()) + Vector512.Create(1023L) << 52).As<long, T>() };

    private static Vector512<T> SignBit
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(float) ? Vector512.Create(-0.0f).As<float, T>() : Vector512.Create(-0.0).As<double, T>();
    }
}
