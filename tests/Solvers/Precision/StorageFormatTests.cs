using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Solvers.Precision;

namespace Ntk.Tests.Solvers.Precision;

/// <summary>Emulated formats against the runtime's Half and float, a slow twin on whole numbers, and laws.</summary>
internal sealed class StorageFormatTests
{
    private static readonly StorageFormat[] Formats =
        [.. StorageFormat.All, StorageFormat.WithSignificandBits(4), StorageFormat.WithSignificandBits(17), StorageFormat.WithSignificandBits(24), StorageFormat.WithSignificandBits(52)];

    [Test]
    public void Float16KeepsEveryHalf()
    {
        for (int bits = 0; bits <= ushort.MaxValue; bits++)
        {
            var half = BitConverter.UInt16BitsToHalf((ushort)bits);
            Same(StorageFormat.Float16.Round((double)half), (double)half);
        }
    }

    [Test]
    public void Float16RoundsBetweenHalvesAsTheRuntimeDoes()
    {
        // The numbers next to each midpoint of two halves, and the midpoint itself.
        for (int bits = 0; bits < 0x7C00; bits++)
        {
            double low = (double)BitConverter.UInt16BitsToHalf((ushort)bits), high = bits == 0x7BFF ? 65536 : (double)BitConverter.UInt16BitsToHalf((ushort)(bits + 1));
            double middle = (low + high) / 2;
            foreach (double value in (double[])[middle, Math.BitDecrement(middle), Math.BitIncrement(middle), low + (high - low) * 0.3])
            {
                Same(StorageFormat.Float16.Round(value), (double)(Half)value);
                Same(StorageFormat.Float16.Round(-value), (double)(Half)(-value));
            }
        }
    }

    [Test]
    public void Float32RoundsAsTheRuntimeDoes()
    {
        var random = new Random(1);
        for (int k = 0; k < 200_000; k++)
        {
            double value = AnyDouble(random, -160, 140);
            Same(StorageFormat.Float32.Round(value), (float)value);
        }
    }

    [TestCaseSource(nameof(Formats))]
    public void AgreesWithTheTwin(StorageFormat format)
    {
        var random = new Random(2);
        int low = Math.Max(-1074, Math.ILogB(format.SmallestSubnormal) - 3), high = Math.Min(1023, Math.ILogB(format.LargestFinite) + 2);
        for (int k = 0; k < 20_000; k++)
        {
            double value = AnyDouble(random, low, high);
            Same(format.Round(value), Twin(format, value));
            double tie = format.Round(value);
            if (double.IsFinite(tie))
                Same(format.Round(Halfway(format, tie)), Twin(format, Halfway(format, tie)));
        }
    }

    [TestCaseSource(nameof(Formats))]
    public void IsIdempotentMonotoneAndOdd(StorageFormat format)
    {
        var random = new Random(3);
        for (int k = 0; k < 20_000; k++)
        {
            double a = AnyDouble(random, -1074, 1023), b = random.Next(2) == 0 ? AnyDouble(random, -1074, 1023) : a * (1 + 1e-3 * random.NextDouble());
            double rounded = format.Round(a);
            Same(format.Round(rounded), rounded);
            Same(format.Round(-a), -rounded);
            if (a <= b)
                Assert.That(rounded, Is.LessThanOrEqualTo(format.Round(b)), $"{format}: {a:R}, {b:R}");
            if (Math.Abs(a) >= format.SmallestNormal && Math.Abs(a) <= format.LargestFinite)
                Assert.That(Math.Abs(rounded - a), Is.LessThanOrEqualTo(format.UnitRoundoff * Math.Abs(a)), $"{format}: {a:R}");
            else if (Math.Abs(a) < format.SmallestNormal)
                Assert.That(Math.Abs(rounded - a), Is.LessThanOrEqualTo(format.SmallestSubnormal / 2), $"{format}: {a:R}");
        }
    }

    [TestCaseSource(nameof(Formats))]
    public void RangeIsItsOwn(StorageFormat format)
    {
        double largest = format.LargestFinite, step = Math.ScaleB(1, Math.ILogB(largest) - format.SignificandBits);
        Assert.Multiple(() =>
        {
            Same(format.Round(largest), largest);
            Same(format.Round(-largest), -largest);
            Same(format.Round(format.SmallestNormal), format.SmallestNormal);
            Same(format.Round(format.SmallestSubnormal), format.SmallestSubnormal);
            Same(format.Round(format.SmallestSubnormal / 2), 0);
            Same(format.Round(-0.0), -0.0);
            Same(format.Round(double.NegativeInfinity), double.NegativeInfinity);
            Assert.That(format.Round(double.NaN), Is.NaN);
            if (format.ExponentBits < 11)
            {
                Same(format.Round(largest + step), double.PositiveInfinity);
                Same(format.Round(Math.BitDecrement(largest + step)), largest);
            }
        });
    }

    [Test]
    public void FormatsAreTheStandards()
    {
        Assert.Multiple(() =>
        {
            Assert.That(StorageFormat.Float64.LargestFinite, Is.EqualTo(double.MaxValue));
            Assert.That(StorageFormat.Float64.SmallestSubnormal, Is.EqualTo(double.Epsilon));
            Assert.That(StorageFormat.Float32.LargestFinite, Is.EqualTo(float.MaxValue));
            Assert.That(StorageFormat.Float32.SmallestSubnormal, Is.EqualTo(float.Epsilon));
            Assert.That(StorageFormat.Float16.LargestFinite, Is.EqualTo((double)Half.MaxValue));
            Assert.That(StorageFormat.Float16.SmallestSubnormal, Is.EqualTo((double)Half.Epsilon));
            Assert.That(StorageFormat.BFloat16.LargestFinite, Is.EqualTo(3.3895313892515355e38));
            Assert.That(StorageFormat.BFloat16.UnitRoundoff, Is.EqualTo(1.0 / 256));
            Assert.That(StorageFormat.TF32.UnitRoundoff, Is.EqualTo(1.0 / 2048));
            Assert.That(StorageFormat.All.Select(format => format.Bits), Is.EqualTo((int[])[64, 32, 19, 16, 16]));
            Assert.That(StorageFormat.Float32.UnitRoundoff, Is.EqualTo(UnitRoundoff.Of<float>()));
            Assert.That(() => StorageFormat.WithSignificandBits(3), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => StorageFormat.WithSignificandBits(53), Throws.InstanceOf<ArgumentOutOfRangeException>());
        });
    }

