using Ntk.Native;

namespace Ntk.Cli;

/// <summary>The command line asks for something that cannot be, or does not say enough.</summary>
/// <param name="message">Cause and remedy.</param>
internal sealed class UsageException(string message) : NtkException(message), IInputFault;
