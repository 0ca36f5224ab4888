using System.Numerics;
using System.Text.Json;
using Ntk.Engine.Reference;

namespace Ntk.Tests.Engine.Reference;

/// <summary>Double-double against mpmath (tools/double_double_table.py), exact rational arithmetic and laws.</summary>
internal sealed class DoubleDoubleTests
{
    private static readonly double Unit = Math.ScaleB(1, -106);

    private static readonly Dictionary<string, double[][]> Table = JsonSerializer.Deserialize<Dictionary<string, double[][]>>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "double-double.json")))!;

    // Multiples of π/2 are subtracted to this accuracy.
    private const double Floor = 1e-47;

    private static readonly Random Random = new(5);

    [TestCase("sqrt", 4)]
    [TestCase("log", 32)]
    [TestCase("sin", 16)]
    [TestCase("cos", 16)]
    [TestCase("asin", 16)]
    [TestCase("erf", 64)]
    public void UnaryAgreesWithMpmath(string name, double units)
    {
        foreach (double[] row in Table[name])
            Check(name, Unary(name)(Of(row, 0)), row, 2, units);
    }

    [TestCase("add", 4)]
    [TestCase("multiply", 5)]
    [TestCase("divide", 16)]
    [TestCase("atan2", 16)]
    public void BinaryAgreesWithMpmath(string name, double units)
    {
        Func<DoubleDouble, DoubleDouble, DoubleDouble> function = name switch
        {
            "add" => (a, b) => a + b,
            "multiply" => (a, b) => a * b,
            "divide" => (a, b) => a / b,
            _ => DoubleDouble.Atan2,
        };
        foreach (double[] row in Table[name])
            Check(name, function(Of(row, 0), Of(row, 2)), row, 4, units);
    }

    // The argument's own rounding error, as a share of the result: |x| of e^x, x² of erfc.
    [TestCase("exp", 1)]
    [TestCase("erfc", 2)]
    public void ExponentialsAgreeWithMpmath(string name, int power)
    {
        foreach (double[] row in Table[name])
            Check(name, Unary(name)(Of(row, 0)), row, 2, 64 * (1 + Math.Pow(Math.Abs(row[0]), power)));
    }

    [Test]
    public void AnglesNearZeroAndOneAgreeWithMpmath()
    {
        // Near 1 the cosine's last digit is a large share of the angle, and the exact difference 1 − c decides.
        foreach (double[] row in Table["acos"])
            Check("acos", DoubleDouble.Acos(Of(row, 0)), row, 2, 16);
    }

    [Test]
    public void SumsAndProductsOfDoublesAreExact()
    {
        for (int k = 0; k < 2000; k++)
        {
            (double a, double b) = (NextDouble(60), NextDouble(60));
            Assert.That(Exact(DoubleDouble.Sum(a, b)), Is.EqualTo(Exact(a) + Exact(b)), $"{a:R} + {b:R}");
            Assert.That(Exact(DoubleDouble.Product(a, b)), Is.EqualTo(Exact(a) * Exact(b) >> Shift), $"{a:R} · {b:R}");
        }
    }

    [Test]
    public void ResultsAreNormalised()
    {
        for (int k = 0; k < 2000; k++)
        {
            DoubleDouble a = Next(), b = Next();
            foreach (DoubleDouble value in (DoubleDouble[])[a + b, a - b, a * b, a / b, DoubleDouble.Sqrt(DoubleDouble.Abs(a)), a * b.High])
                Assert.That(value.High + value.Low, Is.EqualTo(value.High), $"{value.High:R} {value.Low:R}");
        }
    }

    [Test]
    public void ObeysTheLawsOfArithmetic()
    {
        for (int k = 0; k < 2000; k++)
        {
            DoubleDouble a = Next(), b = Next(), c = Next();
            Assert.That(a + b, Is.EqualTo(b + a));
            Assert.That(a * b, Is.EqualTo(b * a));
            Assert.That(a - a, Is.EqualTo(DoubleDouble.Zero));
            Assert.That(a / a, Is.EqualTo(DoubleDouble.One));
            Assert.That(-(-a), Is.EqualTo(a));
            Close(a / b * b, a, 32);
            Close(DoubleDouble.Square(DoubleDouble.Sqrt(DoubleDouble.Abs(a))), DoubleDouble.Abs(a), 32);
            Close((a + b) * c - a * c - b * c + DoubleDouble.One, DoubleDouble.One, 32 * (1 + Math.Abs((a * c).High) + Math.Abs((b * c).High)));
            Close(DoubleDouble.Power(a, 5), a * a * a * a * a, 32);
        }
    }

    [Test]
    public void ObeysTheLawsOfFunctions()
    {
        for (int k = 0; k < 300; k++)
        {
            DoubleDouble a = DoubleDouble.Sum(4 * Random.NextDouble() - 2, 1e-17 * Random.NextDouble()), b = 4 * Random.NextDouble() - 2;
            Close(DoubleDouble.Exp(a + b), DoubleDouble.Exp(a) * DoubleDouble.Exp(b), 200);
            Close(DoubleDouble.Exp(DoubleDouble.Log(DoubleDouble.Abs(a))), DoubleDouble.Abs(a), 200);
            (DoubleDouble sine, DoubleDouble cosine) = DoubleDouble.SinCos(a);
            Close(sine * sine + cosine * cosine, DoubleDouble.One, 32);
            Close(DoubleDouble.Atan2(sine, cosine), a, 64);
            Close(DoubleDouble.Erf(a) + DoubleDouble.Erfc(a), DoubleDouble.One, 64);
            Close(DoubleDouble.Asin(sine) + DoubleDouble.Acos(sine), DoubleDouble.HalfPi, 64);
        }
    }

    [Test]
    public void ComparesByBothParts()
    {
        DoubleDouble one = DoubleDouble.One, more = DoubleDouble.Sum(1, 1e-30);
        Assert.Multiple(() =>
        {
            Assert.That(one < more, Is.True);
            Assert.That(more > one, Is.True);
            Assert.That(one <= more && one >= DoubleDouble.One && !(one >= more), Is.True);
            Assert.That(one, Is.Not.EqualTo(more));
            Assert.That(one.CompareTo(more), Is.Negative);
            Assert.That((double)more, Is.EqualTo(1));
        });
    }

    [Test]
    public void SpecialArguments()
    {
        Assert.Multiple(() =>
        {
            Assert.That(DoubleDouble.Sqrt(DoubleDouble.Zero), Is.EqualTo(DoubleDouble.Zero));
            Assert.That(DoubleDouble.Sqrt(-1).High, Is.NaN);
            Assert.That(DoubleDouble.Exp(-800), Is.EqualTo(DoubleDouble.Zero));
            Assert.That(DoubleDouble.Exp(800).High, Is.EqualTo(double.PositiveInfinity));
            Assert.That(DoubleDouble.Log(DoubleDouble.Zero).High, Is.EqualTo(double.NegativeInfinity));
            Assert.That(DoubleDouble.Log(-1).High, Is.NaN);
            Assert.That(DoubleDouble.Asin(1.5).High, Is.NaN);
            Assert.That(DoubleDouble.Erfc(double.PositiveInfinity), Is.EqualTo(DoubleDouble.Zero));
            Assert.That(DoubleDouble.Atan2(DoubleDouble.Zero, DoubleDouble.Zero), Is.EqualTo(DoubleDouble.Zero));
            Assert.That(DoubleDouble.Atan2(DoubleDouble.Zero, -1), Is.EqualTo(DoubleDouble.Pi));
            Assert.That(() => DoubleDouble.Sin(1e7), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => DoubleDouble.Power(2, -1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        });
    }

    [Test]
    public void WritesAllDigits()
    {
        Assert.Multiple(() =>
        {
            Assert.That($"{DoubleDouble.Pi}", Is.EqualTo("3.1415926535897932384626433832795"));
            Assert.That($"{-DoubleDouble.Pi}", Is.EqualTo("-3.1415926535897932384626433832795"));
            Assert.That($"{DoubleDouble.One / 3}", Is.EqualTo("0.33333333333333333333333333333333"));
            Assert.That($"{DoubleDouble.One}", Is.EqualTo("1"));
            Assert.That($"{DoubleDouble.One * 1e15}", Is.EqualTo("1000000000000000"));
            Assert.That($"{DoubleDouble.One / 1024}", Is.EqualTo("0.0009765625"));
            Assert.That($"{(DoubleDouble)Math.ScaleB(1, 200)}", Is.EqualTo("1.6069380442589902755419620923412E+60"));
            Assert.That($"{DoubleDouble.Zero}", Is.EqualTo("0"));
        });
    }

    private static DoubleDouble Of(double[] row, int at) => DoubleDouble.Sum(row[at], row[at + 1]);

    private static Func<DoubleDouble, DoubleDouble> Unary(string name) => name switch
    {
        "sqrt" => DoubleDouble.Sqrt,
        "exp" => DoubleDouble.Exp,
        "log" => DoubleDouble.Log,
        "sin" => DoubleDouble.Sin,
        "cos" => DoubleDouble.Cos,
        "asin" => DoubleDouble.Asin,
        "erf" => DoubleDouble.Erf,
        _ => DoubleDouble.Erfc,
    };

    private static void Check(string name, DoubleDouble actual, double[] row, int at, double units) =>
        Assert.That(Error(actual, Of(row, at)), Is.LessThanOrEqualTo(units * Unit), $"{name} of {row[0]:R}, {row[1]:R}: {actual}, not {Of(row, at)}");

    private static void Close(DoubleDouble actual, DoubleDouble expected, double units) =>
        Assert.That(Error(actual, expected), Is.LessThanOrEqualTo(units * Unit), $"{actual}, not {expected}");

    private static double Error(DoubleDouble actual, DoubleDouble expected) =>
        Math.Max(0, Math.Abs((actual - expected).High) - Floor) / Math.Abs(expected.High);

    private static DoubleDouble Next()
    {
        double high = NextDouble(10);
        return DoubleDouble.Sum(high, high * Math.ScaleB(Random.NextDouble() - 0.5, -53));
    }

    private static double NextDouble(int exponents) => Math.ScaleB((Random.NextDouble() + 1) * (Random.Next(2) * 2 - 1), Random.Next(-exponents, exponents));

    private const int Shift = 400;

    private static BigInteger Exact(DoubleDouble value) => Exact(value.High) + Exact(value.Low);

    /// <summary>A double in units of 2⁻⁴⁰⁰, exactly.</summary>
    private static BigInteger Exact(double value)
    {
        int exponent = value == 0 ? 0 : Math.ILogB(value) - 52;
        return new BigInteger(Math.ScaleB(value, -exponent)) << (Shift + exponent);
    }
}
