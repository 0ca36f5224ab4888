using System.Numerics;
using Ntk.Engine.Programs;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>Steps that turn planes of kept values into planes of another, for each of its offsets.</summary>
/// <param name="Steps">In order.</param>
/// <param name="Result">The register of the result.</param>
/// <param name="Offsets">The offsets to run them for.</param>
/// <param name="Sink">What becomes of the result.</param>
internal sealed record PlaneChain<T>(IReadOnlyList<PlaneStep<T>> Steps, int Result, IReadOnlyList<PixelOffset> Offsets, PlaneSink<T> Sink)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public void Run(PlaneScratch<T> scratch)
    {
        Sink.Begin(scratch);
        foreach (PixelOffset offset in Offsets)
        {
            foreach (PlaneStep<T> step in Steps)
                step.Run(scratch, offset);
            if (scratch.IsOwn && offset == PixelOffset.Zero)
                scratch.ClearDistances(Result);
            Sink.Accept(scratch, Result, offset);
        }

        Sink.End(scratch);
    }
}

/// <summary>A program ready to run on pairs of images: chain after chain, each of which ends where planes mix.</summary>
/// <param name="Chains">In order.</param>
/// <param name="Stores">The values kept whole.</param>
/// <param name="Sizes">Memory of a thread.</param>
internal sealed record PlaneProgram<T>(IReadOnlyList<PlaneChain<T>> Chains, IReadOnlyList<PlaneStoreShape> Stores, PlaneSizes Sizes)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Bytes a thread works in, besides the scalars of its first images.</summary>
    public long BytesPerThread =>
        System.Runtime.CompilerServices.Unsafe.SizeOf<T>() * (Sizes.Elements + Stores.Sum(store => store.Cells) * PlaneParts.Count * Sizes.Groups * Sizes.Lanes);

    public PlaneScratch<T> MakeScratch(PixelTables<T> first, bool isOwn) =>
        new(Sizes, first, isOwn, Stores.Select(store => new PlaneStore<T>(store, Sizes.Groups, Sizes.Lanes)));

    public void Run(PlaneScratch<T> scratch)
    {
        foreach (PlaneChain<T> chain in Chains)
            chain.Run(scratch);
    }
}
