namespace Ntk.Engine.Gram;

/// <summary>Rows and columns of a tile: large enough to be worth handing out, small enough that progress and cancellation are prompt.</summary>
internal readonly record struct TileSize(int Rows, int Columns)
{
    /// <summary>Columns are multiples of this, which is one of every backend's granularities; rows too, for blocks of first images.</summary>
    private const int Step = 32;

    private const int MostRows = 256;
    private const int MostColumns = 512;

    /// <summary>About a second of one core.</summary>
    private const double LargestFlops = 4e10;

    /// <summary>About a millisecond of one core: tiles below it are not worth another thread.</summary>
    private const double SmallestFlops = 4e7;

    private const int TilesPerThread = 8;

    private double Entries => (double)Rows * Columns;

    /// <summary>The size of a matrix's tiles: a function of the work and the options alone, not of how fast the machine is, so that a store can be continued.</summary>
    public static TileSize Of(int rows, int columns, bool isSymmetric, GramOptions options, double flopsPerEntry)
    {
        TileSize size = OfWork(flopsPerEntry);

        // A store may be continued with another number of threads.
        int wanted = options.Store is null ? TilesPerThread * options.ResolvedThreads : 1;
        while (Count(rows, columns, isSymmetric, size) < wanted && size.Entries * flopsPerEntry > 2 * SmallestFlops && size.Halved() is { } smaller)
            size = smaller;
        return new(
            Math.Min(options.TileRows ?? size.Rows, Math.Max(1, rows)),
            Math.Min(options.TileColumns ?? size.Columns, Math.Max(1, columns)));
    }

    private static TileSize OfWork(double flopsPerEntry)
    {
        double entries = LargestFlops / Math.Max(1, flopsPerEntry);
        int rows = Stepped(Math.Sqrt(entries * MostRows / MostColumns), MostRows);
        return new(rows, Stepped(entries / rows, MostColumns));
    }

    private static int Stepped(double length, int most) => (int)Math.Clamp(Math.Floor(length / Step), 1, most / Step) * Step;

    private static double Count(int rows, int columns, bool isSymmetric, TileSize size)
    {
        double high = Math.Ceiling((double)rows / size.Rows);
        double wide = Math.Ceiling((double)columns / size.Columns);
        return isSymmetric ? high * (wide + 1) / 2 : high * wide;
    }

    /// <summary>Half as high or half as wide, whichever is longer; null if both are the smallest.</summary>
    private TileSize? Halved() => Columns > Math.Max(Rows, Step)
        ? this with { Columns = Stepped(Columns / 2, MostColumns) }
        : Rows > Step ? this with { Rows = Stepped(Rows / 2, MostRows) } : null;
}
