using ILGPU;

namespace Ntk.Kernels.Lanes;

/// <summary>What a device does differently for float and double; all that is written twice.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal interface IDeviceFormat<T>
    where T : unmanaged
{
    /// <summary>Whether this is float.</summary>
    static abstract bool IsSingle { get; }

    /// <summary>1.5·2^(p−1) for p significant bits: added and subtracted again, it rounds to the nearest integer.</summary>
    static abstract T RoundingShift { get; }

    /// <summary>A number rounded to the type.</summary>
    static abstract T Constant(double value);

    /// <summary>Whether the sign bit is set.</summary>
    static abstract bool IsNegative(T value);

    /// <summary>2^exponent for integral exponents within the normal range.</summary>
    static abstract T PowerOfTwo(T exponent);
}

/// <summary>float.</summary>
internal readonly struct SingleFormat : IDeviceFormat<float>
{
    /// <inheritdoc/>
    public static bool IsSingle => true;

    /// <inheritdoc/>
    public static float RoundingShift => 12582912f;

    /// <inheritdoc/>
    public static float Constant(double value) => (float)value;

    /// <inheritdoc/>
    public static bool IsNegative(float value) => (int)Interop.FloatAsInt(value) < 0;

    /// <inheritdoc/>
    public static float PowerOfTwo(float exponent) => Interop.IntAsFloat((uint)((int)exponent + 127) << 23);
}

/// <summary>double.</summary>
internal readonly struct DoubleFormat : IDeviceFormat<double>
{
    /// <inheritdoc/>
    public static bool IsSingle => false;

    /// <inheritdoc/>
    public static double RoundingShift => 6755399441055744.0;

    /// <inheritdoc/>
    public static double Constant(double value) => value;

    /// <inheritdoc/>
    public static bool IsNegative(double value) => (long)Interop.FloatAsInt(value) < 0;

    /// <inheritdoc/>
    public static double PowerOfTwo(double exponent) => Interop.IntAsFloat((ulong)((long)exponent + 1023) << 52);
}
