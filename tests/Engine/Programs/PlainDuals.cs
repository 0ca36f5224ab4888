using Ntk.Engine.Networks;

namespace Ntk.Tests.Engine.Programs;

/// <summary>κ and κ̇ of one pair of Gaussian variables, by the textbook's closed forms in q₁₁, q₂₂ and q₁₂: right to rounding away from near duplicates.</summary>
internal static class PlainDuals
{
    /// <summary>κ and κ̇ of an activation.</summary>
    /// <param name="activation">The activation.</param>
    /// <param name="first">q₁₁.</param>
    /// <param name="second">q₂₂.</param>
    /// <param name="cross">q₁₂.</param>
    public static (double Kernel, double Slope) Of(Activation activation, double first, double second, double cross) => activation switch
    {
        Relu => AbRelu(0, 1, first, second, cross),
        LeakyRelu leaky => AbRelu(leaky.Alpha, 1, first, second, cross),
        AbRelu relu => AbRelu(relu.A, relu.B, first, second, cross),
        Abs => AbRelu(-1, 1, first, second, cross),
        Sign => (1 - 2 * Angle(first, second, cross) / Math.PI, 0),
        RectifiedMonomial monomial => Rectified(monomial.Degree, first, second, cross),
        Erf erf => ErfDual(erf, first, second, cross),
        Gelu => GeluDual(first, second, cross),
        Sin sin => Sine(sin.A, sin.B, sin.C, first, second, cross),
        Cos cos => Sine(cos.A, cos.B, cos.C + Math.PI / 2, first, second, cross),
        Rbf rbf => Scaled(Math.Exp(-rbf.Gamma * (first + second - 2 * cross)), 2 * rbf.Gamma),
        Exp exp => Scaled(exp.A * exp.A * Math.Exp(exp.B * exp.B * ((first + second) / 2 + cross)), exp.B * exp.B),
        Monomial monomial => (Power(monomial.Degree, first, second, cross), monomial.Degree == 0 ? 0 : monomial.Degree * monomial.Degree * Power(monomial.Degree - 1, first, second, cross)),
        _ => throw new NotSupportedException(activation.ToString()),
    };

    /// <summary>The angle between two variables; π/2 where one vanishes.</summary>
    private static double Angle(double first, double second, double cross) =>
        first * second == 0 ? Math.PI / 2 : Math.Atan2(Math.Sqrt(SquaredSine(first, second, cross)), cross);

    /// <summary>q₁₁q₂₂ − q₁₂²; zero where it is not above its rounding error, as for variables that are equal but for their sign.</summary>
    private static double SquaredSine(double first, double second, double cross)
    {
        double square = first * second - cross * cross;
        return square > 1e-14 * first * second ? square : 0;
    }

    private static (double Kernel, double Slope) AbRelu(double a, double b, double first, double second, double cross)
    {
        double slope = (a * a + b * b) / 2 - (a - b) * (a - b) * Angle(first, second, cross) / (2 * Math.PI);
        double sine = Math.Sqrt(SquaredSine(first, second, cross));
        return ((a - b) * (a - b) / (2 * Math.PI) * sine + slope * cross, slope);
    }

    private static (double Kernel, double Slope) Rectified(int degree, double first, double second, double cross)
    {
        return (ArcCosine(degree), degree == 0 ? 0 : degree * degree * ArcCosine(degree - 1));

        double ArcCosine(int order)
        {
            double angle = Angle(first, second, cross);
            (double sine, double cosine) = Math.SinCos(angle);
            double value = order switch
            {
                0 => Math.PI - angle,
                1 => sine + (Math.PI - angle) * cosine,
                2 => 3 * sine * cosine + (Math.PI - angle) * (1 + 2 * cosine * cosine),
                _ => throw new NotSupportedException($"degree {order}"),
            };
            return Math.Pow(first * second, order / 2.0) * value / (2 * Math.PI);
        }
    }

    private static (double Kernel, double Slope) ErfDual(Erf erf, double first, double second, double cross)
    {
        double square = erf.B * erf.B;
        double scale = (1 + 2 * square * first) * (1 + 2 * square * second);
        double rest = Math.Sqrt(scale - 4 * square * square * cross * cross);
        double kernel = erf.A * erf.A * 2 / Math.PI * Math.Atan2(2 * square * cross, rest) + erf.C * erf.C;
        return (kernel, erf.A * erf.A * square * 4 / Math.PI / rest);
    }

    private static (double Kernel, double Slope) GeluDual(double first, double second, double cross)
    {
        double q = (1 + first) * (1 + second);
        double square = q - cross * cross;
        double delta = Math.Sqrt(square);
        double angle = Math.Atan2(cross, delta);
        double kernel = cross / 4 + ((cross * cross + first * second * square) / (q * delta) + cross * angle) / (2 * Math.PI);
        double slope = 0.25 + angle / (2 * Math.PI) + cross / (2 * Math.PI * delta) * (1 / square + (1 - first * second) / q + 1);
        return (kernel, slope);
    }

    private static (double Kernel, double Slope) Sine(double a, double b, double c, double first, double second, double cross)
    {
        double near = Math.Exp(-b * b * (first + second - 2 * cross) / 2);
        double far = Math.Exp(-b * b * (first + second + 2 * cross) / 2) * Math.Cos(2 * c);
        return (a * a / 2 * (near - far), a * a * b * b / 2 * (near + far));
    }

    private static double Power(int degree, double first, double second, double cross) => degree switch
    {
        0 => 1,
        1 => cross,
        2 => 2 * cross * cross + first * second,
        3 => 6 * cross * cross * cross + 9 * cross * first * second,
        4 => 24 * Math.Pow(cross, 4) + 72 * first * second * cross * cross + 9 * first * first * second * second,
        _ => throw new NotSupportedException($"degree {degree}"),
    };

    private static (double Kernel, double Slope) Scaled(double kernel, double slope) => (kernel, slope * kernel);
}
