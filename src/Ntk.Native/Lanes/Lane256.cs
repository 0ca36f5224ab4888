using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ntk.Native.Lanes;

/// <summary>A 256-bit lane.</summary>
/// <typeparam name="T">float or double.</typeparam>
public struct Lane256<T> : ILane<Lane256<T>, T>
    where T : unmanaged
{
    // Set by initialisers, not a constructor: each call that a method inlines counts against the JIT compiler's limit for
    // it, beyond which everything after is really called.
    private Vector256<T> value;

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
        get => Vector256<T>.Count;
    }

    /// <inheritdoc/>
    public static int Registers
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> BroadcastEach(ref readonly T source, nint stride) => new() { value = Vector256.Create(source) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> LoadEach(ref readonly T source, nint stride) => new() { value = Vector256.LoadUnsafe(in source) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Constant(double value) => typeof(T) == typeof(float)
        ? new() { value = Vector256.Create((float)value).As<float, T>() }
        : new() { value = Vector256.Create(value).As<double, T>() };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Broadcast(T value) => new() { value = Vector256.Create(value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Load(ref readonly T source, nuint index) => new() { value = Vector256.LoadUnsafe(in source, index) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(ref T destination, nuint index) => value.StoreUnsafe(ref destination, index);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly T Sum() => Vector256.Sum(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> operator +(Lane256<T> left, Lane256<T> right) => new() { value = left.value + right.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> operator -(Lane256<T> left, Lane256<T> right) => new() { value = left.value - right.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> operator *(Lane256<T> left, Lane256<T> right) => new() { value = left.value * right.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> operator /(Lane256<T> left, Lane256<T> right) => new() { value = left.value / right.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> operator -(Lane256<T> value) => new() { value = -value.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> MultiplyAdd(Lane256<T> a, Lane256<T> b, Lane256<T> c) => typeof(T) == typeof(float)
        ? new() { value = Vector256.MultiplyAddEstimate(a.value.AsSingle(), b.value.AsSingle(), c.value.AsSingle()).As<float, T>() }
        : new() { value = Vector256.MultiplyAddEstimate(a.value.AsDouble(), b.value.AsDouble(), c.value.AsDouble()).As<double, T>() };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> NegatedMultiplyAdd(Lane256<T> a, Lane256<T> b, Lane256<T> c)
    {
        // The JIT compiler does not turn a negated factor into this instruction by itself.
        if (Fma.IsSupported)
        {
            return typeof(T) == typeof(float)
                ? new() { value = Fma.MultiplyAddNegated(a.value.AsSingle(), b.value.AsSingle(), c.value.AsSingle()).As<float, T>() }
                : new() { value = Fma.MultiplyAddNegated(a.value.AsDouble(), b.value.AsDouble(), c.value.AsDouble()).As<double, T>() };
        }

        return MultiplyAdd(-a, b, c);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Sqrt(Lane256<T> value) => new() { value = Vector256.Sqrt(value.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Abs(Lane256<T> value) => new() { value = Vector256.Abs(value.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> MinNative(Lane256<T> left, Lane256<T> right) => new() { value = Vector256.MinNative(left.value, right.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> MaxNative(Lane256<T> left, Lane256<T> right) => new() { value = Vector256.MaxNative(left.value, right.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Round(Lane256<T> value) => typeof(T) == typeof(float)
        ? new() { value = Vector256.Round(value.value.AsSingle()).As<float, T>() }
        : new() { value = Vector256.Round(value.value.AsDouble()).As<double, T>() };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> LessThan(Lane256<T> left, Lane256<T> right) => new() { value = Vector256.LessThan(left.value, right.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> LessThanOrEqual(Lane256<T> left, Lane256<T> right) => new() { value = Vector256.LessThanOrEqual(left.value, right.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> IsNegative(Lane256<T> value) => new() { value = Vector256.IsNegative(value.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Lane256<T> mask) => Vector256.ExtractMostSignificantBits(mask.value) != 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> Select(Lane256<T> mask, Lane256<T> whenSet, Lane256<T> whenClear) => new() { value = Vector256.ConditionalSelect(mask.value, whenSet.value, whenClear.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> CopySign(Lane256<T> magnitude, Lane256<T> sign) => new() { value = Vector256.ConditionalSelect(SignBit, sign.value, magnitude.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> XorSign(Lane256<T> value, Lane256<T> sign) => new() { value = value.value ^ (sign.value & SignBit) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane256<T> PowerOfTwo(Lane256<T> exponent) => typeof(T) == typeof(float)
        ? new() { value = (Vector256.ConvertToInt32Native(exponent.value.AsSingle()) + Vector256.Create(127) << 23).As<int, T>() }
        : new() { value = (Vector256.ConvertToInt64Native(exponent.value.AsDouble()) + Vector256.Create(1023L) << 52).As<long, T>() };

    private static Vector256<T> SignBit
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(float) ? Vector256.Create(-0.0f).As<float, T>() : Vector256.Create(-0.0).As<double, T>();
    }
}
