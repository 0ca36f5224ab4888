using Ntk.Solvers.Spectra;

namespace Ntk.Bench.Suite;

/// <summary>How a cost grows: seconds ≈ prefactor · variable^exponent, by least squares of logarithms.</summary>
/// <param name="Name">Of what.</param>
/// <param name="Variable">What grows.</param>
/// <param name="Exponent">The exponent.</param>
/// <param name="StandardError">Its standard error, for independent deviations of the logarithms.</param>
/// <param name="Prefactor">The law's seconds at 1.</param>
/// <param name="Expected">The exponent of the largest term of the number of operations.</param>
/// <param name="Points">Median seconds.</param>
internal sealed record Scaling(string Name, string Variable, double Exponent, double StandardError, double Prefactor, double Expected, IReadOnlyList<ScalingPoint> Points)
{
    /// <summary>Fits a series of at least three points.</summary>
    public static Scaling Of(string name, string variable, double expected, IEnumerable<ScalingPoint> points)
    {
        ScalingPoint[] sorted = [.. points.OrderBy(point => point.X)];
        LineFit line = LineFit.Of(Array.ConvertAll(sorted, point => Math.Log(point.X)), Array.ConvertAll(sorted, point => Math.Log(point.Seconds)));
        return new(name, variable, line.Slope, line.StandardError, Math.Exp(line.Intercept), expected, sorted);
    }

    /// <summary>The law's seconds.</summary>
    public double At(double x) => Prefactor * Math.Pow(x, Exponent);
}

/// <summary>One size.</summary>
/// <param name="X">The variable.</param>
/// <param name="Seconds">The median.</param>
internal readonly record struct ScalingPoint(double X, double Seconds);
