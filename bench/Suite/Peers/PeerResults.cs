using Ntk.Cli;

namespace Ntk.Bench.Suite.Peers;

/// <summary>Speed and errors beside another library.</summary>
/// <param name="Peer">The library.</param>
/// <param name="Inputs">What the kernels are of.</param>
/// <param name="Reference">What errors of the speeds' kernels are relative to.</param>
/// <param name="Speed">One element a case and precision.</param>
/// <param name="Golden">Errors on golden values; empty without a folder of them.</param>
internal sealed record PeerResults(PeerDescription Peer, string Inputs, string Reference, IReadOnlyList<PeerSpeed> Speed, IReadOnlyList<PeerAccuracy> Golden);

/// <summary>Time of an entry, NNGP and NTK together, preparation of the inputs included.</summary>
/// <param name="Case">The network and its inputs.</param>
/// <param name="Precision">Of both.</param>
/// <param name="PeerSize">The matrix both computed.</param>
/// <param name="Size">The matrix Ntk computed besides.</param>
/// <param name="PeerSeconds">The peer's seconds an entry.</param>
/// <param name="Seconds">Ntk's seconds an entry at <paramref name="Size"/>.</param>
/// <param name="SameSizeSeconds">Ntk's seconds an entry at <paramref name="PeerSize"/>.</param>
/// <param name="CompileSeconds">The peer's first call, which is not part of its time.</param>
/// <param name="PeerErrors">The peer's errors.</param>
/// <param name="Errors">Ntk's errors.</param>
internal sealed record PeerSpeed(
    string Case, Precision Precision, MatrixSize PeerSize, MatrixSize Size, Sample PeerSeconds, Sample Seconds, Sample SameSizeSeconds, double CompileSeconds, KernelErrors PeerErrors,
    KernelErrors Errors)
{
    /// <summary>How much faster Ntk is: rounds in which both ran one after the other.</summary>
    public Sample Ratio => new([.. PeerSeconds.Rounds.Zip(Seconds.Rounds, (peer, own) => peer / own)]);

    /// <summary>The same for matrices of equal size.</summary>
    public Sample SameSizeRatio => new([.. PeerSeconds.Rounds.Zip(SameSizeSeconds.Rounds, (peer, own) => peer / own)]);
}

/// <summary>Errors on one golden kernel.</summary>
/// <param name="Case">Its name.</param>
/// <param name="Precision">Of both.</param>
/// <param name="Errors">Ntk's.</param>
/// <param name="PeerErrors">The peer's; null if it cannot compute the network.</param>
internal sealed record PeerAccuracy(string Case, Precision Precision, KernelErrors Errors, KernelErrors? PeerErrors = null)
{
    /// <summary>The larger of the two errors, NaN before numbers.</summary>
    public static double Worst(KernelErrors errors) => Math.Max(errors.Nngp, errors.Ntk);
}
