using Ntk.Engine.Duals.Tabulated;

namespace Ntk.Engine.Networks;

/// <summary>A layer that applies a scalar function φ to each unit. Its input must be Gaussian: the output of a Dense layer or a sum of such.</summary>
public abstract record Activation : Layer;

/// <summary>φ(x) = max(x, 0).</summary>
public sealed record Relu : Activation;

/// <summary>φ(x) = max(x, 0) + α·min(x, 0).</summary>
/// <param name="Alpha">Slope of the negative side; finite.</param>
public sealed record LeakyRelu(double Alpha) : Activation;

/// <summary>φ(x) = a·min(x, 0) + b·max(x, 0).</summary>
/// <param name="A">Slope of the negative side; finite.</param>
/// <param name="B">Slope of the positive side; finite, and not zero together with <paramref name="A"/>.</param>
public sealed record AbRelu(double A, double B) : Activation;

/// <summary>φ(x) = |x|.</summary>
public sealed record Abs : Activation;

/// <summary>φ(x) = sign x. Its derivative counts as zero: the NTK only sees the layers after it.</summary>
public sealed record Sign : Activation;

/// <summary>φ(x) = max(x, 0)ⁿ, the arc-cosine kernel of order n.</summary>
/// <param name="Degree">n, from 0 (a step, whose derivative counts as zero) to 4.</param>
public sealed record RectifiedMonomial(int Degree) : Activation;

/// <summary>φ(x) = a·erf(b·x) + c.</summary>
/// <param name="A">Output scale; finite.</param>
/// <param name="B">Input scale; finite.</param>
/// <param name="C">Offset; finite.</param>
public sealed record Erf(double A = 1, double B = 1, double C = 0) : Activation;

/// <summary>φ(x) = x·Φ(x), Φ the standard normal distribution function.</summary>
public sealed record Gelu : Activation;

/// <summary>φ(x) = a·sin(b·x + c).</summary>
/// <param name="A">Output scale; finite.</param>
/// <param name="B">Input scale; finite.</param>
/// <param name="C">Phase in radians; finite.</param>
public sealed record Sin(double A = 1, double B = 1, double C = 0) : Activation;

/// <summary>φ(x) = a·cos(b·x + c).</summary>
/// <param name="A">Output scale; finite.</param>
/// <param name="B">Input scale; finite.</param>
/// <param name="C">Phase in radians; finite.</param>
public sealed record Cos(double A = 1, double B = 1, double C = 0) : Activation;

/// <summary>φ(x) = √2·sin(√(2γ)·x + π/4), whose kernel is e^{−γ(q₁₁+q₂₂−2q₁₂)}.</summary>
/// <param name="Gamma">γ ≥ 0, finite.</param>
public sealed record Rbf(double Gamma = 1) : Activation;

/// <summary>φ(x) = a·e^{b·x}.</summary>
/// <param name="A">Output scale; finite.</param>
/// <param name="B">Input scale; finite.</param>
public sealed record Exp(double A = 1, double B = 1) : Activation;

/// <summary>φ(x) = a·e^{b·x²}.</summary>
/// <param name="A">Output scale; finite.</param>
/// <param name="B">Finite; above zero the kernel diverges for variances from 1/(4b) on, which is an error.</param>
public sealed record Gaussian(double A = 1, double B = -1) : Activation;

/// <summary>φ(x) = xⁿ.</summary>
/// <param name="Degree">n, from 0 to 32.</param>
public sealed record Monomial(int Degree) : Activation;

/// <summary>φ(x) = He_n(x)/√n!, the normalised (probabilists') Hermite polynomial: κ = ρⁿ at unit variance.</summary>
/// <param name="Degree">n, from 0 to 32.</param>
public sealed record Hermite(int Degree) : Activation;

/// <summary>φ(x) = Σ coefficients[k]·x^k.</summary>
/// <param name="Coefficients">From the constant term upwards; 1 to 33 of them, finite.</param>
public sealed record PolynomialActivation(EquatableList<double> Coefficients) : Activation;

/// <summary>φ(x) = tanh x, by quadrature.</summary>
public sealed record Tanh : Activation;

/// <summary>φ(x) = 1/(1 + e^{−x}), by quadrature.</summary>
public sealed record Sigmoid : Activation;

/// <summary>φ(x) = ln(1 + e^x), by quadrature.</summary>
public sealed record Softplus : Activation;

/// <summary>φ(x) = x/(1 + e^{−x}), by quadrature.</summary>
public sealed record Silu : Activation;

/// <summary>Any function of your own, by quadrature to 1e-10; see <see cref="ElementwiseFunctions.Register"/>.</summary>
/// <param name="Name">The name it was registered under.</param>
public sealed record Elementwise(string Name) : Activation;
