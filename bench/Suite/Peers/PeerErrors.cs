using Ntk.Native;

namespace Ntk.Bench.Suite.Peers;

/// <summary>The peer is not there to be measured.</summary>
/// <param name="python">The Python that was asked.</param>
/// <param name="cause">What it said.</param>
internal sealed class PeerMissingException(string python, string cause) : NtkException($"{python} has no neural-tangents: {cause}. {PeerMissingException.Remedy}")
{
    /// <summary>How to get it; the versions are those the tables of README.md were made with.</summary>
    public const string Remedy =
        "Install it with 'python3.11 -m venv peer' and 'peer/bin/pip install neural-tangents==0.6.5 jax==0.4.23 jaxlib==0.4.23 numpy==1.24.2 scipy==1.10.1', "
        + "then give --peer-python peer/bin/python.";
}

/// <summary>The peer's process failed.</summary>
/// <param name="cause">What happened, with the end of what it wrote to standard error.</param>
internal sealed class PeerFailedException(string cause) : NtkException(cause);

/// <summary>The peer cannot express a network.</summary>
/// <param name="cause">Which layer.</param>
internal sealed class PeerRefusedException(string cause) : NtkException($"The peer cannot compute this network: {cause}.");
