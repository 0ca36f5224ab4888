namespace Ntk.Native.Lanes;

/// <summary>
/// The arithmetic of one SIMD register, whatever its width and element type.
/// Numerical code is written once over a lane type and specialised by the JIT compiler for scalars and for
/// 128, 256 and 512 bits in float and double.
/// </summary>
/// <typeparam name="TSelf">The implementing lane.</typeparam>
/// <remarks>
/// Comparisons return a mask: a lane whose elements have all bits set where the comparison holds.
/// The <c>Native</c> minimum and maximum return the second operand when one operand is NaN or both are zeros.
/// </remarks>
public interface ILane<TSelf>
    where TSelf : struct, ILane<TSelf>
{
    /// <summary>Whether the elements are float (24 significant bits) rather than double (53). A JIT-time constant.</summary>
    static abstract bool IsSingle { get; }

    /// <summary>All elements equal to <paramref name="value"/>, rounded to the element type. Meant for literals.</summary>
    static abstract TSelf Constant(double value);

    /// <summary>Element-wise sum.</summary>
    static abstract TSelf operator +(TSelf left, TSelf right);

    /// <summary>Element-wise difference.</summary>
    static abstract TSelf operator -(TSelf left, TSelf right);

    /// <summary>Element-wise product.</summary>
    static abstract TSelf operator *(TSelf left, TSelf right);

    /// <summary>Element-wise quotient.</summary>
    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>Element-wise negation.</summary>
    static abstract TSelf operator -(TSelf value);

    /// <summary><c>a·b + c</c>, with one rounding where the processor has a fused multiply-add.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary><c>c − a·b</c>, with one rounding where the processor has a fused multiply-add.</summary>
    static abstract TSelf NegatedMultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>Correctly rounded square root.</summary>
    static abstract TSelf Sqrt(TSelf value);

    /// <summary>Absolute value.</summary>
    static abstract TSelf Abs(TSelf value);

    /// <summary>Minimum; the second operand when one is NaN.</summary>
    static abstract TSelf MinNative(TSelf left, TSelf right);

    /// <summary>Maximum; the second operand when one is NaN.</summary>
    static abstract TSelf MaxNative(TSelf left, TSelf right);

    /// <summary>The nearest integers, halves to even.</summary>
    static abstract TSelf Round(TSelf value);

    /// <summary>Mask of <c>left &lt; right</c>.</summary>
    static abstract TSelf LessThan(TSelf left, TSelf right);

    /// <summary>Mask of <c>left &lt;= right</c>.</summary>
    static abstract TSelf LessThanOrEqual(TSelf left, TSelf right);

    /// <summary>Mask of the elements whose sign bit is set; −0 has it.</summary>
    static abstract TSelf IsNegative(TSelf value);

    /// <summary>Whether any element of a mask is set.</summary>
    static abstract bool Any(TSelf mask);

    /// <summary>Takes <paramref name="whenSet"/> where the mask is set and <paramref name="whenClear"/> elsewhere.</summary>
    static abstract TSelf Select(TSelf mask, TSelf whenSet, TSelf whenClear);

    /// <summary>The magnitude of <paramref name="magnitude"/> with the sign bit of <paramref name="sign"/>.</summary>
    static abstract TSelf CopySign(TSelf magnitude, TSelf sign);

    /// <summary><paramref name="value"/>, negated where the sign bit of <paramref name="sign"/> is set.</summary>
    static abstract TSelf XorSign(TSelf value, TSelf sign);

    /// <summary>
    /// <c>2^exponent</c> for integral exponents within the normal range: −126 … 127 (float), −1022 … 1023 (double).
    /// </summary>
    static abstract TSelf PowerOfTwo(TSelf exponent);
}

/// <summary>A lane of elements of type <typeparamref name="T"/> that can be read from and written to memory.</summary>
/// <typeparam name="TSelf">The implementing lane.</typeparam>
/// <typeparam name="T">float or double.</typeparam>
public interface ILane<TSelf, T> : ILane<TSelf>
    where TSelf : struct, ILane<TSelf, T>
    where T : unmanaged
{
    /// <summary>The number of elements. A JIT-time constant.</summary>
    static abstract int Count { get; }

    /// <summary>The number of registers the elements fill, side by side. A JIT-time constant.</summary>
    static abstract int Registers { get; }

    /// <summary>All elements equal to <paramref name="value"/>.</summary>
    static abstract TSelf Broadcast(T value);

    /// <summary>In register r all elements equal to <paramref name="source"/>[r·<paramref name="stride"/>]. No bounds check.</summary>
    static abstract TSelf BroadcastEach(ref readonly T source, nint stride);

    /// <summary>Reads register r from <paramref name="source"/>[r·<paramref name="stride"/> …]. No bounds check.</summary>
    static abstract TSelf LoadEach(ref readonly T source, nint stride);

    /// <summary>Reads <see cref="Count"/> elements from <paramref name="source"/>[<paramref name="index"/> …]. No bounds check.</summary>
    static abstract TSelf Load(ref readonly T source, nuint index);

    /// <summary>Writes the elements to <paramref name="destination"/>[<paramref name="index"/> …]. No bounds check.</summary>
    void Store(ref T destination, nuint index);

    /// <summary>The sum of all elements, added pairwise in a fixed order.</summary>
    T Sum();
}
