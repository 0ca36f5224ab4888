
using System.Runtime.InteropServices;

namespace Ntk.Native.Managed;

/// <summary>
/// The eigenvalues of <c>D + ρ·z·zᵀ</c>: the roots of <c>1/ρ + Σ z[j]²/(d[j] − λ) = 0</c>, one right of every pole. A root is
/// returned as a distance from the nearer pole, because that is what eigenvectors need to be orthogonal.
/// </summary>
/// <param name="kernels">The loops to use.</param>
/// <param name="poles">d: strictly ascending.</param>
/// <param name="weights">z: no element is zero.</param>
/// <param name="count">Number of poles, at least 1.</param>
/// <param name="inverseRho">1/ρ, positive.</param>
internal readonly unsafe struct SecularEquation(Kernels<double> kernels, double* poles, double* weights, nint count, double inverseRho)
{
    private const double Epsilon = 1.1102230246251565e-16;
    private const int MostSteps = 200;

    /// <summary>Steps after which an interpolation that has not converged is replaced by bisection every other time.</summary>
    private const int PatientSteps = 12;

    /// <summary>The root between pole <paramref name="index"/> and the next one, or beyond the last pole.</summary>
    public (double Origin, double Shift) Root(nint index)
    {
        if (count == 1)
            return (poles[0], weights[0] * weights[0] / inverseRho);
        return index < count - 1 ? RootBetween(index) : RootBeyond();
    }

    private (double Origin, double Shift) RootBetween(nint index)
    {
        double gap = poles[index + 1] - poles[index], middle = 0.5 * gap;
        Value atMiddle = Evaluate(index + 1, poles[index], middle);
        double left = weights[index] * weights[index], right = weights[index + 1] * weights[index + 1];
        double rest = atMiddle.Total - left / -middle - right / (gap - middle);
        if (atMiddle.Total >= 0)
        {
            double guess = NearRoot(rest, rest * gap + left + right, left * gap);
            return (poles[index], Solve(index, poles[index], new(0, middle), guess));
        }
        else
        {
            double guess = NearRoot(rest, -rest * gap + left + right, -right * gap);
            return (poles[index + 1], Solve(index, poles[index + 1], new(-middle, 0), guess));
        }
    }

    private (double Origin, double Shift) RootBeyond()
    {
        nint last = count - 1;
        double square = 0;
        for (nint j = 0; j < count; j++)
            square += weights[j] * weights[j];
        double farthest = square / inverseRho * (1 + 4 * Epsilon), middle = 0.5 * farthest;
        double gap = poles[last] - poles[last - 1];
        double before = weights[last - 1] * weights[last - 1], at = weights[last] * weights[last];
        double rest = Evaluate(last, poles[last], middle).Total - before / (-gap - middle) - at / -middle;
        double guess = FarRoot(rest, -rest * gap + before + at, -at * gap);
        return (poles[last], Solve(last, poles[last], new(0, farthest), guess));
    }

    /// <summary>
    /// Approaches the root between bounds: each side's sum is replaced by a constant and one pole with the same value and
    /// slope, whose root is the next point. Steps that leave the bounds are replaced by bisection.
    /// </summary>
    private double Solve(nint index, double origin, Bounds bounds, double guess)
    {
        bool isLast = index == count - 1;
        nint lower = isLast ? index - 1 : index;
        double shift = bounds.Contains(guess) ? guess : bounds.Middle;
        for (int step = 0; step < MostSteps; step++)
        {
            Value value = Evaluate(lower + 1, origin, shift);
            if (Math.Abs(value.Total) <= Epsilon * value.Uncertainty(shift))
                return shift;
            bounds = value.Total < 0 ? new(shift, bounds.High) : new(bounds.Low, shift);
            double d1 = poles[lower] - origin - shift, d2 = poles[lower + 1] - origin - shift;
            double c = value.Total - d1 * value.LowerSlope - d2 * value.UpperSlope;
            double a = (d1 + d2) * value.Total - d1 * d2 * (value.LowerSlope + value.UpperSlope);
            double b = d1 * d2 * value.Total;
            double next = shift + (isLast ? FarRoot(c, a, b) : NearRoot(c, a, b));
            if (!bounds.Contains(next) || step > PatientSteps && step % 2 == 0)
                next = bounds.Middle;
            if (next == shift || !bounds.Contains(next))
                return shift;
            shift = next;
        }
        return shift;
    }

    /// <summary>The equation at <paramref name="origin"/> + <paramref name="shift"/>, split before pole <paramref name="split"/>.</summary>
    private Value Evaluate(nint split, double origin, double shift)
    {
        (double lower, double lowerSlope) = kernels.SecularSum(poles, weights, split, origin, shift);
        (double upper, double upperSlope) = kernels.SecularSum(poles + split, weights + split, count - split, origin, shift);
        return new(inverseRho, lower, lowerSlope, upper, upperSlope);
    }

    /// <summary>The root of <c>c·x² − a·x + b</c> that stays finite as c vanishes with a &gt; 0.</summary>
    private static double NearRoot(double c, double a, double b)
    {
        double root = Math.Sqrt(Math.Max(0, a * a - 4 * b * c));
        return a > 0 ? 2 * b / (a + root) : (a - root) / (2 * c);
    }

    /// <summary>The other root.</summary>
    private static double FarRoot(double c, double a, double b)
    {
        double root = Math.Sqrt(Math.Max(0, a * a - 4 * b * c));
        return a < 0 ? 2 * b / (a - root) : (a + root) / (2 * c);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Value(double InverseRho, double Lower, double LowerSlope, double Upper, double UpperSlope)
    {
        public double Total => InverseRho + Lower + Upper;

        /// <summary>What rounding can contribute to the total, in units of the rounding error.</summary>
        public double Uncertainty(double shift) =>
            8 * (InverseRho + Math.Abs(Lower) + Math.Abs(Upper)) + Math.Abs(shift) * (LowerSlope + UpperSlope);
    }

    /// <summary>The shifts that still can be the root, bounds excluded.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Bounds(double Low, double High)
    {
        /// <summary>The middle: of the exponents where one bound is far closer to zero, so that tiny shifts are reached in few steps.</summary>
        public double Middle
        {
            get
            {
                double near = Math.Min(Math.Abs(Low), Math.Abs(High)), far = Math.Max(Math.Abs(Low), Math.Abs(High));
                double middle = near == 0 ? far * 0.0625 : far > 8 * near ? Math.Sqrt(near) * Math.Sqrt(far) : 0.5 * (near + far);
                return High > 0 ? middle : -middle;
            }
        }

        public bool Contains(double shift) => shift > Low && shift < High;
    }
}
