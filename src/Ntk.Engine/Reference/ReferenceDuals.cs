using Ntk.Engine.Networks;

namespace Ntk.Engine.Reference;

/// <summary>The duals of activations that have a closed one.</summary>
internal static class ReferenceDuals
{
    // Twice the phase must be within the angles that sine and cosine take.
    private const double LargestPhase = 1e5;

    /// <summary>The dual of an activation.</summary>
    /// <param name="activation">The activation.</param>
    /// <param name="place">Its place in the network, for messages.</param>
    /// <exception cref="ReferenceLayerException">It has no closed dual, or a parameter is out of range.</exception>
    public static ReferenceDual Of(Activation activation, string place) => activation switch
    {
        Relu => new LinearPiecesDual(0, 1),
        LeakyRelu leaky => new LinearPiecesDual(leaky.Alpha, 1),
        AbRelu relu => new LinearPiecesDual(relu.A, relu.B),
        Abs => new LinearPiecesDual(-1, 1),
        RectifiedMonomial { Degree: 1 } => new LinearPiecesDual(0, 1),
        RectifiedMonomial monomial => new ArcCosineReference(monomial.Degree),
        Sign => new SignReference(),
        Erf erf => new ErfReference(erf.A, erf.B, erf.C),
        Gelu => new GeluReference(),
        Sin sin => new SineReference(sin.A, sin.B, DoublePhase(sin.C, place)),
        Cos cos => new SineReference(cos.A, cos.B, -DoublePhase(cos.C, place)),
        Rbf rbf => new RbfReference(rbf.Gamma),
        Exp exp => new ExpReference(exp.A, exp.B),
        Gaussian gaussian => new GaussianReference(gaussian.A, gaussian.B),
        Monomial monomial => PolynomialReference.Monomial(monomial.Degree),
        Hermite hermite => PolynomialReference.Hermite(hermite.Degree),
        PolynomialActivation polynomial => new PolynomialReference([.. polynomial.Coefficients.Select(coefficient => (DoubleDouble)coefficient)]),
        _ => throw new ReferenceLayerException(place, "its dual has no closed form, which the reference needs. Use relu, erf, gelu, sin, rbf or another activation that has one."),
    };

    /// <summary>cos 2c.</summary>
    private static DoubleDouble DoublePhase(double c, string place) => Math.Abs(c) <= LargestPhase
        ? DoubleDouble.Cos(2 * c)
        : throw new ReferenceLayerException(place, $"its phase c is {c:G3}; the reference takes phases up to {LargestPhase:0e0}. Subtract a multiple of 2π.");
}
