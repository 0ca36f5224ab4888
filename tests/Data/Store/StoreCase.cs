using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Ntk.Data;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Tests.Engine;

namespace Ntk.Tests.Data.Store;

/// <summary>A small matrix of some tiles, with the bits that it has without a store.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class StoreCase<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Network Network = NetworkText.Parse("2*(dense(1.4, 0.1) relu) dense(1.4, 0.1)");

    private readonly bool isSymmetric;
    private readonly KernelOutputs outputs;
    private readonly Tensor<T> first;
    private readonly Tensor<T> second;
    private readonly byte[] expected;

    /// <summary>Makes the inputs.</summary>
    /// <param name="isSymmetric">Whether the matrix is of one set of inputs.</param>
    /// <param name="outputs">The kernels.</param>
    /// <param name="seed">Of the inputs.</param>
    public StoreCase(bool isSymmetric = true, KernelOutputs outputs = KernelOutputs.Both, int seed = 1)
    {
        this.isSymmetric = isSymmetric;
        this.outputs = outputs;
        first = RandomInputs.Normal<T>(37, 5, seed);
        second = RandomInputs.Normal<T>(29, 5, seed + 1);
        expected = Bytes(store: null);
    }

    /// <summary>Tiles of 9 rows and 16 columns, which cross the diagonal in every way.</summary>
    public int TileCount { get; private set; }

    /// <summary>Builds the matrix with a store, requires the bits it has without, and says what the store did.</summary>
    public TileStoreReport Build(TileFolder store, int threads = 1)
    {
        byte[] actual = Bytes(store, threads);
        Assert.That(actual.AsSpan().SequenceEqual(expected), "the bits of the matrix");
        Assert.That(store.Report.StoredTiles, Is.EqualTo(TileCount));
        return store.Report;
    }

    /// <summary>Builds until some tiles are stored, and no further.</summary>
    public void BuildPart(TileFolder store, int tiles)
    {
        using CancellationTokenSource source = new();
        Assert.That(() => Bytes(store, 1, new Watcher(progress => { if (progress.CompletedTiles == tiles) source.Cancel(); }), source.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    /// <summary>The bits of all matrices.</summary>
    public byte[] Bytes(TileFolder? store, int threads = 1, IProgress<GramProgress>? progress = null, CancellationToken cancellation = default)
    {
        var watcher = new Watcher(state =>
        {
            TileCount = state.TotalTiles;
            progress?.Report(state);
        });
        var builder = new GramBuilder<T>(Network, new GramOptions { Store = store, ThreadCount = threads, TileRows = 9, TileColumns = 16, Progress = watcher });
        using GramResult<T> gram = isSymmetric ? builder.Build(first, outputs, cancellation) : builder.Build(first, second, outputs, cancellation);
        return [.. Matrices(gram).SelectMany(matrix => Enumerable.Range(0, matrix.Rows).SelectMany(row => MemoryMarshal.AsBytes(matrix.Row(row)).ToArray()))];
    }

    private static IEnumerable<GramMatrix<T>> Matrices(GramResult<T> gram)
    {
        if (gram.Outputs.HasFlag(KernelOutputs.Nngp))
            yield return gram.Nngp;
        if (gram.Outputs.HasFlag(KernelOutputs.Ntk))
            yield return gram.Ntk;
    }

    private sealed class Watcher(Action<GramProgress> action) : IProgress<GramProgress>
    {
        public void Report(GramProgress value) => action(value);
    }
}