    [Test]
    public void BFloat16IsTheUpperHalfOfFloat32()
    {
        // The common way in hardware: add half a unit of the upper 16 bits, and the last of them for ties, and cut.
        var random = new Random(4);
        for (int k = 0; k < 100_000; k++)
        {
            uint bits = (uint)random.NextInt64(1L << 32);
            float value = BitConverter.UInt32BitsToSingle(bits);
            if (!float.IsNaN(value))
                Same(StorageFormat.BFloat16.Round(value), BitConverter.UInt32BitsToSingle((bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000));
        }
    }

    [Test]
    public void RoundingErrorsOfUniformNumbersAreThoseOfTheory()
    {
        // In [1, 2) the error is uniform in ±u: its root mean square is u/√3.
        var random = new Random(5);
        foreach (StorageFormat format in (StorageFormat[])[StorageFormat.Float16, StorageFormat.BFloat16, StorageFormat.TF32, StorageFormat.Float32])
        {
            double squares = 0;
            const int Count = 100_000;
            for (int k = 0; k < Count; k++)
            {
                double value = 1 + random.NextDouble(), error = format.Round(value) - value;
                squares += error * error;
            }

            Assert.That(Math.Sqrt(squares / Count), Is.EqualTo(format.UnitRoundoff / Math.Sqrt(3)).Within(1).Percent, format.Name);
        }
    }

    [Test]
    public void MatricesAndSpansAreRoundedInPlace()
    {
        using var matrix = new GramMatrix<float>(2, 2);
        (matrix[0, 0], matrix[0, 1], matrix[1, 0], matrix[1, 1]) = (1.00048828125f, 1.0f / 3, 1e-7f, 60000);
        float[] span = [matrix[0, 0], matrix[0, 1], 1e6f];
        StorageFormat.Float16.Round(matrix.AsMatrix());
        StorageFormat.Float16.Round(span.AsSpan());
        Assert.Multiple(() =>
        {
            Assert.That(matrix[0, 0], Is.EqualTo(1));
            Assert.That(matrix[0, 1], Is.EqualTo((float)(Half)(1.0f / 3)));
            Assert.That(matrix[1, 0], Is.EqualTo((float)(Half)1e-7f));
            Assert.That(matrix[1, 1], Is.EqualTo(60000));
            Assert.That(span[2], Is.EqualTo(float.PositiveInfinity));
        });
    }

    [Test]
    public void MatricesBeyondTheRangeAreRefused()
    {
        using var matrix = new GramMatrix<double>(2, 2);
        matrix[1, 0] = -65520;
        Assert.That(
            () => StorageFormat.Float16.Round(matrix.AsMatrix()),
            Throws.InstanceOf<StorageOverflowException>().With.Property("Row").EqualTo(1).And.Property("Column").EqualTo(0).And.Property("Value").EqualTo(-65520));
        using var single = new GramMatrix<float>(1, 1);
        single[0, 0] = float.MaxValue;
        Assert.That(() => StorageFormat.WithSignificandBits(8).Round(single.AsMatrix()), Throws.InstanceOf<StorageOverflowException>());
    }

    private static void Same(double actual, double expected) =>
        Assert.That(BitConverter.DoubleToInt64Bits(actual), Is.EqualTo(BitConverter.DoubleToInt64Bits(expected)), $"{actual:R}, not {expected:R}");

    private static double AnyDouble(Random random, int lowestExponent, int highestExponent) =>
        Math.ScaleB((1 + random.NextDouble()) * (random.Next(2) * 2 - 1), random.Next(lowestExponent, highestExponent + 1));

    /// <summary>The midpoint of a number of a format and the next one away from zero, where double has it.</summary>
    private static double Halfway(StorageFormat format, double value)
    {
        double unit = Math.Max(format.SmallestSubnormal, Math.ScaleB(1, value == 0 ? -2000 : Math.ILogB(value) - format.SignificandBits + 1));
        return value + Math.CopySign(unit / 2, value);
    }

    /// <summary>The definition on whole numbers: of the multiples of the format's unit around the value the nearer one, of two as near the even one.</summary>
    private static double Twin(StorageFormat format, double value)
    {
        if (value == 0)
            return value;
        int emin = Math.ILogB(format.SmallestNormal), exponent = Math.Max(Math.ILogB(value), emin) - format.SignificandBits + 1;
        const int Bits = 1200;
        int own = Math.ILogB(value) - 52;
        BigInteger magnitude = new BigInteger(Math.ScaleB(Math.Abs(value), -own)) << (Bits + own), unit = BigInteger.One << (Bits + exponent);
        BigInteger quotient = BigInteger.DivRem(magnitude, unit, out BigInteger rest);
        int half = (rest * 2).CompareTo(unit);
        if (half > 0 || (half == 0 && !quotient.IsEven))
            quotient++;
        double rounded = Math.ScaleB((double)quotient, exponent);
        return Math.CopySign(rounded > format.LargestFinite ? double.PositiveInfinity : rounded, value);
    }
}
