using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ntk.Native.Lanes;

/// <summary>A 128-bit lane.</summary>
/// <typeparam name="T">float or double.</typeparam>
public struct Lane128<T> : ILane<Lane128<T>, T>
    where T : unmanaged
{
    // Set by initialisers, not a constructor: each call that a method inlines counts against the JIT compiler's limit for
    // it, beyond which everything after is really called.
    private Vector128<T> value;

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
        get => Vector128<T>.Count;
    }

    /// <inheritdoc/>
    public static int Registers
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> BroadcastEach(ref readonly T source, nint stride) => new() { value = Vector128.Create(source) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> LoadEach(ref readonly T source, nint stride) => new() { value = Vector128.LoadUnsafe(in source) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Constant(double value) => typeof(T) == typeof(float)
        ? new() { value = Vector128.Create((float)value).As<float, T>() }
        : new() { value = Vector128.Create(value).As<double, T>() };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Broadcast(T value) => new() { value = Vector128.Create(value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Load(ref readonly T source, nuint index) => new() { value = Vector128.LoadUnsafe(in source, index) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(ref T destination, nuint index) => value.StoreUnsafe(ref destination, index);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly T Sum() => Vector128.Sum(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> operator +(Lane128<T> left, Lane128<T> right) => new() { value = left.value + right.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> operator -(Lane128<T> left, Lane128<T> right) => new() { value = left.value - right.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> operator *(Lane128<T> left, Lane128<T> right) => new() { value = left.value * right.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> operator /(Lane128<T> left, Lane128<T> right) => new() { value = left.value / right.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> operator -(Lane128<T> value) => new() { value = -value.value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> MultiplyAdd(Lane128<T> a, Lane128<T> b, Lane128<T> c) => typeof(T) == typeof(float)
        ? new() { value = Vector128.MultiplyAddEstimate(a.value.AsSingle(), b.value.AsSingle(), c.value.AsSingle()).As<float, T>() }
        : new() { value = Vector128.MultiplyAddEstimate(a.value.AsDouble(), b.value.AsDouble(), c.value.AsDouble()).As<double, T>() };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> NegatedMultiplyAdd(Lane128<T> a, Lane128<T> b, Lane128<T> c)
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
    public static Lane128<T> Sqrt(Lane128<T> value) => new() { value = Vector128.Sqrt(value.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Abs(Lane128<T> value) => new() { value = Vector128.Abs(value.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> MinNative(Lane128<T> left, Lane128<T> right) => new() { value = Vector128.MinNative(left.value, right.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> MaxNative(Lane128<T> left, Lane128<T> right) => new() { value = Vector128.MaxNative(left.value, right.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Round(Lane128<T> value) => typeof(T) == typeof(float)
        ? new() { value = Vector128.Round(value.value.AsSingle()).As<float, T>() }
        : new() { value = Vector128.Round(value.value.AsDouble()).As<double, T>() };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> LessThan(Lane128<T> left, Lane128<T> right) => new() { value = Vector128.LessThan(left.value, right.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> LessThanOrEqual(Lane128<T> left, Lane128<T> right) => new() { value = Vector128.LessThanOrEqual(left.value, right.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> IsNegative(Lane128<T> value) => new() { value = Vector128.IsNegative(value.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Lane128<T> mask) => Vector128.ExtractMostSignificantBits(mask.value) != 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> Select(Lane128<T> mask, Lane128<T> whenSet, Lane128<T> whenClear) => new() { value = Vector128.ConditionalSelect(mask.value, whenSet.value, whenClear.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> CopySign(Lane128<T> magnitude, Lane128<T> sign) => new() { value = Vector128.ConditionalSelect(SignBit, sign.value, magnitude.value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> XorSign(Lane128<T> value, Lane128<T> sign) => new() { value = value.value ^ (sign.value & SignBit) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lane128<T> PowerOfTwo(Lane128<T> exponent) => typeof(T) == typeof(float)
        ? new() { value = (Vector128.ConvertToInt32Native(exponent.value.AsSingle()) + Vector128.Create(127) << 23).As<int, T>() }
        : new() { value = (Vector128.ConvertToInt64Native(exponent.value.AsDouble()) + Vector128.Create(1023L) << 52).As<long, T>() };

    private static Vector128<T> SignBit
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(float) ? Vector128.Create(-0.0f).As<float, T>() : Vector128.Create(-0.0).As<double, T>();
    }
}
