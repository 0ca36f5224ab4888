using Ntk.Native;
using Ntk.Solvers.Precision;
using Ntk.Solvers.Spectra;

namespace Ntk.Cli;

/// <summary>The tail of one spectrum.</summary>
/// <param name="Smallest">The smallest eigenvalue.</param>
/// <param name="Largest">The largest.</param>
/// <param name="Tail">The power law of the tail; null where too few eigenvalues are above the rounding errors.</param>
/// <param name="SmallestExponent">The smallest exponent over all windows.</param>
/// <param name="LargestExponent">The largest.</param>
internal sealed record TailFinding(double Smallest, double Largest, PowerLawFit? Tail, double SmallestExponent, double LargestExponent)
{
    public static TailFinding Of(SpectrumAnalysis analysis, TailFits? fits)
    {
        (double low, double high) = fits?.Range(fit => fit.Exponent) ?? (double.NaN, double.NaN);
        return new(analysis.Smallest, analysis.Largest, fits?.Tail, low, high);
    }
}

/// <summary>What the spectra of the first rows tell.</summary>
/// <param name="Rows">m.</param>
/// <param name="Float64">The kernel and its eigenvalues in float64.</param>
/// <param name="Float32Kernel">The float32 kernel, its eigenvalues in float64.</param>
/// <param name="Float32">The kernel and its eigenvalues in float32.</param>
/// <param name="CriticalNoise">The noise in entries at which the smallest eigenvalue of the float64 kernel reaches zero; 0 where it is a rounding error itself.</param>
internal sealed record SizeFinding(int Rows, TailFinding Float64, TailFinding Float32Kernel, TailFinding Float32, double CriticalNoise);

/// <summary>The three spectra of one kernel, the largest eigenvalue first.</summary>
/// <param name="Float64">The kernel and its eigenvalues in float64.</param>
/// <param name="Float32Kernel">The float32 kernel, its eigenvalues in float64.</param>
/// <param name="Float32">The kernel and its eigenvalues in float32.</param>
internal sealed record Spectra(SpectrumAnalysis Float64, SpectrumAnalysis Float32Kernel, SpectrumAnalysis Float32)
{
    /// <summary>What they tell.</summary>
    public SizeFinding Describe() => new(
        Float64.Order, TailFinding.Of(Float64, TailFits.Of(Float64)), TailFinding.Of(Float32Kernel, TailFits.Of(Float32Kernel)), TailFinding.Of(Float32, TailFits.Of(Float32)),
        Float64.Smallest > Float64.NoiseFloor ? Solvers.Precision.CriticalNoise.Of(Float64.Eigenvalues) : 0);
}
