using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;

namespace Ntk.Tests.Engine;

/// <summary>Tiles one by one are those of the whole matrix, to the last bit.</summary>
[TestFixture(TypeArgs = [typeof(float)])]
[TestFixture(TypeArgs = [typeof(double)])]
internal sealed class GramTilesTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Test]
    public void CoverTheLowerTriangleOnce([Values(1, 2, 33, 100)] int rows, [Values(7, 32)] int tileRows, [Values(1, 3)] int threads, [Values] bool hasTangent)
    {
        KernelOutputs outputs = hasTangent ? KernelOutputs.Both : KernelOutputs.Nngp;
        Network network = Presets.FullyConnected(2);
        Tensor<T> inputs = Inputs(rows);
        var options = new GramOptions { TileRows = tileRows, TileColumns = 32, ThreadCount = threads };
        using GramResult<T> whole = new GramBuilder<T>(network, options).Build(inputs, outputs);
        using GramTiles<T> tiles = new GramBuilder<T>(network, options).Open(inputs, outputs);
        var seen = new int[rows, rows];
        int wrong = 0, threadsSeen = 0;
        tiles.ForEach((thread, tile) =>
        {
            Interlocked.Or(ref threadsSeen, 1 << thread);
            for (int i = 0; i < tile.Range.RowCount; i++)
            {
                for (int j = 0; j < tile.LowerCount(i); j++)
                {
                    int row = tile.Range.FirstRow + i, column = tile.Range.FirstColumn + j;
                    seen[row, column]++;
                    if (tile.Nngp[i, j] != whole.Nngp[row, column] || (hasTangent && tile.Ntk[i, j] != whole.Ntk[row, column]))
                        Interlocked.Increment(ref wrong);
                }
            }
        });
        Assert.That(wrong, Is.Zero);
        Assert.That(threadsSeen, Is.EqualTo((1 << tiles.ThreadCount) - 1));
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < rows; j++)
                Assert.That(seen[i, j], Is.EqualTo(j <= i ? 1 : 0));
        }
    }

    [Test]
    public void MayBeComputedAgain()
    {
        using GramTiles<T> tiles = new GramBuilder<T>(Presets.FullyConnected(1)).Open(Inputs(20), KernelOutputs.Ntk);
        for (int pass = 0; pass < 2; pass++)
        {
            int entries = 0;
            tiles.ForEach((_, tile) => Interlocked.Add(ref entries, tile.Range.RowCount * tile.Range.ColumnCount));
            Assert.That(entries, Is.EqualTo(400));
        }
    }

    [Test]
    public void StopBetweenTwoTiles()
    {
        using GramTiles<T> tiles = new GramBuilder<T>(Presets.FullyConnected(1), new() { ThreadCount = 1, TileRows = 10, TileColumns = 32 }).Open(Inputs(100));
        using var source = new CancellationTokenSource();
        int count = 0;
        Assert.Throws<OperationCanceledException>(() => tiles.ForEach((_, _) =>
        {
            count++;
            source.Cancel();
        }, source.Token));
        Assert.That(count, Is.EqualTo(1));
    }

    private static Tensor<T> Inputs(int rows) => RandomInputs.Normal<T>(rows, 5, seed: 3);
}
