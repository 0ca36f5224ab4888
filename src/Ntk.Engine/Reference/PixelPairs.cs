namespace Ntk.Engine.Reference;

/// <summary>The kernels of the pixels of one image with those of another: of all pairs, or of those at equal positions where a network needs no others.</summary>
internal sealed class PixelPairs
{
    private readonly PairKernel[] cells;
    private readonly bool hasAll;

    private PixelPairs(int pixels, bool hasAll)
    {
        Pixels = pixels;
        this.hasAll = hasAll;
        cells = new PairKernel[hasAll ? pixels * pixels : pixels];
    }

    /// <summary>Pixels of either image.</summary>
    public int Pixels { get; }

    /// <summary>The kernels of pixel p of the first image with pixel q of the second.</summary>
    public PairKernel this[int p, int q] => cells[hasAll ? p * Pixels + q : p];

    /// <summary>Makes each cell from its two pixels.</summary>
    public static PixelPairs Make(int pixels, bool hasAll, Func<int, int, PairKernel> cell)
    {
        var pairs = new PixelPairs(pixels, hasAll);
        for (int k = 0; k < pairs.cells.Length; k++)
            pairs.cells[k] = hasAll ? cell(k / pixels, k % pixels) : cell(k, k);
        return pairs;
    }

    /// <summary>As many cells, each from its two pixels.</summary>
    public PixelPairs Map(Func<int, int, PairKernel> cell) => Make(Pixels, hasAll, cell);

    /// <summary>The cells of another number of pixels.</summary>
    public PixelPairs Map(int pixels, Func<int, int, PairKernel> cell) => Make(pixels, hasAll, cell);
}
