using System.Numerics;
using Ntk.Data;
using Ntk.Engine.Programs;

namespace Ntk.Tests.Data.Store;

/// <summary>A build that is continued has the bits of one that was never disturbed.</summary>
[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
internal sealed class StoreResumeTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Test]
    public void A_continued_build_has_the_same_bits(
        [Values] bool isSymmetric, [Values(KernelOutputs.Nngp, KernelOutputs.Ntk, KernelOutputs.Both)] KernelOutputs outputs, [Values(1, 2)] int threads)
    {
        using TemporaryFolder folder = new();
        var matrix = new StoreCase<T>(isSymmetric, outputs);
        TileFolder store = new(folder.File("k.tiles"));
        for (int tiles = 1; tiles < matrix.TileCount; tiles += 3)
        {
            matrix.BuildPart(store, tiles);
            Assert.That(store.Report.StoredTiles, Is.EqualTo(tiles));
        }

        int stored = store.Report.StoredTiles;
        TileStoreReport report = matrix.Build(store, threads);
        Assert.That((report.LoadedTiles, report.RecomputedTiles, report.ComputedTiles), Is.EqualTo((stored, 0, matrix.TileCount - stored)));
        Assert.That(matrix.Build(store, threads).LoadedTiles, Is.EqualTo(matrix.TileCount), "all are there");
        Assert.That(store.Report.Damages, Is.Empty);
    }

    [Test]
    public void Loaded_tiles_count_as_progress([Values] bool isSymmetric)
    {
        using TemporaryFolder folder = new();
        var matrix = new StoreCase<T>(isSymmetric);
        TileFolder store = new(folder.File("k.tiles"));
        matrix.BuildPart(store, 4);
        List<int> counts = [];
        matrix.Bytes(store, threads: 1, new Recorder(counts));
        Assert.That(counts, Is.EqualTo(Enumerable.Range(1, matrix.TileCount)));
    }

    private sealed class Recorder(List<int> counts) : IProgress<Ntk.Engine.Gram.GramProgress>
    {
        public void Report(Ntk.Engine.Gram.GramProgress value) => counts.Add(value.CompletedTiles);
    }
}
