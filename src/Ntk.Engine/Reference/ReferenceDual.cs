namespace Ntk.Engine.Reference;

/// <summary>κ = E[φ(u)φ(v)] and κ̇ = E[φ'(u)φ'(v)] of an activation.</summary>
internal abstract class ReferenceDual
{
    /// <summary>κ and κ̇ of two variables.</summary>
    public abstract (DoubleDouble Kernel, DoubleDouble Slope) Evaluate(in GaussianPair pair);

    /// <summary>The kernels behind the activation, given those of u and of v with themselves.</summary>
    public virtual PairKernel Apply(in GaussianPair pair, DoubleDouble tangent, DoubleDouble first, DoubleDouble second)
    {
        (DoubleDouble kernel, DoubleDouble slope) = Evaluate(pair);
        return PairKernel.Of(first, second, kernel, slope * tangent);
    }
}

/// <summary>
/// φ(x) = a·min(x, 0) + b·max(x, 0). With S = √(q₁q₂)·sin θ, κ = (a² + b²)/2·K + (a − b)²/(2π)·(S − θK), so that the distances become
/// D' = (a² + b²)/2·D − (a − b)²/π·(S − θK) and M' = (a² + b²)/2·M + (a − b)²/π·(S − θK). For obtuse angles, θ = π − ψ and κ = abK + (a − b)²/(2π)·(S + ψK).
/// </summary>
internal sealed class LinearPiecesDual(double a, double b) : ReferenceDual
{
    private readonly DoubleDouble half = (DoubleDouble.Product(a, a) + DoubleDouble.Product(b, b)) * 0.5;
    private readonly DoubleDouble product = DoubleDouble.Product(a, b);
    private readonly DoubleDouble bend = DoubleDouble.Square(DoubleDouble.Sum(a, -b));
    private readonly DoubleDouble rest = DoubleDouble.Square(DoubleDouble.Sum(a, b));

    public override (DoubleDouble Kernel, DoubleDouble Slope) Evaluate(in GaussianPair pair)
    {
        PairKernel result = Apply(pair, DoubleDouble.One, DoubleDouble.Zero, DoubleDouble.Zero);
        return (result.Covariance, result.Tangent);
    }

    public override PairKernel Apply(in GaussianPair pair, DoubleDouble tangent, DoubleDouble first, DoubleDouble second)
    {
        (DoubleDouble angle, DoubleDouble supplement, DoubleDouble sine) = pair.Angle();
        DoubleDouble slope = half - bend * angle / (DoubleDouble.Pi * 2);
        if (pair.Distance <= pair.Mirror)
        {
            DoubleDouble gap = bend / DoubleDouble.Pi * (sine - angle * pair.Covariance);
            return new(half * pair.Covariance + gap * 0.5, half * pair.Distance - gap, half * pair.Mirror + gap, slope * tangent);
        }

        DoubleDouble mirrorGap = bend / DoubleDouble.Pi * (sine + supplement * pair.Covariance);
        return new(
            product * pair.Covariance + mirrorGap * 0.5,
            (rest * pair.Distance + bend * pair.Mirror) * 0.25 - mirrorGap,
            (rest * pair.Mirror + bend * pair.Distance) * 0.25 + mirrorGap,
            slope * tangent);
    }
}

/// <summary>φ(x) = sign x: κ = 1 − 2θ/π; κ̇ counts as zero.</summary>
internal sealed class SignReference : ReferenceDual
{
    public override (DoubleDouble Kernel, DoubleDouble Slope) Evaluate(in GaussianPair pair)
    {
        (DoubleDouble angle, DoubleDouble supplement, _) = pair.Angle();
        return ((supplement - angle) / DoubleDouble.Pi, DoubleDouble.Zero);
    }
}

/// <summary>φ(x) = max(x, 0)ⁿ: κ = (q₁q₂)^{n/2}·Jₙ(θ)/(2π), the arc-cosine kernel of order n (Cho and Saul 2009); κ̇ = n²κ of order n − 1.</summary>
internal sealed class ArcCosineReference(int order) : ReferenceDual
{
    public override (DoubleDouble Kernel, DoubleDouble Slope) Evaluate(in GaussianPair pair)
    {
        (_, DoubleDouble supplement, DoubleDouble sine) = pair.Angle();
        return (Order(order, pair, supplement, sine), order == 0 ? DoubleDouble.Zero : Order(order - 1, pair, supplement, sine) * (order * order));
    }

    private static DoubleDouble Order(int n, in GaussianPair pair, DoubleDouble supplement, DoubleDouble sine)
    {
        DoubleDouble k = pair.Covariance, square = DoubleDouble.Square(k), lengths = DoubleDouble.Square(pair.Lengths);
        DoubleDouble value = n switch
        {
            0 => supplement,
            1 => sine + supplement * k,
            2 => 3 * sine * k + supplement * (lengths + 2 * square),
            3 => sine * (4 * lengths + 11 * square) + supplement * k * (9 * lengths + 6 * square),
            4 => sine * k * (55 * lengths + 50 * square) + supplement * (9 * lengths * lengths + 72 * lengths * square + 24 * square * square),
            _ => throw new ArgumentOutOfRangeException(nameof(n), n, "Orders go from 0 to 4."),
        };
        return value / (DoubleDouble.Pi * 2);
    }
}
