using Ntk.Engine.Duals.Tabulated;
using Ntk.Engine.Networks;

namespace Ntk.Engine.Duals;

/// <summary>Receives the dual of an activation with its own type, so that loops over it are specialised.</summary>
/// <typeparam name="TResult">What is made of it.</typeparam>
public interface IDualVisitor<out TResult>
{
    /// <summary>Receives a dual.</summary>
    TResult Visit<TDual>(TDual dual)
        where TDual : struct, IDual;

    /// <summary>Receives a dual that prepares its first rows.</summary>
    TResult VisitPrepared<TDual>(TDual dual)
        where TDual : struct, IPreparedDual;
}

/// <summary>What is known of the pre-activations when the dual of an activation is chosen.</summary>
/// <param name="SmallestDeviation">Smallest √K(x,x) of all rows.</param>
/// <param name="LargestDeviation">Largest √K(x,x) of all rows.</param>
/// <param name="MayBeNegative">Whether correlations may be negative.</param>
public readonly record struct PreActivations(double SmallestDeviation, double LargestDeviation, bool MayBeNegative);

/// <summary>Which dual belongs to which activation.</summary>
public static class DualCatalog
{
    /// <summary>Hands the dual of an activation to a visitor.</summary>
    /// <exception cref="QuadratureException">A dual without a closed form does not converge.</exception>
    public static TResult Accept<TResult>(Activation activation, PreActivations range, IDualVisitor<TResult> visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        return activation switch
        {
            Relu or RectifiedMonomial { Degree: 1 } when range.MayBeNegative => visitor.Visit(default(ReluDual<AnySign>)),
            Relu or RectifiedMonomial { Degree: 1 } => visitor.Visit(default(ReluDual<NonNegative>)),
            LeakyRelu leaky => visitor.Visit(new AbReluDual(leaky.Alpha, 1)),
            AbRelu relu => visitor.Visit(new AbReluDual(relu.A, relu.B)),
            Abs => visitor.Visit(new AbReluDual(-1, 1)),
            Sign => visitor.Visit(default(SignDual)),
            RectifiedMonomial { Degree: 0 } => visitor.Visit(default(StepDual)),
            RectifiedMonomial { Degree: 2 } => visitor.Visit(default(RectifiedMonomialDual<Two>)),
            RectifiedMonomial { Degree: 3 } => visitor.Visit(default(RectifiedMonomialDual<Three>)),
            RectifiedMonomial { Degree: 4 } => visitor.Visit(default(RectifiedMonomialDual<Four>)),
            Rbf rbf => visitor.Visit(DistanceDual.Rbf(rbf.Gamma)),
            Exp exp => visitor.Visit(DistanceDual.Exponential(exp.A, exp.B)),
            Gaussian gaussian => visitor.Visit(new GaussianDual(gaussian.A, gaussian.B)),
            Monomial monomial => visitor.Visit(new PolynomialDual(PowerCoefficients(monomial.Degree))),
            Hermite hermite => visitor.Visit(new PolynomialDual(PolynomialDual.Hermite(hermite.Degree))),
            PolynomialActivation polynomial => visitor.Visit(new PolynomialDual([.. polynomial.Coefficients])),
            Erf erf => visitor.Visit(new ErfDual(erf.A, erf.B)),
            Gelu => visitor.Visit(default(GeluDual)),
            Sin sin => visitor.Visit(new SineDual(sin.A, sin.B, sin.C)),
            Cos cos => visitor.Visit(new SineDual(cos.A, cos.B, cos.C + Math.PI / 2)),
            _ => visitor.VisitPrepared(TabulatedDual.Create(Function(activation), range.SmallestDeviation, range.LargestDeviation)),
        };
    }

    /// <summary>The scalar function of an activation that goes through the table.</summary>
    private static ElementwiseFunction Function(Activation activation) => activation switch
    {
        Tanh => BuiltInFunctions.Tanh,
        Sigmoid => BuiltInFunctions.Sigmoid,
        Softplus => BuiltInFunctions.Softplus,
        Silu => BuiltInFunctions.Silu,
        Elementwise { Name: var name } => ElementwiseFunctions.Find(name) ?? throw new NetworkException($"No function is registered as '{name}'."),
        _ => throw new NetworkException($"{activation} has no dual."),
    };

    private static double[] PowerCoefficients(int degree)
    {
        var coefficients = new double[degree + 1];
        coefficients[degree] = 1;
        return coefficients;
    }
}
