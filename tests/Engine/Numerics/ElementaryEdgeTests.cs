using System.Numerics;
using Ntk.Engine.Numerics;
using Ntk.Native.Lanes;

namespace Ntk.Tests.Engine.Numerics;

/// <summary>Arguments at and beyond the ends of the range.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class ElementaryEdgeTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static T Tiny => T.Epsilon;

    private static T Largest => T.BitDecrement(T.PositiveInfinity);

    private static T Beyond => T.BitIncrement(T.One);

    [Test]
    public void ArcsineOfSpecialValues()
    {
        RequireZero(Asin(T.Zero), isNegative: false);
        RequireZero(Asin(T.NegativeZero), isNegative: true);
        Assert.That(Asin(Tiny), Is.EqualTo(Tiny));
        Assert.That(Asin(-Tiny), Is.EqualTo(-Tiny));
        T right = T.CreateTruncating(Math.PI / 2);
        Assert.That(Asin(T.One), Is.InRange(T.BitDecrement(right), right));
        Assert.That(Asin(-T.One), Is.EqualTo(-Asin(T.One)));
        foreach (T x in new[] { Beyond, -Beyond, T.PositiveInfinity, T.NegativeInfinity, T.NaN })
            Assert.That(T.IsNaN(Asin(x)), $"{x}");
    }

    [Test]
    public void ArccosineOfSpecialValues()
    {
        RequireZero(Acos(T.One), isNegative: false);
        Assert.That(Acos(-T.One), Is.EqualTo(T.CreateTruncating(Math.PI)));
        foreach (T x in new[] { T.Zero, T.NegativeZero, Tiny, -Tiny })
            Assert.That(Acos(x), Is.EqualTo(T.CreateTruncating(Math.PI / 2)), $"{x}");
        foreach (T x in new[] { Beyond, -Beyond, T.PositiveInfinity, T.NegativeInfinity, T.NaN })
            Assert.That(T.IsNaN(Acos(x)), $"{x}");
    }

    [Test]
    public void ExponentialOfSpecialValues()
    {
        foreach (T x in new[] { T.Zero, T.NegativeZero, Tiny, -Tiny })
            Assert.That(Exp(x), Is.EqualTo(T.One), $"{x}");
        Assert.That(Exp(T.PositiveInfinity), Is.EqualTo(T.PositiveInfinity));
        RequireZero(Exp(T.NegativeInfinity), isNegative: false);
        Assert.That(T.IsNaN(Exp(T.NaN)));
        Assert.That(Exp(Largest), Is.EqualTo(T.PositiveInfinity));
        RequireZero(Exp(-Largest), isNegative: false);

        // The last finite value and the first infinite one; the last subnormal one and the first zero.
        double largest = typeof(T) == typeof(float) ? 88.72283 : 709.782712893383973;
        Assert.That(T.IsFinite(Exp(T.CreateTruncating(largest))));
        Assert.That(Exp(T.CreateTruncating(largest * (1 + 1e-6))), Is.EqualTo(T.PositiveInfinity));
        double smallest = typeof(T) == typeof(float) ? -103.97 : -745.13;
        Assert.That(Exp(T.CreateTruncating(smallest)), Is.EqualTo(Tiny));
        RequireZero(Exp(T.CreateTruncating(smallest - 0.05)), isNegative: false);
    }

    [Test]
    public void ExponentialMinusOneOfSpecialValues()
    {
        RequireZero(ExpMinusOne(T.Zero), isNegative: false);
        Assert.That(ExpMinusOne(T.PositiveInfinity), Is.EqualTo(T.PositiveInfinity));
        Assert.That(ExpMinusOne(T.NegativeInfinity), Is.EqualTo(-T.One));
        Assert.That(ExpMinusOne(-Largest), Is.EqualTo(-T.One));
        Assert.That(ExpMinusOne(Largest), Is.EqualTo(T.PositiveInfinity));
        Assert.That(T.IsNaN(ExpMinusOne(T.NaN)));
        T small = T.ScaleB(T.One, -70);
        Assert.That(ExpMinusOne(small), Is.EqualTo(small));
        Assert.That(ExpMinusOne(-small), Is.EqualTo(-small));
    }

    [Test]
    public void ErrorFunctionOfSpecialValues()
    {
        RequireZero(Erf(T.Zero), isNegative: false);
        RequireZero(Erf(T.NegativeZero), isNegative: true);
        foreach (T x in new[] { T.CreateTruncating(6), Largest, T.PositiveInfinity })
        {
            Assert.That(Erf(x), Is.EqualTo(T.One), $"{x}");
            Assert.That(Erf(-x), Is.EqualTo(-T.One), $"{-x}");
        }

        Assert.That(T.IsNaN(Erf(T.NaN)));
    }

    private static void RequireZero(T value, bool isNegative) => Assert.That((value == T.Zero, T.IsNegative(value)), Is.EqualTo((true, isNegative)), $"{value}");

    private static T Asin(T x) => Same(ArcFunctions.Asin(ScalarLane<T>.Broadcast(x)).Value, ArcFunctions.Asin(Lane128<T>.Broadcast(x)));

    private static T Acos(T x) => Same(ArcFunctions.Acos(ScalarLane<T>.Broadcast(x)).Value, ArcFunctions.Acos(Lane128<T>.Broadcast(x)));

    private static T Exp(T x) => Same(Exponential.Exp(ScalarLane<T>.Broadcast(x)).Value, Exponential.Exp(Lane128<T>.Broadcast(x)));

    private static T ExpMinusOne(T x) => Same(Exponential.ExpMinusOne(ScalarLane<T>.Broadcast(x)).Value, Exponential.ExpMinusOne(Lane128<T>.Broadcast(x)));

    private static T Erf(T x) => Same(ErrorFunction.Erf(ScalarLane<T>.Broadcast(x)).Value, ErrorFunction.Erf(Lane128<T>.Broadcast(x)));

    /// <summary>The value, once a wide lane has been seen to hold the same.</summary>
    private static T Same(T scalar, Lane128<T> lane)
    {
        var elements = new T[Lane128<T>.Count];
        lane.Store(ref elements[0], 0);
        Assert.That(elements, Is.All.EqualTo(scalar));
        return scalar;
    }
}
