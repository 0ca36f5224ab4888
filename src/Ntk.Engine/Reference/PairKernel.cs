namespace Ntk.Engine.Reference;

/// <summary>
/// The kernels of one pair of units u, v, of which q₁ = E[u²] and q₂ = E[v²] belong to the rows: instead of K = E[uv] the two distances E[(u − v)²] and E[(u + v)²], so that
/// neither nearly equal nor nearly opposite rows cancel, and Θ.
/// </summary>
/// <param name="Distance">D = q₁ + q₂ − 2K.</param>
/// <param name="Mirror">M = q₁ + q₂ + 2K.</param>
/// <param name="Tangent">Θ.</param>
internal readonly record struct PairKernel(DoubleDouble Distance, DoubleDouble Mirror, DoubleDouble Tangent)
{
    /// <summary>K.</summary>
    public DoubleDouble Covariance => (Mirror - Distance) * 0.25;

    public static PairKernel operator +(PairKernel left, PairKernel right) =>
        new(left.Distance + right.Distance, left.Mirror + right.Mirror, left.Tangent + right.Tangent);

    public static PairKernel operator *(PairKernel pair, DoubleDouble factor) => new(pair.Distance * factor, pair.Mirror * factor, pair.Tangent * factor);

    /// <summary>From K, whose distances may cancel, and the variances.</summary>
    public static PairKernel Of(DoubleDouble first, DoubleDouble second, DoubleDouble covariance, DoubleDouble tangent)
    {
        DoubleDouble sum = first + second, twice = covariance * 2;
        return new(NotNegative(sum - twice), NotNegative(sum + twice), tangent);
    }

    private static DoubleDouble NotNegative(DoubleDouble value) => value.High < 0 ? DoubleDouble.Zero : value;
}
