namespace Ntk.Engine.Duals.Tabulated;

/// <summary>A scalar activation without a closed dual: the function, its derivative, and where either jumps or bends.</summary>
public sealed class ElementwiseFunction
{
    private readonly ElementwiseBatch? batch;

    /// <summary>Describes an activation.</summary>
    /// <param name="name">What error messages call it.</param>
    /// <param name="value">φ, finite for every finite argument, deterministic and safe to call from several threads.</param>
    /// <param name="derivative">
    /// φ'. Where null, a central difference of sixth order, good to about 1e-12 where φ is smooth; required with breakpoints.
    /// </param>
    /// <param name="breakpoints">Arguments where φ or φ' is not smooth.</param>
    /// <exception cref="ArgumentException">Breakpoints without a derivative, or a breakpoint that is not finite.</exception>
    public ElementwiseFunction(string name, Func<double, double> value, Func<double, double>? derivative = null, params ReadOnlySpan<double> breakpoints)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (breakpoints.Length > 0 && derivative is null)
            throw new ArgumentException($"'{name}' has breakpoints, where a difference quotient fails: pass its derivative too.", nameof(derivative));
        double[] sorted = breakpoints.ToArray();
        Array.Sort(sorted);
        if (!Array.TrueForAll(sorted, double.IsFinite))
            throw new ArgumentException($"A breakpoint of '{name}' is not finite.", nameof(breakpoints));

        Name = name;
        Value = value;
        Derivative = derivative ?? (x => CentralDifference(value, x));
        Breakpoints = sorted;
        Symmetry = FindSymmetry(value);
    }

    /// <summary>Describes a smooth activation that can also evaluate many arguments at once.</summary>
    internal ElementwiseFunction(string name, Func<double, double> value, Func<double, double> derivative, ElementwiseBatch batch)
        : this(name, value, derivative) =>
        this.batch = batch;

    /// <summary>What error messages call it.</summary>
    public string Name { get; }

    /// <summary>φ.</summary>
    public Func<double, double> Value { get; }

    /// <summary>φ'.</summary>
    public Func<double, double> Derivative { get; }

    /// <summary>Arguments where φ or φ' is not smooth, ascending.</summary>
    public IReadOnlyList<double> Breakpoints { get; }

    /// <summary>Whether φ is odd, even or neither.</summary>
    internal Symmetry Symmetry { get; }

    /// <summary>φ and φ' of many arguments.</summary>
    internal void Evaluate(ReadOnlySpan<double> arguments, Span<double> values, Span<double> derivatives)
    {
        if (batch is not null)
        {
            batch(arguments, values, derivatives);
            return;
        }

        for (int i = 0; i < arguments.Length; i++)
        {
            values[i] = Value(arguments[i]);
            derivatives[i] = Derivative(arguments[i]);
        }
    }

    private static double CentralDifference(Func<double, double> value, double x)
    {
        const double Step = 1.0 / 64;
        double near = value(x + Step) - value(x - Step);
        double middle = value(x + 2 * Step) - value(x - 2 * Step);
        double far = value(x + 3 * Step) - value(x - 3 * Step);
        return (45 * near - 9 * middle + far) / (60 * Step);
    }

    private static Symmetry FindSymmetry(Func<double, double> value)
    {
        bool odd = true;
        bool even = true;
        for (double x = 0.03125; x < 40; x *= 1.37)
        {
            double positive = value(x);
            double negative = value(-x);
            odd &= negative == -positive;
            even &= negative == positive;
        }

        return odd ? Symmetry.Odd : even ? Symmetry.Even : Symmetry.None;
    }
}

/// <summary>φ and φ' of many arguments.</summary>
internal delegate void ElementwiseBatch(ReadOnlySpan<double> arguments, Span<double> values, Span<double> derivatives);

/// <summary>How a function behaves under x → −x.</summary>
internal enum Symmetry
{
    /// <summary>Neither odd nor even.</summary>
    None,

    /// <summary>φ(−x) = −φ(x).</summary>
    Odd,

    /// <summary>φ(−x) = φ(x).</summary>
    Even,
}
