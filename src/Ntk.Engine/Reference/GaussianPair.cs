namespace Ntk.Engine.Reference;

/// <summary>Two jointly Gaussian variables u, v of mean zero, as a dual sees them.</summary>
internal readonly struct GaussianPair
{
    // A difference below this share of what it is formed of is rounding error of the layers before: the two are collinear.
    private const double Noise = 7.888609052210118e-31;

    /// <summary>Two variables.</summary>
    /// <param name="first">q₁ and √q₁.</param>
    /// <param name="second">q₂ and √q₂.</param>
    /// <param name="pair">Their distances.</param>
    public GaussianPair((DoubleDouble Variance, DoubleDouble Deviation) first, (DoubleDouble Variance, DoubleDouble Deviation) second, PairKernel pair)
    {
        First = first.Variance;
        Second = second.Variance;
        Covariance = pair.Covariance;
        Distance = pair.Distance;
        Mirror = pair.Mirror;
        DoubleDouble lengths = first.Deviation * second.Deviation;
        Lengths = lengths;
        DoubleDouble difference = first.Deviation - second.Deviation, square = DoubleDouble.Square(difference);
        double rounding = Math.Abs(difference.High) * (first.Deviation.High + second.Deviation.High);
        Chord = SquaredChord(Distance, -Covariance);
        MirrorChord = SquaredChord(Mirror, Covariance);

        // From the distance or from K, whichever has the smaller rounding error: the distance of near neighbours, K of variables of unequal lengths.
        DoubleDouble SquaredChord(DoubleDouble distance, DoubleDouble covariance) => distance.High + rounding < lengths.High
            ? Above(distance - square, Noise * (distance.High + rounding))
            : Above((lengths + covariance) * 2, Noise * lengths.High);
    }

    /// <summary>q₁ = E[u²].</summary>
    public DoubleDouble First { get; }

    /// <summary>q₂ = E[v²].</summary>
    public DoubleDouble Second { get; }

    /// <summary>D = E[(u − v)²].</summary>
    public DoubleDouble Distance { get; }

    /// <summary>M = E[(u + v)²].</summary>
    public DoubleDouble Mirror { get; }

    /// <summary>K = E[uv].</summary>
    public DoubleDouble Covariance { get; }

    /// <summary>√(q₁q₂).</summary>
    public DoubleDouble Lengths { get; }

    /// <summary>D − (√q₁ − √q₂)² = 2√(q₁q₂) − 2K = 4√(q₁q₂)·sin²(θ/2).</summary>
    public DoubleDouble Chord { get; }

    /// <summary>M − (√q₁ − √q₂)² = 2√(q₁q₂) + 2K = 4√(q₁q₂)·cos²(θ/2).</summary>
    public DoubleDouble MirrorChord { get; }

    /// <summary>q₁q₂ − K² = q₁q₂·sin²θ.</summary>
    public DoubleDouble Determinant => Chord * MirrorChord * 0.25;

    /// <summary>θ, π − θ and √(q₁q₂)·sin θ, each without cancellation; a right angle where a variance is zero.</summary>
    public (DoubleDouble Angle, DoubleDouble Supplement, DoubleDouble Sine) Angle()
    {
        DoubleDouble near = DoubleDouble.Sqrt(Chord), far = DoubleDouble.Sqrt(MirrorChord);
        if (Lengths.High == 0)
            return (DoubleDouble.HalfPi, DoubleDouble.HalfPi, DoubleDouble.Zero);
        DoubleDouble half = near <= far ? DoubleDouble.Atan2(near, far) : DoubleDouble.Atan2(far, near);
        DoubleDouble smaller = half * 2, larger = DoubleDouble.Pi - smaller;
        return near <= far ? (smaller, larger, near * far * 0.5) : (larger, smaller, near * far * 0.5);
    }

    private static DoubleDouble Above(DoubleDouble value, double noise) => value.High <= noise ? DoubleDouble.Zero : value;
}
