namespace Ntk.Native.Managed;

/// <summary>What a micro-kernel does to a tile: <c>C ← α·(sum over <paramref name="depth"/> products) + β·C</c>.</summary>
internal readonly struct TileUpdate<T>(nint depth, T alpha, T beta, bool readsC)
    where T : unmanaged
{
    public nint Depth { get; } = depth;

    public T Alpha { get; } = alpha;

    public T Beta { get; } = beta;

    /// <summary>Whether C is read; if not, it may hold anything, NaN included.</summary>
    public bool ReadsC { get; } = readsC;
}
