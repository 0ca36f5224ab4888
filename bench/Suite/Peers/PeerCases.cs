using Ntk.Engine.Networks;

namespace Ntk.Bench.Suite.Peers;

/// <summary>Rows and columns of a matrix.</summary>
internal readonly record struct MatrixSize(int Rows, int Columns)
{
    public long Entries => (long)Rows * Columns;

    public override string ToString() => $"{Rows} × {Columns}";
}

/// <summary>One row of the table, in both precisions.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Network">The network.</param>
/// <param name="Input">Features, or height, width and channels.</param>
/// <param name="PeerSize">The matrix both compute; small where the peer takes seconds for an entry.</param>
/// <param name="Size">The matrix Ntk computes besides, so large that its time is that of entries.</param>
/// <param name="IsSymmetric">Whether the inputs are compared with themselves, as for a training kernel.</param>
internal sealed record PeerCase(string Name, Network Network, IReadOnlyList<nint> Input, MatrixSize PeerSize, MatrixSize Size, bool IsSymmetric = false);

/// <summary>The networks and sizes of the table.</summary>
internal static class PeerCases
{
    private static readonly nint[] Grey = [28, 28, 1];
    private static readonly nint[] Colour = [32, 32, 3];

    public static IReadOnlyList<PeerCase> Full { get; } =
    [
        new("FC, 784 features, 3 hidden layers", Presets.FullyConnected(3), [784], new(2048, 2048), new(2048, 2048)),
        new("the same, of one set of inputs", Presets.FullyConnected(3), [784], new(2048, 2048), new(2048, 2048), IsSymmetric: true),
        new("CNN-VEC, 28 × 28, 10 layers", Presets.ConvVec(10), Grey, new(64, 64), new(256, 1024)),
        new("CNN-GAP, 28 × 28, 10 layers", Presets.ConvGap(10), Grey, new(2, 2), new(8, 64)),
        new("CNN-VEC, 32 × 32 × 3, 21 layers", Presets.ConvVec(21), Colour, new(64, 64), new(256, 1024)),
        new("CNN-GAP, 32 × 32 × 3, 21 layers", Presets.ConvGap(21), Colour, new(2, 2), new(4, 64)),
        new("Myrtle-5, 32 × 32 × 3", Presets.Myrtle5(), Colour, new(2, 2), new(32, 64)),
    ];

    /// <summary>The same kinds in about a minute: it shows that all works, not how fast.</summary>
    public static IReadOnlyList<PeerCase> Quick { get; } =
    [
        new("FC, 784 features, 3 hidden layers", Presets.FullyConnected(3), [784], new(256, 256), new(256, 256)),
        new("CNN-VEC, 28 × 28, 2 layers", Presets.ConvVec(2), Grey, new(8, 8), new(32, 64)),
        new("CNN-GAP, 8 × 8 × 3, 2 layers", Presets.ConvGap(2), [8, 8, 3], new(2, 2), new(4, 64)),
        new("Myrtle-5, 8 × 8 × 3", Presets.Myrtle5(), [8, 8, 3], new(2, 2), new(8, 64)),
    ];
}
