namespace Ntk.Native.Managed;

/// <summary>Where the elements of a vector that are not zero lie, when two halves of a problem are merged.</summary>
internal enum Support
{
    Upper,
    Both,
    Lower,
}

/// <summary>
/// The first step of a merge: eigenvalues of <c>D + ρ·z·zᵀ</c> that are, to working precision, eigenvalues of D already.
/// Either their element of z is negligible, or two poles are so close that a rotation makes one element of z zero.
/// </summary>
internal sealed class Deflation
{
    private readonly double[] d;
    private readonly double[] z;
    private readonly Support[] supports;

    /// <summary>Finds the deflated vectors and rotates their rows.</summary>
    /// <param name="d">Eigenvalues of both halves; changed where poles are rotated.</param>
    /// <param name="z">The vector of the rank-one update, of norm 1; changed likewise.</param>
    /// <param name="order">The indices in ascending order of <paramref name="d"/>.</param>
    /// <param name="half">How many belong to the upper half.</param>
    /// <param name="rho">ρ, not negative.</param>
    /// <param name="epsilon">The rounding error of the eigenvectors' element type.</param>
    /// <param name="rotate">Applies a rotation (cosine, sine) to two rows of eigenvectors.</param>
    public Deflation(double[] d, double[] z, int[] order, int half, double rho, double epsilon, Action<int, int, double, double> rotate)
    {
        this.d = d;
        this.z = z;
        supports = new Support[d.Length];
        Array.Fill(supports, Support.Lower, half, d.Length - half);
        double tolerance = 8 * epsilon * Math.Max(Largest(d), Largest(z));
        int candidate = -1;
        foreach (int index in order)
        {
            if (rho * Math.Abs(z[index]) <= tolerance)
            {
                Deflated.Add(index);
                continue;
            }
            if (candidate >= 0)
            {
                if (TryRotate(candidate, index, tolerance, rotate))
                    Deflated.Add(candidate);
                else
                    Remaining.Add(candidate);
            }
            candidate = index;
        }
        if (candidate >= 0)
            Remaining.Add(candidate);
    }

    /// <summary>Indices whose eigenvalue and vector are final.</summary>
    public List<int> Deflated { get; } = [];

    /// <summary>The other indices, in ascending order of their poles.</summary>
    public List<int> Remaining { get; } = [];

    public Support SupportOf(int index) => supports[index];

    /// <summary>Makes z[first] zero by a rotation with <paramref name="second"/>, if the error this brings into D is negligible.</summary>
    private bool TryRotate(int first, int second, double tolerance, Action<int, int, double, double> rotate)
    {
        double length = double.Hypot(z[first], z[second]);
        double cosine = z[second] / length, sine = -z[first] / length;
        double gap = d[second] - d[first];
        if (Math.Abs(gap * cosine * sine) > tolerance)
            return false;
        z[second] = length;
        z[first] = 0;
        (d[first], d[second]) = (d[first] * cosine * cosine + d[second] * sine * sine, d[first] * sine * sine + d[second] * cosine * cosine);
        if (supports[first] != supports[second])
            supports[first] = supports[second] = Support.Both;
        rotate(first, second, cosine, sine);
        return true;
    }

    private static double Largest(double[] values)
    {
        double largest = 0;
        foreach (double value in values)
            largest = Math.Max(largest, Math.Abs(value));
        return largest;
    }
}
