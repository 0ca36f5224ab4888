using System.Numerics;
using System.Runtime.Intrinsics;
using Ntk.Bench.Accuracy;
using Ntk.Native.Lanes;

namespace Ntk.Tests.Engine.Numerics;

/// <summary>The accuracy of the elementary functions, and that every lane computes the same bits.</summary>
[TestFixture(typeof(AsinFunction))]
[TestFixture(typeof(AcosFunction))]
[TestFixture(typeof(ExpFunction))]
[TestFixture(typeof(ExpMinusOneFunction))]
[TestFixture(typeof(ErfFunction))]
internal sealed class ElementaryFunctionTests<TFunction>
    where TFunction : struct, IElementaryFunction
{
    [Test]
    public void TableIsDense() => Assert.That(ElementaryTable.Rows(TFunction.Name), Has.Length.GreaterThan(4500));

    [Test]
    public void DoubleIsWithinTwoUnitsOfTheTable()
    {
        (double ulps, double argument) = ElementaryTable.Worst<TFunction>();
        TestContext.Out.WriteLine($"{TFunction.Name}: {ulps:F4} units in the last place of double at {argument:R}");
        Assert.That(ulps, Is.LessThanOrEqualTo(2), $"at {argument:R}");
    }

    /// <summary>An independent check of what the float sweep takes for the truth, on the sweep's own arguments.</summary>
    [Test]
    public void DoubleAgreesWithTheRunTimeLibrary()
    {
        foreach (float x in Arguments<float>(20011))
        {
            double truth = RunTimeLibrary(x);
            if (double.IsNaN(truth))
                continue;
            double actual = TFunction.Apply(ScalarLane<double>.Broadcast(x)).Value;
            Assert.That(Math.Abs(actual - truth), Is.LessThanOrEqualTo(1e-13 * Math.Abs(truth)), $"at {x:R}");
        }
    }

    [Test]
    public void EveryLaneComputesTheSameFloats() => RequireSameBits<float>();

    [Test]
    public void EveryLaneComputesTheSameDoubles() => RequireSameBits<double>();

    private static void RequireSameBits<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] x = [.. Arguments<T>(10007).Where(v => !T.IsNaN(v))];
        Array.Resize(ref x, x.Length / 16 * 16);
        var expected = new T[x.Length];
        ElementarySweep.Apply<TFunction, T, ScalarLane<T>>(x, expected);
        RequireSame<T, Lane128<T>>(x, expected);
        if (Vector256.IsHardwareAccelerated)
            RequireSame<T, Lane256<T>>(x, expected);
        if (Vector512.IsHardwareAccelerated)
            RequireSame<T, Lane512<T>>(x, expected);
    }

    private static void RequireSame<T, TLane>(T[] x, T[] expected)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLane : struct, ILane<TLane, T>
    {
        var actual = new T[x.Length];
        ElementarySweep.Apply<TFunction, T, TLane>(x, actual);
        for (int i = 0; i < x.Length; i++)
        {
            bool isSame = T.IsNaN(expected[i]) ? T.IsNaN(actual[i]) : actual[i] == expected[i] && T.IsNegative(actual[i]) == T.IsNegative(expected[i]);
            if (!isSame)
                Assert.Fail($"{TFunction.Name}({x[i]:R}) is {actual[i]:R} with {typeof(TLane).Name} and {expected[i]:R} with one element.");
        }
    }

    /// <summary>Every so many-th bit pattern of the floats, with digits of its own beyond float where there is room for them.</summary>
    private static IEnumerable<T> Arguments<T>(uint stride)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (ulong bits = 0; bits <= uint.MaxValue; bits += stride)
            yield return T.CreateTruncating(BitConverter.UInt32BitsToSingle((uint)bits) * (typeof(T) == typeof(double) ? 1 + bits * 1.1e-17 : 1));
    }

    private static double RunTimeLibrary(double x) => TFunction.Name switch
    {
        "asin" => Math.Asin(x),
        "acos" => Math.Atan2(Math.Sqrt((1 - x) * (1 + x)), x),
        "exp" => Math.Exp(x),
        "expMinusOne" => Math.Abs(x) < 1e-3 ? x * (1 + x / 2 * (1 + x / 3 * (1 + x / 4 * (1 + x / 5)))) : Math.Abs(x) < 1 ? 2 * Math.Sinh(x / 2) * Math.Exp(x / 2) : Math.Exp(x) - 1,
        _ => Math.Abs(x) < 1 ? ErfSeries(x) : double.NaN,
    };

    private static double ErfSeries(double x)
    {
        double term = x, sum = x;
        for (int n = 1; n < 40; n++)
        {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * sum;
    }
}
