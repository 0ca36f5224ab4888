namespace Ntk.Engine.Reference;

/// <summary>
/// φ(x) = a·erf(bx) + c, with q ← b²q: κ = a²·(2/π)·asin(2K/√((1 + 2q₁)(1 + 2q₂))) + c² and κ̇ = a²b²·(4/π)/√((1 + 2q₁)(1 + 2q₂) − 4K²) (Williams 1997).
/// </summary>
internal sealed class ErfReference(double a, double b, double c) : ReferenceDual
{
    private readonly DoubleDouble output = DoubleDouble.Product(a, a), input = DoubleDouble.Product(b, b), offset = DoubleDouble.Product(c, c);

    public override (DoubleDouble Kernel, DoubleDouble Slope) Evaluate(in GaussianPair pair)
    {
        // The root's argument as 1 + 2q₁ + 2q₂ + 4(q₁q₂ − K²), all of one sign; it is also the leg of the angle beside 2K.
        DoubleDouble root = DoubleDouble.Sqrt(DoubleDouble.One + 2 * input * (pair.First + pair.Second) + 4 * DoubleDouble.Square(input) * pair.Determinant);
        DoubleDouble angle = DoubleDouble.Atan2(2 * input * pair.Covariance, root);
        return (output * 2 * angle / DoubleDouble.Pi + offset, output * input * 4 / (DoubleDouble.Pi * root));
    }
}

/// <summary>
/// φ(x) = x·Φ(x). With Q = (1 + q₁)(1 + q₂), Δ² = Q − K² and α = atan2(K, Δ): κ = K/4 + [(K² + q₁q₂Δ²)/(QΔ) + Kα]/(2π) and
/// κ̇ = ¼ + α/(2π) + K/(2πΔ)·[1/Δ² + (1 − q₁q₂)/Q + 1] (Tsuchida et al. 2021, arXiv 2002.08517).
/// </summary>
internal sealed class GeluReference : ReferenceDual
{
    public override (DoubleDouble Kernel, DoubleDouble Slope) Evaluate(in GaussianPair pair)
    {
        DoubleDouble k = pair.Covariance, product = pair.First * pair.Second, turn = DoubleDouble.Pi * 2;
        DoubleDouble all = (DoubleDouble.One + pair.First) * (DoubleDouble.One + pair.Second);
        DoubleDouble square = DoubleDouble.One + pair.First + pair.Second + pair.Determinant, delta = DoubleDouble.Sqrt(square);
        DoubleDouble angle = DoubleDouble.Atan2(k, delta);
        DoubleDouble kernel = k * 0.25 + ((k * k + product * square) / (all * delta) + k * angle) / turn;
        DoubleDouble slope = 0.25 + angle / turn + k / (turn * delta) * (DoubleDouble.One / square + (DoubleDouble.One - product) / all + DoubleDouble.One);
        return (kernel, slope);
    }
}

/// <summary>φ(x) = a·sin(bx + c), given cos 2c: κ = a²/2·(e^{−b²D/2} − e^{−b²M/2}·cos 2c) and κ̇ = a²b²/2·(e^{−b²D/2} + e^{−b²M/2}·cos 2c).</summary>
internal sealed class SineReference(double a, double b, DoubleDouble cosine) : ReferenceDual
{
    private readonly DoubleDouble output = DoubleDouble.Product(a, a) * 0.5, input = DoubleDouble.Product(b, b);

    public override (DoubleDouble Kernel, DoubleDouble Slope) Evaluate(in GaussianPair pair)
    {
        DoubleDouble near = DoubleDouble.Exp(-input * pair.Distance * 0.5), far = DoubleDouble.Exp(-input * pair.Mirror * 0.5) * cosine;
        return (output * (near - far), output * input * (near + far));
    }
}

/// <summary>κ = e^{−γD} and κ̇ = 2γκ.</summary>
internal sealed class RbfReference(double gamma) : ReferenceDual
{
    public override (DoubleDouble Kernel, DoubleDouble Slope) Evaluate(in GaussianPair pair)
    {
        DoubleDouble kernel = DoubleDouble.Exp(pair.Distance * -gamma);
        return (kernel, kernel * (2 * gamma));
    }
}

