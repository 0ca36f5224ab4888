namespace Ntk.Engine.Networks;

/// <summary>Short names for layers: <c>using static Ntk.Engine.Networks.Layers;</c></summary>
public static class Layers
{
    /// <inheritdoc cref="Networks.Dense"/>
    public static Dense Dense(double wStd = 1, double? bStd = null, int? width = null) => new(wStd, bStd, width);

    /// <summary>A convolution with a square filter; <see cref="Networks.Conv"/> has all there is.</summary>
    /// <param name="size">Height and width of the filter, ≥ 1.</param>
    /// <param name="wStd">Standard deviation of the weights, times the root of their number.</param>
    /// <param name="bStd">Standard deviation of the biases; null for a layer without biases.</param>
    /// <param name="stride">Both strides, ≥ 1.</param>
    /// <param name="padding">What the filter sees beyond the edge.</param>
    /// <param name="width">Finite number of channels, where needed.</param>
    public static Conv Conv(int size = 3, double wStd = 1, double? bStd = null, int stride = 1, Padding padding = Padding.Same, int? width = null) =>
        new([size, size], [stride, stride], padding, wStd, bStd, width);

    /// <summary>Means over square windows that do not overlap.</summary>
    /// <param name="size">Height and width of the window, ≥ 1.</param>
    public static AvgPool AvgPool(int size = 2) => new([size, size]);

    /// <summary>Sums over square windows that do not overlap.</summary>
    /// <param name="size">Height and width of the window, ≥ 1.</param>
    public static SumPool SumPool(int size = 2) => new([size, size]);

    /// <inheritdoc cref="Networks.GlobalAvgPool"/>
    public static GlobalAvgPool GlobalAvgPool() => new();

    /// <inheritdoc cref="Networks.GlobalSumPool"/>
    public static GlobalSumPool GlobalSumPool() => new();

    /// <inheritdoc cref="Networks.Flatten"/>
    public static Flatten Flatten() => new();

    /// <inheritdoc cref="Networks.Identity"/>
    public static Identity Identity() => new();

    /// <inheritdoc cref="Networks.LayerNorm"/>
    public static LayerNorm LayerNorm(double epsilon = 1e-12) => new(Epsilon: epsilon);

    /// <inheritdoc cref="Networks.Dropout"/>
    public static Dropout Dropout(double keep) => new(keep);

    /// <summary>A branch of a fan-in: layers one after another; none is the identity.</summary>
    public static EquatableList<Layer> Branch(params ReadOnlySpan<Layer> layers) => EquatableList.Create(layers);

    /// <inheritdoc cref="FanInSum"/>
    public static FanInSum Sum(params ReadOnlySpan<EquatableList<Layer>> branches) => new(EquatableList.Create(branches));

    /// <inheritdoc cref="FanInProduct"/>
    public static FanInProduct Product(params ReadOnlySpan<EquatableList<Layer>> branches) => new(EquatableList.Create(branches));

    /// <inheritdoc cref="FanInConcat"/>
    public static FanInConcat Concat(params ReadOnlySpan<EquatableList<Layer>> branches) => new(EquatableList.Create(branches));

    /// <inheritdoc cref="Networks.Relu"/>
    public static Relu Relu() => new();

    /// <inheritdoc cref="Networks.LeakyRelu"/>
    public static LeakyRelu LeakyRelu(double alpha) => new(alpha);

    /// <inheritdoc cref="Networks.AbRelu"/>
    public static AbRelu AbRelu(double a, double b) => new(a, b);

    /// <inheritdoc cref="Networks.Abs"/>
    public static Abs Abs() => new();

    /// <inheritdoc cref="Networks.Sign"/>
    public static Sign Sign() => new();

    /// <inheritdoc cref="Networks.RectifiedMonomial"/>
    public static RectifiedMonomial RectifiedMonomial(int degree) => new(degree);

    /// <inheritdoc cref="Networks.Erf"/>
    public static Erf Erf(double a = 1, double b = 1, double c = 0) => new(a, b, c);

    /// <inheritdoc cref="Networks.Gelu"/>
    public static Gelu Gelu() => new();

    /// <inheritdoc cref="Networks.Sin"/>
    public static Sin Sin(double a = 1, double b = 1, double c = 0) => new(a, b, c);

    /// <inheritdoc cref="Networks.Cos"/>
    public static Cos Cos(double a = 1, double b = 1, double c = 0) => new(a, b, c);

    /// <inheritdoc cref="Networks.Rbf"/>
    public static Rbf Rbf(double gamma = 1) => new(gamma);

    /// <inheritdoc cref="Networks.Exp"/>
    public static Exp Exp(double a = 1, double b = 1) => new(a, b);

    /// <inheritdoc cref="Networks.Gaussian"/>
    public static Gaussian Gaussian(double a = 1, double b = -1) => new(a, b);

    /// <inheritdoc cref="Networks.Monomial"/>
    public static Monomial Monomial(int degree) => new(degree);

    /// <inheritdoc cref="Networks.Hermite"/>
    public static Hermite Hermite(int degree) => new(degree);

    /// <inheritdoc cref="PolynomialActivation"/>
    public static PolynomialActivation Polynomial(params ReadOnlySpan<double> coefficients) => new(EquatableList.Create(coefficients));

    /// <inheritdoc cref="Networks.Tanh"/>
    public static Tanh Tanh() => new();

    /// <inheritdoc cref="Networks.Sigmoid"/>
    public static Sigmoid Sigmoid() => new();

    /// <inheritdoc cref="Networks.Softplus"/>
    public static Softplus Softplus() => new();

    /// <inheritdoc cref="Networks.Silu"/>
    public static Silu Silu() => new();
}
