using Ntk.Engine.Networks;

namespace Ntk.Cli;

/// <summary>A network with what to call it.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Network">The network.</param>
/// <param name="Precision">The only type of arithmetic to compare it in; null for all of the experiment.</param>
/// <param name="LargestTrainRows">The most training rows to give it, those for validation included; null for all.</param>
internal sealed record NamedNetwork(string Name, Network Network, Precision? Precision = null, int? LargestTrainRows = null)
{
    /// <summary>The precisions to compare it in.</summary>
    public IReadOnlyList<Precision> PrecisionsOf(IReadOnlyList<Precision> all) => Precision is { } only ? [only] : all;
}

/// <summary>What an experiment compares, and on which rows.</summary>
/// <param name="Data">The source.</param>
/// <param name="Networks">The networks.</param>
/// <param name="Precisions">The types of the arithmetic.</param>
/// <param name="Preparation">What is done to inputs first.</param>
/// <param name="TrainRows">Training rows, those held out for validation included; null for the default.</param>
/// <param name="ValidationShare">The share of the training rows on which models are compared, below 1; 0 for none.</param>
/// <param name="TestRows">Test rows; null for the default.</param>
/// <param name="Seed">Where the split starts.</param>
internal sealed record ExperimentSettings(
    DataSettings Data, IReadOnlyList<NamedNetwork> Networks, IReadOnlyList<Precision> Precisions, Preparation Preparation, int? TrainRows, double ValidationShare, int? TestRows, ulong Seed)
{
    /// <summary>The precisions that some network is compared in.</summary>
    public IEnumerable<Precision> UsedPrecisions => Networks.SelectMany(network => network.PrecisionsOf(Precisions)).Distinct().Order();

    /// <summary>The networks to compare in a precision.</summary>
    public IEnumerable<NamedNetwork> NetworksIn(Precision precision) => Networks.Where(network => network.PrecisionsOf(Precisions).Contains(precision));
}
