namespace Ntk.Native;

/// <summary>What became of one candidate.</summary>
public enum LibraryOutcome
{
    /// <summary>It is the one in use.</summary>
    Chosen,

    /// <summary>It is missing, incomplete or unsuitable.</summary>
    Failed,

    /// <summary>Another one came first, or the setting excludes it.</summary>
    NotTried,
}

/// <summary>A library that could serve, and what became of it.</summary>
/// <param name="Name">"Intel MKL", "OpenBLAS" or "managed".</param>
/// <param name="Location">The file, folder or loader name that was looked at.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Reason">Why, in one sentence.</param>
public sealed record LibraryCandidate(string Name, string Location, LibraryOutcome Outcome, string Reason);

/// <summary>Which linear-algebra library was chosen, and why.</summary>
/// <param name="Library">The library.</param>
/// <param name="Path">The file it was loaded from, or null for the managed code.</param>
/// <param name="Candidates">Everything that was looked at, in order.</param>
public sealed record LibraryResolution(LinearAlgebra Library, string? Path, IReadOnlyList<LibraryCandidate> Candidates);
