namespace Ntk.Solvers.Spectra;

/// <summary>One end of the spectrum of a symmetric matrix.</summary>
public enum SpectrumEnd
{
    /// <summary>The algebraically largest eigenvalues.</summary>
    Largest,

    /// <summary>The algebraically smallest eigenvalues.</summary>
    Smallest,
}
