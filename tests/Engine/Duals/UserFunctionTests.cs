using Ntk.Engine.Duals.Tabulated;
using Ntk.Engine.Networks;
using Ntk.Native.Lanes;
using static Ntk.Engine.Networks.Layers;

namespace Ntk.Tests.Engine.Duals;

/// <summary>Functions of a user's own: the table finds closed duals again, and refuses what it cannot integrate.</summary>
internal sealed class UserFunctionTests
{
    private static readonly DualPair[] Pairs =
        [.. from first in new[] { 0.7, 1.0 } from second in new[] { 0.7, 0.9 } from haversine in new[] { 1e-9, 0.01, 0.3, 0.5, -0.4, -1e-4 } select new DualPair(first, second, haversine)];

    [Test]
    public void FindsTheClosedDualOfASmoothFunctionWithoutItsDerivative() =>
        RequireClose(new ElementwiseFunction("user-cube", x => x + x * x * x / 3), Polynomial(0, 1, 0, 1.0 / 3), 1e-11);

    [Test]
    public void FindsTheClosedDualOfABentFunctionWithItsBreakpoint() =>
        RequireClose(new ElementwiseFunction("user-leaky", x => x < 0 ? 0.1 * x : x, x => x < 0 ? 0.1 : 1, 0.0), LeakyRelu(0.1), 1e-10);

    [Test]
    public void FindsTheClosedDualOfAnEvenFunction() =>
        RequireClose(new ElementwiseFunction("user-cos", Math.Cos, x => -Math.Sin(x)), Cos(), 1e-11);

    [Test]
    public void WorksAtEveryDeviation([Values(0.01, 0.5, 1, 1.7, 2, 2.3, 3)] double deviation)
    {
        double variance = deviation * deviation;
        DualProbe probe = DualProbe.For(Tanh(), [new(variance, variance, 0.25)]);
        double gap = probe.Run<double, ScalarLane<double>>([new(variance, variance, 0.25)])[0].Kernel;
        double expected = SlowDual.Gaps(ActivationCase.Tabulated().First(), new(variance, variance, 0.25)).Kernel;
        Assert.That(gap, Is.EqualTo(expected).Within(1e-10));
    }

    [Test]
    public void FunctionsThatGrowTooFastAreRefused() =>
        RequireRefused(new ElementwiseFunction("user-fast", x => Math.Exp(x * x), x => 2 * x * Math.Exp(x * x)));

    [Test]
    public void FunctionsThatAreNotFiniteAreRefused([Values(double.NaN, double.PositiveInfinity)] double bad) =>
        RequireRefused(new ElementwiseFunction($"user-{bad}", x => x > 3 ? bad : x, _ => 1));

    [Test]
    public void FunctionsWithPolesAreRefused() =>
        RequireRefused(new ElementwiseFunction("user-pole", x => 1 / (x - 0.3), x => -1 / ((x - 0.3) * (x - 0.3))));

    [Test]
    public void BendsWithoutBreakpointsAreRefused() =>
        RequireRefused(new ElementwiseFunction("user-bend", x => Math.Max(x, 0.37), x => x < 0.37 ? 0 : 1));

    [Test]
    public void BreakpointsNeedADerivativeAndMustBeFinite()
    {
        Assert.That(() => new ElementwiseFunction("user", Math.Abs, null, 0.0), Throws.ArgumentException.With.Message.Contains("derivative"));
        Assert.That(() => new ElementwiseFunction("user", Math.Abs, x => Math.Sign(x), double.NaN), Throws.ArgumentException.With.Message.Contains("finite"));
    }

    [Test]
    public void ANameStandsForOneFunction()
    {
        ElementwiseFunctions.Register(new ElementwiseFunction("user-twice", x => x));
        Assert.That(
            () => ElementwiseFunctions.Register(new ElementwiseFunction("user-twice", x => 2 * x)),
            Throws.TypeOf<NetworkException>().With.Message.Contains("user-twice"));
    }

    private static void RequireClose(ElementwiseFunction function, Activation closed, double tolerance)
    {
        DualGaps[] actual = DualProbe.For(ElementwiseFunctions.Register(function), Pairs).Run<double, ScalarLane<double>>(Pairs);
        DualGaps[] expected = DualProbe.For(closed, Pairs).Run<double, ScalarLane<double>>(Pairs);
        for (int i = 0; i < Pairs.Length; i++)
        {
            Assert.That(actual[i].Kernel, Is.EqualTo(expected[i].Kernel).Within(tolerance), $"1 − c' at {Pairs[i]}");
            Assert.That(actual[i].Slope, Is.EqualTo(expected[i].Slope).Within(tolerance), $"slope gap at {Pairs[i]}");
        }
    }

    private static void RequireRefused(ElementwiseFunction function)
    {
        QuadratureException error = Assert.Throws<QuadratureException>(() => DualProbe.For(ElementwiseFunctions.Register(function), Pairs))!;
        Assert.That(error.Message, Does.Contain(function.Name));
        Assert.That(error.Deviation, Is.EqualTo(1));
    }
}
