using Ntk.Native;

namespace Ntk.Engine.Networks;

/// <summary>A network is not well formed, or asks for something that has no kernel. The message names the layer.</summary>
/// <param name="message">Layer, cause and remedy.</param>
/// <param name="innerException">The error behind this one, or null.</param>
public sealed class NetworkException(string message, Exception? innerException = null) : NtkException(message, innerException);
