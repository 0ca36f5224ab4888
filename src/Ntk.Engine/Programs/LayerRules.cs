using System.Text.Json;
using Ntk.Engine.Networks;

namespace Ntk.Engine.Programs;

/// <summary>The ranges of the layers' parameters.</summary>
internal static class LayerRules
{
    private const int LargestDegree = 32;
    private const int LargestWindow = 4096;

    public static void Check(Layer layer, string place)
    {
        switch (layer)
        {
            case Dense dense:
                Require(double.IsFinite(dense.WStd) && dense.WStd >= 0, place, "wStd", dense.WStd, "finite and at least 0");
                Require(dense.BStd is null or (>= 0 and < double.PositiveInfinity), place, "bStd", dense.BStd ?? 0, "finite and at least 0");
                Require(dense.Width is null or >= 1, place, "width", dense.Width ?? 0, "at least 1");
                Require(double.IsFinite(dense.WidthScale) && dense.WidthScale > 0, place, "widthScale", dense.WidthScale, "finite and above 0");
                Require(Enum.IsDefined(dense.Parameterization), place, "parameterization", (int)dense.Parameterization, "ntk or standard");
                break;
            case Conv conv:
                Require(double.IsFinite(conv.WStd) && conv.WStd >= 0, place, "wStd", conv.WStd, "finite and at least 0");
                Require(conv.BStd is null or (>= 0 and < double.PositiveInfinity), place, "bStd", conv.BStd ?? 0, "finite and at least 0");
                Require(conv.Width is null or >= 1, place, "width", conv.Width ?? 0, "at least 1");
                Require(double.IsFinite(conv.WidthScale) && conv.WidthScale > 0, place, "widthScale", conv.WidthScale, "finite and above 0");
                Require(Enum.IsDefined(conv.Parameterization), place, "parameterization", (int)conv.Parameterization, "ntk or standard");
                CheckWindow(place, "filter", conv.Filter, conv.Strides, conv.Padding);
                break;
            case Pool pool:
                CheckWindow(place, "window", pool.Window, pool.Strides, pool.Padding);
                break;
            case LayerNorm norm:
                if (norm.Axes.Count > 0 && !norm.Axes.Contains(NormalizedAxis.Channels))
                    throw new NetworkException($"{place}: axes must contain channels, not only {string.Join(" and ", norm.Axes.Select(axis => JsonNamingPolicy.CamelCase.ConvertName($"{axis}")))}.");
                Require(double.IsFinite(norm.Epsilon) && norm.Epsilon >= 0, place, "epsilon", norm.Epsilon, "finite and at least 0");
                break;
            case Dropout dropout:
                Require(dropout.Keep is > 0 and <= 1, place, "keep", dropout.Keep, "above 0 and at most 1");
                break;
            case FanIn fanIn:
                Require(fanIn.Branches.Count > 0, place, "number of branches", 0, "at least 1");
                break;
            case LeakyRelu leaky:
                Require(double.IsFinite(leaky.Alpha), place, "alpha", leaky.Alpha, "finite");
                break;
            case AbRelu relu:
                RequireFinite(place, ("a", relu.A), ("b", relu.B));
                Require(relu.A != 0 || relu.B != 0, place, "a and b", 0, "not both 0");
                break;
            case RectifiedMonomial monomial:
                Require(monomial.Degree is >= 0 and <= 4, place, "degree", monomial.Degree, "from 0 to 4");
                break;
            case Erf erf:
                RequireFinite(place, ("a", erf.A), ("b", erf.B), ("c", erf.C));
                break;
            case Sin sin:
                RequireFinite(place, ("a", sin.A), ("b", sin.B), ("c", sin.C));
                break;
            case Cos cos:
                RequireFinite(place, ("a", cos.A), ("b", cos.B), ("c", cos.C));
                break;
            case Rbf rbf:
                Require(double.IsFinite(rbf.Gamma) && rbf.Gamma >= 0, place, "gamma", rbf.Gamma, "finite and at least 0");
                break;
            case Exp exp:
                RequireFinite(place, ("a", exp.A), ("b", exp.B));
                break;
            case Gaussian gaussian:
                RequireFinite(place, ("a", gaussian.A), ("b", gaussian.B));
                break;
            case Monomial monomial:
                Require(monomial.Degree is >= 0 and <= LargestDegree, place, "degree", monomial.Degree, $"from 0 to {LargestDegree}");
                break;
            case Hermite hermite:
                Require(hermite.Degree is >= 0 and <= LargestDegree, place, "degree", hermite.Degree, $"from 0 to {LargestDegree}");
                break;
            case PolynomialActivation polynomial:
                Require(polynomial.Coefficients.Count is >= 1 and <= LargestDegree + 1, place, "number of coefficients", polynomial.Coefficients.Count, $"from 1 to {LargestDegree + 1}");
                Require(polynomial.Coefficients.All(double.IsFinite), place, "largest coefficient", polynomial.Coefficients.Max(), "finite, like all others");
                break;
            case Elementwise elementwise when ElementwiseFunctions.Find(elementwise.Name) is null:
                throw new NetworkException($"{place}: no function is registered as '{elementwise.Name}'; call ElementwiseFunctions.Register before.");
        }
    }

    /// <summary>Refuses a fan-in that is nested too deeply, before recursion into it could exhaust the stack.</summary>
    /// <param name="depth">One for a fan-in that is in no other.</param>
    /// <param name="place">The fan-in's place in the network.</param>
    public static void CheckDepth(int depth, string place)
    {
        if (depth > Network.LargestDepth)
            throw new NetworkException($"{place}: more than {Network.LargestDepth} fan-ins are nested in one another.");
    }

    private static void CheckWindow(string place, string name, EquatableList<int> sizes, EquatableList<int> strides, Padding padding)
    {
        Require(sizes.Count is 1 or 2, place, $"number of dimensions of the {name}", sizes.Count, "1 (signals) or 2 (images)");
        foreach (int size in sizes)
            Require(size is >= 1 and <= LargestWindow, place, name, size, $"from 1 to {LargestWindow}");
        Require(strides.Count == 0 || strides.Count == sizes.Count, place, "number of strides", strides.Count, $"that of the {name}'s dimensions, {sizes.Count}");
        foreach (int stride in strides)
            Require(stride is >= 1 and <= LargestWindow, place, "strides", stride, $"from 1 to {LargestWindow}");
        Require(Enum.IsDefined(padding), place, "padding", (int)padding, "valid, same or circular");
    }

    private static void RequireFinite(string place, params ReadOnlySpan<(string Name, double Value)> parameters)
    {
        foreach ((string name, double value) in parameters)
            Require(double.IsFinite(value), place, name, value, "finite");
    }

    private static void Require(bool condition, string place, string name, double value, string range)
    {
        if (!condition)
            throw new NetworkException($"{place}: {name} must be {range}, not {value}.");
    }
}