/// <summary>φ(x) = a·e^{bx}: κ = a²e^{b²M/2} and κ̇ = b²κ.</summary>
internal sealed class ExpReference(double a, double b) : ReferenceDual
{
    public override (DoubleDouble Kernel, DoubleDouble Slope) Evaluate(in GaussianPair pair)
    {
        var square = DoubleDouble.Product(b, b);
        DoubleDouble kernel = DoubleDouble.Product(a, a) * DoubleDouble.Exp(square * pair.Mirror * 0.5);
        return (kernel, square * kernel);
    }
}

/// <summary>φ(x) = a·e^{bx²}: with X = 1 − 2b(q₁ + q₂) + 4b²(q₁q₂ − K²), κ = a²/√X and κ̇ = 4a²b²K/X^{3/2}; infinite where the expectation diverges.</summary>
internal sealed class GaussianReference(double a, double b) : ReferenceDual
{
    public override (DoubleDouble Kernel, DoubleDouble Slope) Evaluate(in GaussianPair pair)
    {
        if (4 * b * Math.Max(pair.First.High, pair.Second.High) >= 1)
            return (double.PositiveInfinity, double.PositiveInfinity);
        DoubleDouble output = DoubleDouble.Product(a, a), input = DoubleDouble.Product(b, b);
        DoubleDouble x = DoubleDouble.One - (pair.First + pair.Second) * (2 * b) + 4 * input * pair.Determinant, root = DoubleDouble.Sqrt(x);
        return (output / root, 4 * output * input * pair.Covariance / (x * root));
    }
}

/// <summary>
/// φ(x) = Σ c_n·xⁿ. In Hermite polynomials of the variable's own variance, φ(x) = Σ_k h_k(q)·q^{k/2}·He_k(x/√q) with
/// h_k(q) = Σ_j c_{k+2j}·(k + 2j)!/(2ʲ·j!·k!)·qʲ, so that κ = Σ_k k!·h_k(q₁)·h_k(q₂)·Kᵏ and κ̇ its derivative by K.
/// </summary>
internal sealed class PolynomialReference(DoubleDouble[] coefficients) : ReferenceDual
{
    /// <summary>xⁿ.</summary>
    public static PolynomialReference Monomial(int degree)
    {
        var coefficients = new DoubleDouble[degree + 1];
        coefficients[degree] = DoubleDouble.One;
        return new(coefficients);
    }

    /// <summary>Heₙ(x)/√n!.</summary>
    public static PolynomialReference Hermite(int degree)
    {
        DoubleDouble[] previous = [DoubleDouble.Zero], current = [DoubleDouble.One];
        for (int n = 0; n < degree; n++)
        {
            // He_{n+1} = x·He_n − n·He_{n−1}.
            var next = new DoubleDouble[n + 2];
            for (int k = 0; k < next.Length; k++)
                next[k] = (k > 0 ? current[k - 1] : DoubleDouble.Zero) - (k < previous.Length ? previous[k] * n : DoubleDouble.Zero);
            (previous, current) = (current, next);
        }

        DoubleDouble norm = DoubleDouble.Sqrt(Factorial(degree));
        return new(Array.ConvertAll(current, coefficient => coefficient / norm));
    }

    public override (DoubleDouble Kernel, DoubleDouble Slope) Evaluate(in GaussianPair pair)
    {
        DoubleDouble kernel = DoubleDouble.Zero, slope = DoubleDouble.Zero;
        for (int k = coefficients.Length - 1; k >= 0; k--)
        {
            DoubleDouble weight = Factorial(k) * Coefficient(k, pair.First) * Coefficient(k, pair.Second);
            slope = slope * pair.Covariance + kernel;
            kernel = kernel * pair.Covariance + weight;
        }

        return (kernel, slope);
    }

    /// <summary>h_k(q).</summary>
    private DoubleDouble Coefficient(int k, DoubleDouble variance)
    {
        DoubleDouble sum = DoubleDouble.Zero, factor = DoubleDouble.One;
        for (int j = 0; k + 2 * j < coefficients.Length; j++)
        {
            // (k + 2j)!/(2ʲ·j!·k!), from one j to the next.
            if (j > 0)
                factor *= variance * ((k + 2 * j - 1) * (k + 2 * j)) / (2 * j);
            sum += coefficients[k + 2 * j] * factor;
        }

        return sum;
    }

    private static DoubleDouble Factorial(int n)
    {
        DoubleDouble product = DoubleDouble.One;
        for (int k = 2; k <= n; k++)
            product *= k;
        return product;
    }
}
