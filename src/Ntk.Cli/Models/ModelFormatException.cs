using Ntk.Native;

namespace Ntk.Cli;

/// <summary>A file is not a fitted model that this version can read.</summary>
/// <param name="file">The file.</param>
/// <param name="cause">What is wrong, and the remedy.</param>
/// <param name="innerException">The error behind this one, or null.</param>
internal sealed class ModelFormatException(string file, string cause, Exception? innerException = null)
    : NtkException($"{file}: {cause}", innerException), IInputFault;
