namespace Ntk.Native;

/// <summary>A native library that was asked for cannot be used, or does not behave as it should.</summary>
/// <param name="message">Which library, what is wrong, and the remedy.</param>
/// <param name="candidates">What was looked at on the way, or null.</param>
/// <param name="innerException">The loader's error, or null.</param>
public sealed class NativeLibraryException(string message, IReadOnlyList<LibraryCandidate>? candidates = null, Exception? innerException = null)
    : NtkException(message, innerException)
{
    /// <summary>The libraries that were looked at, with the reason each one failed.</summary>
    public IReadOnlyList<LibraryCandidate> Candidates { get; } = candidates ?? [];
}
