using Ntk.Engine.Cpu.Planes;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Kernels.Devices;

namespace Ntk.Kernels.Planes;

/// <summary>What one launch computes.</summary>
internal abstract record PlaneStage
{
    /// <summary>The values kept whole, or sums of them, that it reads; none where it starts from the images.</summary>
    public abstract IEnumerable<int> Reads { get; }
}

/// <summary>A pool, a sum, a product, or a filter that wraps around: from values kept whole to one.</summary>
/// <param name="Value">The value it makes.</param>
/// <param name="Operation">What makes it.</param>
internal sealed record PlaneMix(int Value, KernelOperation Operation) : PlaneStage
{
    public override IEnumerable<int> Reads => Operation.Sources;
}

/// <summary>The sums of a segment's planes become one pixel.</summary>
/// <param name="Value">The value it makes.</param>
/// <param name="Operation">What makes it.</param>
internal sealed record PlaneReadout(int Value, ReadoutOperation Operation) : PlaneStage
{
    public override IEnumerable<int> Reads => [PlaneMemoryPlan.SumsOf(Value)];
}

/// <summary>What becomes of a segment's planes.</summary>
internal enum PlaneEnd
{
    /// <summary>They are kept, for other launches.</summary>
    Kept,

    /// <summary>They are summed up.</summary>
    Summed,

    /// <summary>They are the result.</summary>
    Result,
}

/// <summary>Layers that one launch computes for the planes of all offsets.</summary>
/// <param name="Source">The value it starts from.</param>
/// <param name="Target">The value it ends with.</param>
/// <param name="End">What becomes of it.</param>
/// <param name="Dual">The activation of all its layers.</param>
/// <param name="Layers">The values its steps make, in order.</param>
/// <param name="SourceMultiple">The offset of the source, in terms of that of the target.</param>
/// <param name="Readout">What sums are for; null if nothing is summed up.</param>
internal sealed record PlaneSegment(int Source, int Target, PlaneEnd End, DeviceDual Dual, IReadOnlyList<int> Layers, PixelOffset SourceMultiple, PlaneReadout? Readout = null)
    : PlaneStage
{
    public override IEnumerable<int> Reads => Source == 0 ? [] : [Source];

    /// <summary>Where its planes, their sums or the result go.</summary>
    public int Place => End switch
    {
        PlaneEnd.Kept => Target,
        PlaneEnd.Summed => PlaneMemoryPlan.SumsOf(Readout!.Value),
        _ => PlaneMemoryPlan.Result,
    };

    /// <summary>The offsets it is run for, row by row.</summary>
    public PixelOffset[] Offsets(PlaneModel model) => PlaneMemoryPlan.Order(Readout switch
    {
        null => model.Required[Target]!,
        { Operation.Kind: ReadoutKind.Flatten } => [PixelOffset.Zero],
        _ => OffsetRequirements.All(model.Program.Shapes[Target]),
    });
}
