namespace Ntk.Native;

/// <summary>The base of every error Ntk reports on purpose: its message names the cause, the numbers and the remedy.</summary>
public abstract class NtkException : Exception
{
    /// <summary>Makes an error with a message and, where another error led to it, that error.</summary>
    /// <param name="message">Cause, numbers and remedy, in one or two sentences.</param>
    /// <param name="innerException">The error behind this one, or null.</param>
    protected NtkException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
