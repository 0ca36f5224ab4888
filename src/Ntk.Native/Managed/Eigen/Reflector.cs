using System.Numerics;

namespace Ntk.Native.Managed;

/// <summary>A Householder reflector <c>H = I − τ·v·vᵀ</c> that maps a vector to a multiple of its last unit vector.</summary>
internal static unsafe class Reflector
{
    /// <summary>
    /// Overwrites <paramref name="x"/> by v, whose last element is 1, and returns τ. Vectors so small that their reflector
    /// would be inaccurate are taken as zero: τ = 0 and H = I.
    /// </summary>
    /// <param name="kernels">The loops to use.</param>
    /// <param name="x">The vector; H·x has <paramref name="last"/> as its only element that is not zero.</param>
    /// <param name="count">Elements of <paramref name="x"/>, at least 1.</param>
    /// <param name="last">The last element of H·x.</param>
    public static T Make<T>(Kernels<T> kernels, T* x, nint count, out T last)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        last = x[count - 1];
        x[count - 1] = T.One;
        T norm = Norm(kernels, x, count - 1);
        T length = T.Hypot(last, norm);
        if (norm == T.Zero || length < Smallest<T>())
            return T.Zero;
        T alpha = last;
        last = -T.CopySign(length, alpha);
        T scale = T.One / (alpha - last);
        for (nint i = 0; i < count - 1; i++)
            x[i] *= scale;
        return (last - alpha) / last;
    }

    /// <summary>The Euclidean norm; the squares are scaled only where they would leave the range of T.</summary>
    private static T Norm<T>(Kernels<T> kernels, T* x, nint count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T square = kernels.Dot(x, x, count);
        if (square > Smallest<T>() && T.IsFinite(square))
            return T.Sqrt(square);
        T largest = T.Zero;
        for (nint i = 0; i < count; i++)
            largest = T.Max(largest, T.Abs(x[i]));
        if (largest == T.Zero)
            return T.Zero;
        square = T.Zero;
        for (nint i = 0; i < count; i++)
            square += x[i] / largest * (x[i] / largest);
        return largest * T.Sqrt(square);
    }

    /// <summary>Below this, squares have lost digits to underflow and reciprocals come near overflow.</summary>
    private static T Smallest<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        typeof(T) == typeof(float) ? T.CreateTruncating(1e-30) : T.CreateTruncating(1e-290);
}
