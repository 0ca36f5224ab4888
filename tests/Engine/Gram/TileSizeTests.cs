using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;

namespace Ntk.Tests.Engine.Gram;

/// <summary>Tiles are about a second of work or less, whatever an entry costs, and there are enough of them.</summary>
internal sealed class TileSizeTests
{
    private static readonly GramOptions TwoThreads = new() { ThreadCount = 2 };

    [TestCase(1e3, ExpectedResult = "256 × 512", TestName = "Features: as large as allowed")]
    [TestCase(6e5, ExpectedResult = "160 × 416", TestName = "All pairs of pixels of a small image")]
    [TestCase(3e9, ExpectedResult = "32 × 32", TestName = "Seconds an entry: as small as allowed")]
    public string OfLargeMatrices(double flops)
    {
        TileSize size = TileSize.Of(100_000, 100_000, isSymmetric: false, TwoThreads, flops);
        return $"{size.Rows} × {size.Columns}";
    }

    [Test]
    public void AreASecondOfWorkOrTheSmallest([Values(1, 1e4, 1e5, 1e6, 1e7, 1e8)] double flops)
    {
        TileSize size = TileSize.Of(10_000, 10_000, isSymmetric: true, TwoThreads, flops);
        Assert.Multiple(() =>
        {
            Assert.That(size.Rows % 32 + size.Columns % 32, Is.Zero);
            Assert.That(size.Rows, Is.InRange(32, 256));
            Assert.That(size.Columns, Is.InRange(32, 512));
            Assert.That(size.Rows * size.Columns * flops, Is.LessThanOrEqualTo(Math.Max(4e10, 1024 * flops)));
            if (size is not { Rows: 256, Columns: 512 } and not { Rows: 32, Columns: 32 })
                Assert.That(size.Rows * size.Columns * flops, Is.GreaterThan(1e10));
        });
    }

    [TestCase(300, true, 8)]
    [TestCase(300, false, 8)]
    [TestCase(1000, true, 64)]
    public void AreEnoughForAllThreads(int rows, bool isSymmetric, int threads)
    {
        var options = new GramOptions { ThreadCount = threads };
        var grid = new TileGrid(rows, rows, isSymmetric, options, columnGranularity: 32, flopsPerEntry: 1e6);
        Assert.That(grid.Tiles, Has.Count.GreaterThanOrEqualTo(isSymmetric ? 3 * threads / 2 : 2 * threads));
    }

    [Test]
    public void OfAStoreDoNotDependOnTheThreads()
    {
        var store = new NoStore();
        TileSize one = TileSize.Of(500, 500, isSymmetric: true, new GramOptions { Store = store, ThreadCount = 1 }, 1e6);
        TileSize many = TileSize.Of(500, 500, isSymmetric: true, new GramOptions { Store = store, ThreadCount = 64 }, 1e6);
        Assert.That(many, Is.EqualTo(one));
    }

    [Test]
    public void AreThoseAskedFor()
    {
        var options = new GramOptions { TileRows = 7, TileColumns = 1000 };
        Assert.That(TileSize.Of(100, 5000, isSymmetric: false, options, 1e12), Is.EqualTo(new TileSize(7, 1000)));
        Assert.That(TileSize.Of(3, 0, isSymmetric: false, options, 1e12), Is.EqualTo(new TileSize(3, 1)));
    }

    private sealed class NoStore : ITileStore
    {
        public IStoredTiles<T> Open<T>(TileStoreDescription description)
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => throw new NotSupportedException();
    }
}
