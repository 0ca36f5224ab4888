using Ntk.Engine.Networks;
using static Ntk.Engine.Networks.Layers;
using static Ntk.Tests.Engine.Duals.ReferenceFunctions;

namespace Ntk.Tests.Engine.Duals;

/// <summary>An activation beside its definition: φ and φ' as plain functions.</summary>
/// <param name="Activation">The activation.</param>
/// <param name="Value">φ.</param>
/// <param name="Slope">φ', with the convention that the derivative of a jump counts as zero.</param>
/// <param name="Degree">For φ(r·x) = rⁿ·φ(x), r > 0, with a bend or jump at zero: n. Null for an analytic φ.</param>
internal sealed record ActivationCase(Activation Activation, Func<double, double> Value, Func<double, double> Slope, int? Degree = null)
{
    public static IEnumerable<ActivationCase> Bent()
    {
        yield return Lines(Relu(), 0, 1);
        yield return Lines(LeakyRelu(0.2), 0.2, 1);
        yield return Lines(AbRelu(-0.5, 1.3), -0.5, 1.3);
        yield return Lines(AbRelu(0.9, 0.7), 0.9, 0.7);
        yield return Lines(AbRelu(0.7, 0.7), 0.7, 0.7);
        yield return Lines(AbRelu(-2, 0), -2, 0);
        yield return Lines(Abs(), -1, 1);
        yield return new(Sign(), x => x < 0 ? -1 : 1, _ => 0, 0);
        yield return new(RectifiedMonomial(0), x => x < 0 ? 0 : 1, _ => 0, 0);
        foreach (int n in new[] { 1, 2, 3, 4 })
            yield return new(RectifiedMonomial(n), x => x < 0 ? 0 : Math.Pow(x, n), x => x < 0 ? 0 : n * Math.Pow(x, n - 1), n);
    }

    public static IEnumerable<ActivationCase> Analytic()
    {
        yield return ErrorFunction(1, 1);
        yield return ErrorFunction(1.1, 0.8);
        yield return ErrorFunction(-0.7, -1.9);
        yield return new(Gelu(), x => x * Normal(x), x => Normal(x) + x * Density(x));
        yield return Sine(Sin(), 1, 1, 0);
        yield return Sine(Sin(1.2, 0.9, 0.4), 1.2, 0.9, 0.4);
        yield return Sine(Sin(0.8, -1.3, Math.PI / 2), 0.8, -1.3, Math.PI / 2);
        yield return Sine(Cos(), 1, 1, Math.PI / 2);
        yield return Sine(Cos(0.9, 0.8, 0.3), 0.9, 0.8, 0.3 + Math.PI / 2);
        yield return Sine(Rbf(0.7), Math.Sqrt(2), Math.Sqrt(1.4), Math.PI / 4);
        yield return new(Exp(0.5, 0.6), x => 0.5 * Math.Exp(0.6 * x), x => 0.3 * Math.Exp(0.6 * x));
        yield return new(Exp(-0.5, -0.4), x => -0.5 * Math.Exp(-0.4 * x), x => 0.2 * Math.Exp(-0.4 * x));
        yield return new(Gaussian(), x => Math.Exp(-x * x), x => -2 * x * Math.Exp(-x * x));
        yield return new(Gaussian(1.2, -0.4), x => 1.2 * Math.Exp(-0.4 * x * x), x => -0.96 * x * Math.Exp(-0.4 * x * x));
        yield return new(Gaussian(0.9, 0.02), x => 0.9 * Math.Exp(0.02 * x * x), x => 0.036 * x * Math.Exp(0.02 * x * x));
        foreach (int n in new[] { 0, 1, 2, 3, 4, 5 })
            yield return new(Monomial(n), x => Math.Pow(x, n), x => n == 0 ? 0 : n * Math.Pow(x, n - 1));
        yield return new(Hermite(3), x => (x * x * x - 3 * x) / Math.Sqrt(6), x => (3 * x * x - 3) / Math.Sqrt(6));
        yield return new(Hermite(4), x => (x * x * x * x - 6 * x * x + 3) / Math.Sqrt(24), x => (4 * x * x * x - 12 * x) / Math.Sqrt(24));
        yield return Series(0.3, -0.5, 0.2, 0.1);
        yield return Series(-1, 0, 0.5);
    }

    public static IEnumerable<ActivationCase> Tabulated()
    {
        yield return new(Tanh(), Math.Tanh, x => 1 - Math.Tanh(x) * Math.Tanh(x));
        yield return new(Sigmoid(), Logistic, x => Logistic(x) * Logistic(-x));
        yield return new(Softplus(), x => Math.Log(1 + Math.Exp(x)), Logistic);
        yield return new(Silu(), x => x * Logistic(x), x => Logistic(x) + x * Logistic(x) * Logistic(-x));
    }

    public override string ToString() => Activation.ToString();

    private static ActivationCase Lines(Activation activation, double a, double b) => new(activation, x => x < 0 ? a * x : b * x, x => x < 0 ? a : b, 1);

    private static ActivationCase ErrorFunction(double a, double b) =>
        new(Layers.Erf(a, b), x => a * ReferenceFunctions.Erf(b * x), x => a * b * 2 / Math.Sqrt(Math.PI) * Math.Exp(-b * b * x * x));

    private static ActivationCase Sine(Activation activation, double a, double b, double c) =>
        new(activation, x => a * Math.Sin(b * x + c), x => a * b * Math.Cos(b * x + c));

    private static ActivationCase Series(params double[] coefficients)
    {
        double[] derivative = [.. coefficients.Skip(1).Select((c, k) => c * (k + 1))];
        return new(Layers.Polynomial(coefficients), x => ReferenceFunctions.Polynomial(coefficients, x), x => ReferenceFunctions.Polynomial(derivative, x));
    }
}
