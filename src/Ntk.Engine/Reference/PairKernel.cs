namespace Ntk.Engine.Reference;

/// <summary>
/// The kernels of one pair of units u, v, of which q₁ = E[u²] and q₂ = E[v²] belong to the rows: K, Θ, and beside K the distances E[(u − v)²] and E[(u + v)²], from which angles are taken
/// where rows are nearly equal or nearly opposite.
/// </summary>
/// <param name="Covariance">K = E[uv].</param>
/// <param name="Distance">D = q₁ + q₂ − 2K.</param>
/// <param name="Mirror">M = q₁ + q₂ + 2K.</param>
/// <param name="Tangent">Θ.</param>
internal readonly record struct PairKernel(DoubleDouble Covariance, DoubleDouble Distance, DoubleDouble Mirror, DoubleDouble Tangent)
{
    public static PairKernel operator +(PairKernel left, PairKernel right) =>
        new(left.Covariance + right.Covariance, left.Distance + right.Distance, left.Mirror + right.Mirror, left.Tangent + right.Tangent);

    public static PairKernel operator *(PairKernel pair, DoubleDouble factor) =>
        new(pair.Covariance * factor, pair.Distance * factor, pair.Mirror * factor, pair.Tangent * factor);

    /// <summary>From K, whose distances may cancel, and the variances.</summary>
    public static PairKernel Of(DoubleDouble first, DoubleDouble second, DoubleDouble covariance, DoubleDouble tangent)
    {
        DoubleDouble sum = first + second, twice = covariance * 2;
        return new(covariance, NotNegative(sum - twice), NotNegative(sum + twice), tangent);
    }

    private static DoubleDouble NotNegative(DoubleDouble value) => value.High < 0 ? DoubleDouble.Zero : value;
}
