using Ntk.Solvers.Spectra;

namespace Ntk.Solvers.Precision;

/// <summary>Power laws of one spectrum through several windows: how much they differ is how far the tail is from a power law.</summary>
/// <param name="Tail">The usual window, <see cref="SpectrumAnalysis.FitTail()"/>.</param>
/// <param name="Windows">All windows, the usual one among them.</param>
public sealed record TailFits(PowerLawFit Tail, IReadOnlyList<PowerLawFit> Windows)
{
    // Starts as shares of the tail's last index on a logarithmic scale, and ends as shares of it.
    private static readonly double[] Starts = [1.0 / 3, 1.0 / 2, 2.0 / 3];
    private static readonly double[] Ends = [1.0 / 2, 1];

    /// <summary>Fits a spectrum; null where fewer than three eigenvalues are above the noise.</summary>
    /// <param name="analysis">All eigenvalues.</param>
    public static TailFits? Of(SpectrumAnalysis analysis)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        PowerLawFit tail;
        try
        {
            tail = analysis.FitTail();
        }
        catch (PowerLawWindowException)
        {
            return null;
        }

        List<PowerLawFit> windows = [tail];
        foreach (double end in Ends)
        {
            foreach (double start in Starts)
            {
                int first = (int)Math.Pow(tail.Last, start), last = (int)(end * tail.Last);
                if (first >= 1 && last - first + 1 >= PowerLawFit.FewestValues)
                    windows.Add(PowerLawFit.Of(analysis.Eigenvalues, first, last));
            }
        }

        return new(tail, windows);
    }

    /// <summary>The smallest and the largest of something over all windows.</summary>
    /// <param name="of">What.</param>
    public (double Smallest, double Largest) Range(Func<PowerLawFit, double> of) => (Windows.Min(of), Windows.Max(of));
}
