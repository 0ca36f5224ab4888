namespace Ntk.Engine.Reference;

/// <content>Elementary functions, to about 1e-31 of the result.</content>
public readonly partial record struct DoubleDouble
{
    // More than the Taylor series below ever need.
    private const int LargestFactorial = 40;

    // Phases beyond this lose their digits in the reduction by multiples of π/2.
    private const double LargestAngle = 1e6;

    private const int ArcTangentSteps = 64;

    private static readonly DoubleDouble[] InverseFactorials = MakeInverseFactorials();
    private static readonly DoubleDouble[] ArcTangents = MakeArcTangents();

    /// <summary>e^x; infinite above 709.78, zero below −745.13.</summary>
    public static DoubleDouble Exp(DoubleDouble value)
    {
        double rough = Math.Exp(value.High);
        if (rough == 0 || !double.IsFinite(rough))
            return rough;

        // e^x = 2^k·e^r, and e^r − 1 from r/64 by six times e^{2r} − 1 = 2(e^r − 1) + (e^r − 1)².
        const int Halvings = 6;
        double power = Math.Round(value.High / 0.6931471805599453);
        DoubleDouble rest = ReducedBy(value, power, 0.6931471805599453, 2.3190468138462996e-17, 5.707708438416212e-34) * Math.ScaleB(1, -Halvings);
        DoubleDouble result = Zero;
        for (int n = 14; n >= 1; n--)
            result = (result + InverseFactorials[n]) * rest;
        for (int k = 0; k < Halvings; k++)
            result = result * 2 + Square(result);
        result += One;
        return new(Math.ScaleB(result.High, (int)power), Math.ScaleB(result.Low, (int)power));
    }

    /// <summary>The natural logarithm; −∞ of zero, NaN below.</summary>
    public static DoubleDouble Log(DoubleDouble value)
    {
        const double NearOne = 0.0625;
        double rough = Math.Log(value.High);
        if (!double.IsFinite(rough))
            return rough;
        if (Math.Abs(value.High - 1) < NearOne)
        {
            // log x = 2·artanh((x − 1)/(x + 1)).
            DoubleDouble z = (value - One) / (value + One), square = Square(z), sum = Zero;
            for (int n = 27; n >= 1; n -= 2)
                sum = sum * square + One / n;
            return sum * z * 2;
        }

        // One step of Newton on e^y = x, in two factors so that none leaves the range.
        DoubleDouble half = Exp(-rough / 2);
        return value * half * half - One + rough;
    }

    /// <summary>Sine and cosine of an angle in radians; next to their zeros to 1e-47 rather than to a share of the result.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The angle is beyond ±1e6.</exception>
    public static (DoubleDouble Sine, DoubleDouble Cosine) SinCos(DoubleDouble angle)
    {
        if (!(Math.Abs(angle.High) <= LargestAngle))
            throw new ArgumentOutOfRangeException(nameof(angle), angle.High, $"Angles up to {LargestAngle:0e0} are reduced without losing digits.");
        double quarter = Math.Round(angle.High / HalfPi.High);
        DoubleDouble rest = ReducedBy(angle, quarter, 1.5707963267948966, 6.123233995736766e-17, -1.4973849048591698e-33);
        DoubleDouble square = Square(rest), sine = Zero, cosine = Zero;
        for (int n = 15; n >= 0; n--)
        {
            sine = InverseFactorials[2 * n + 1] - sine * square;
            cosine = InverseFactorials[2 * n] - cosine * square;
        }

        sine *= rest;
        return ((long)quarter & 3) switch
        {
            0 => (sine, cosine),
            1 => (cosine, -sine),
            2 => (-sine, -cosine),
            _ => (-cosine, sine),
        };
    }

    /// <summary>Sine of an angle in radians.</summary>
    /// <inheritdoc cref="SinCos" path="/exception"/>
    public static DoubleDouble Sin(DoubleDouble angle) => SinCos(angle).Sine;

    /// <summary>Cosine of an angle in radians.</summary>
    /// <inheritdoc cref="SinCos" path="/exception"/>
    public static DoubleDouble Cos(DoubleDouble angle) => SinCos(angle).Cosine;

    /// <summary>The angle of the point (x, y) in radians, −π … π; 0 of the origin.</summary>
    public static DoubleDouble Atan2(DoubleDouble y, DoubleDouble x)
    {
        DoubleDouble up = Abs(y), right = Abs(x);
        DoubleDouble angle = up <= right ? ArcTangent(up, right) : HalfPi - ArcTangent(right, up);
        if (x.High < 0)
            angle = Pi - angle;
        return y.High < 0 ? -angle : angle;
    }

    /// <summary>The angle in −π/2 … π/2 of a sine; NaN beyond ±1.</summary>
    public static DoubleDouble Asin(DoubleDouble sine) => Abs(sine) > One ? double.NaN : Atan2(sine, Sqrt((One - sine) * (One + sine)));

    /// <summary>The angle in 0 … π of a cosine; NaN beyond ±1.</summary>
    public static DoubleDouble Acos(DoubleDouble cosine) => Abs(cosine) > One ? double.NaN : Atan2(Sqrt((One - cosine) * (One + cosine)), cosine);

    /// <summary>arctan(y/x) for 0 ≤ y ≤ x: of the nearest of 64 tangents and, by the addition theorem, of what is left.</summary>
    private static DoubleDouble ArcTangent(DoubleDouble y, DoubleDouble x)
    {
        if (y.High == 0)
            return Zero;
        int step = (int)Math.Round(y.High / x.High * ArcTangentSteps);
        double tangent = (double)step / ArcTangentSteps;
        return ArcTangents[step] + SmallArcTangent((y - x * tangent) / (x + y * tangent));
    }

    /// <summary>The series, for magnitudes up to 1/128; from the fifth term on double is enough.</summary>
    private static DoubleDouble SmallArcTangent(DoubleDouble tangent)
    {
        DoubleDouble square = Square(tangent);
        double s = square.High, tail = 1.0 / 9 - s * (1.0 / 11 - s * (1.0 / 13 - s / 15));
        DoubleDouble sum = OddReciprocals.Seventh - square * tail;
        sum = OddReciprocals.Fifth - square * sum;
        sum = OddReciprocals.Third - square * sum;
        return tangent - tangent * square * sum;
    }

    /// <summary>x − k·c for a whole k and a constant of three doubles.</summary>
    private static DoubleDouble ReducedBy(DoubleDouble value, double count, double first, double second, double third) =>
        value - Product(count, first) - Product(count, second) - count * third;

    private static DoubleDouble[] MakeInverseFactorials()
    {
        var values = new DoubleDouble[LargestFactorial];
        values[0] = One;
        for (int n = 1; n < LargestFactorial; n++)
            values[n] = values[n - 1] / n;
        return values;
    }

    /// <summary>arctan(k/64), each by one step of Newton from double.</summary>
    private static DoubleDouble[] MakeArcTangents()
    {
        var values = new DoubleDouble[ArcTangentSteps + 1];
        for (int k = 1; k <= ArcTangentSteps; k++)
        {
            double tangent = (double)k / ArcTangentSteps, rough = Math.Atan(tangent);
            (DoubleDouble sine, DoubleDouble cosine) = SinCos(rough);
            values[k] = (cosine * tangent - sine) / (cosine + sine * tangent) + rough;
        }

        return values;
    }

    private static class OddReciprocals
    {
        public static readonly DoubleDouble Third = One / 3, Fifth = One / 5, Seventh = One / 7;
    }
}
