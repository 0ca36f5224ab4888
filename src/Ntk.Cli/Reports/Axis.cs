namespace Ntk.Cli;

/// <summary>An axis of a plot.</summary>
/// <param name="Label">What it shows, with the unit.</param>
/// <param name="Minimum">Its start; above zero if logarithmic.</param>
/// <param name="Maximum">Its end.</param>
/// <param name="IsLogarithmic">Whether equal lengths are equal factors.</param>
/// <param name="Write">Writes the value of a tick of a linear axis.</param>
internal sealed record Axis(string Label, double Minimum, double Maximum, bool IsLogarithmic, Func<double, string> Write)
{
    private const int MostTicks = 7;

    // Equal values still need an axis.
    private const double SmallestRange = 0.01;

    /// <summary>A logarithmic axis that begins and ends at powers of ten.</summary>
    public static Axis Logarithmic(string label, double smallest, double largest)
    {
        double first = Math.Floor(Math.Log10(smallest) + 1e-9), last = Math.Max(first + 1, Math.Ceiling(Math.Log10(largest) - 1e-9));
        return new(label, Math.Pow(10, first), Math.Pow(10, last), IsLogarithmic: true, Html.Scientific);
    }

    /// <summary>A linear axis that begins and ends at round numbers.</summary>
    public static Axis Linear(string label, double smallest, double largest, Func<double, string> write)
    {
        double step = Step(Math.Max(largest - smallest, SmallestRange));
        double last = Math.Ceiling(largest / step - 1e-9), first = Math.Min(last - 1, Math.Floor(smallest / step + 1e-9));
        return new(label, first * step, last * step, IsLogarithmic: false, write);
    }

    /// <summary>Where a value is, as a share of the axis.</summary>
    public double Place(double value) => IsLogarithmic
        ? (Math.Log10(value) - Math.Log10(Minimum)) / (Math.Log10(Maximum) - Math.Log10(Minimum))
        : (value - Minimum) / (Maximum - Minimum);

    /// <summary>The values to mark.</summary>
    public IEnumerable<(double Value, string Text)> Ticks()
    {
        if (!IsLogarithmic)
        {
            double step = Step(Maximum - Minimum);
            for (double index = Math.Ceiling(Minimum / step - 1e-9); index * step <= Maximum + step * 1e-6; index++)
                yield return (index * step, Write(index * step));
            yield break;
        }

        int first = (int)Math.Ceiling(Math.Log10(Minimum) - 1e-9), last = (int)Math.Floor(Math.Log10(Maximum) + 1e-9);
        int stride = Math.Max(1, (int)Math.Ceiling((last - first) / (double)MostTicks));
        for (int exponent = first; exponent <= last; exponent += stride)
            yield return (Math.Pow(10, exponent), Html.PowerOfTen(exponent));
    }

    /// <summary>1, 2 or 5 times a power of ten, so that there are few ticks.</summary>
    private static double Step(double range)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(range / MostTicks)));
        return power * (range / (power * MostTicks)) switch
        {
            <= 1 + 1e-9 => 1,
            <= 2 + 1e-9 => 2,
            <= 5 + 1e-9 => 5,
            _ => 10,
        };
    }
}
