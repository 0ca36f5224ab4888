namespace Ntk.Cli;

/// <summary>How a spectrum is found.</summary>
internal enum SpectrumMethod
{
    /// <summary>All eigenvalues of the kernel matrix in memory.</summary>
    Dense,

    /// <summary>Both ends of the spectrum and traces from products with a kernel that is never held.</summary>
    Lanczos,
}
