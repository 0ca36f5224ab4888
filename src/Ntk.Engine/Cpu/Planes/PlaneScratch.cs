using System.Numerics;
using Ntk.Engine.Numerics;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>How much memory the planes of a program need at a time.</summary>
/// <param name="Lanes">Pairs in a cell.</param>
/// <param name="Groups">First images that are evaluated together.</param>
/// <param name="FirstImages">First images whose scalars are at hand.</param>
/// <param name="Registers">Planes alive at once.</param>
/// <param name="Cells">Cells of the largest plane.</param>
/// <param name="RingCells">Cells of the rows that a filter moves over.</param>
/// <param name="Prepared">Scalars that an activation prepares for a cell.</param>
internal readonly record struct PlaneSizes(int Lanes, int Groups, int FirstImages, int Registers, int Cells, int RingCells, int Prepared)
{
    /// <summary>Elements in all.</summary>
    public long Elements =>
        (long)PlaneParts.Count * Lanes * ((long)Groups * Registers * Cells + RingCells) + (long)Prepared * Lanes;
}

/// <summary>What one thread works in: planes, row buffers, and the scalars of the images at hand.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed unsafe class PlaneScratch<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly PlaneSizes sizes;
    private readonly NativeBuffer<T> memory;
    private readonly NativeBuffer<T> firstMemory;
    private readonly NativeBuffer<PlaneRow<T>> ringRows;
    private readonly PixelTables<T> firstTables;
    private readonly nint[] first;
    private readonly nint[] firstLengths;
    private readonly nint[] second;
    private readonly double[] sums;
    private int firstLoaded;

    public PlaneScratch(PlaneSizes sizes, PixelTables<T> firstTables, bool isOwn, IEnumerable<PlaneStore<T>> stores)
    {
        this.sizes = sizes;
        this.firstTables = firstTables;
        IsOwn = isOwn;
        memory = new(sizes.Elements);
        firstMemory = new(isOwn ? 0 : (long)firstTables.ImageLength * sizes.FirstImages + firstTables.LargestFactorCount);
        ringRows = new(2L * sizes.RingCells);
        first = new nint[firstTables.Count];
        firstLengths = [.. Enumerable.Range(0, firstTables.Count).Select(table => (nint)(firstTables[table]?.ImageLength ?? 0))];
        second = new nint[firstTables.Count];
        PreparedRow = new double[sizes.Prepared];
        Stores = [.. stores];
        sums = new double[Stores.Length * SumLength];
    }

    /// <summary>Whether each image is paired with itself.</summary>
    public bool IsOwn { get; }

    /// <summary>Pairs in a cell.</summary>
    public int Lanes => sizes.Lanes;

    /// <summary>First images at hand.</summary>
    public int GroupCount { get; private set; }

    /// <summary>Index of the first of them.</summary>
    public int FirstImage { get; private set; }

    /// <summary>The block of second images at hand.</summary>
    public int Block { get; private set; }

    /// <summary>Where entries go.</summary>
    public TileOutput<T> Output { get; set; }

    /// <summary>Values kept whole, by number.</summary>
    public PlaneStore<T>[] Stores { get; }

    private int SumLength => sizes.Groups * PlaneParts.Count * sizes.Lanes;

    /// <summary>Scratch for the scalars that a dual prepares for one pixel.</summary>
    public double[] PreparedRow { get; }

    /// <summary>The same for all lanes.</summary>
    public T* Prepared => memory.Pointer + sizes.Elements - (long)sizes.Prepared * sizes.Lanes;

    /// <summary>The plane in a register for one of the first images.</summary>
    public PlaneRow<T> Register(int register, int group) => Row((long)PlaneParts.Count * (group * sizes.Registers + register) * sizes.Cells, sizes.Cells);

    /// <summary>Sets distances to zero, as those of pixels from themselves are, without the rounding of their way through the layers.</summary>
    public void ClearDistances(int register)
    {
        PlaneRow<T> plane = Register(register, 0);
        int length = sizes.Cells * sizes.Lanes;
        new Span<T>(plane.Distance, length).Clear();
        new Span<T>(plane.Tangent, length).Clear();
    }

    /// <summary>Rows of a length that a filter moves over, as many as there is place for.</summary>
    public RowRing<T> Ring(int columns)
    {
        PlaneRow<T> all = Row((long)PlaneParts.Count * sizes.Groups * sizes.Registers * sizes.Cells, sizes.RingCells);
        int count = sizes.RingCells / columns;
        for (int row = 0; row < 2 * count; row++)
            ringRows.Pointer[row] = all.At((nint)(row % count) * columns * sizes.Lanes);
        return new(ringRows.Pointer, count);
    }

    /// <summary>Sums over the planes of a readout: for each first image and part, one a lane.</summary>
    public Span<double> Sums(int store) => sums.AsSpan(store * SumLength, SumLength);

    /// <summary>The scalars of the first image's pixels, or of the block's own.</summary>
    public T* First(int table, int group) => (T*)first[table] + group * firstLengths[table];

    /// <summary>The scalars of the second images' pixels.</summary>
    public T* Second(int table) => (T*)second[table];

    /// <summary>Copies the scalars of the next first images, at most <see cref="PlaneSizes.FirstImages"/>.</summary>
    public void LoadFirst(int image, int count)
    {
        firstLoaded = image;
        T* target = firstMemory.Pointer;
        for (int table = 0; table < firstTables.Count; table++)
        {
            for (int k = 0; k < count && firstLengths[table] > 0; k++)
                firstTables[table]!.CopyImage(image + k, target + k * firstLengths[table]);
            target += sizes.FirstImages * firstLengths[table];
        }
    }

    /// <summary>Takes a group of the images loaded.</summary>
    public void SelectFirst(int image, int count)
    {
        FirstImage = image;
        GroupCount = count;
        T* start = firstMemory.Pointer;
        for (int table = 0; table < first.Length; table++)
        {
            first[table] = (nint)(start + (image - firstLoaded) * firstLengths[table]);
            start += sizes.FirstImages * firstLengths[table];
        }
    }

    /// <summary>Takes a block of second images.</summary>
    public void BindSecond(PixelTables<T> tables, int block)
    {
        Block = block;
        for (int table = 0; table < second.Length; table++)
            second[table] = tables[table] is { } factors ? (nint)factors.Block(block) : 0;
        if (!IsOwn)
            return;
        FirstImage = block * sizes.Lanes;
        GroupCount = 1;
        second.CopyTo(first, 0);
    }

    public void Dispose()
    {
        memory.Dispose();
        firstMemory.Dispose();
        ringRows.Dispose();
        foreach (PlaneStore<T> store in Stores)
            store.Dispose();
    }

    private PlaneRow<T> Row(long startInCells, int cells)
    {
        T* start = memory.Pointer + startInCells * sizes.Lanes;
        nint length = (nint)cells * sizes.Lanes;
        return new(start, start + length, start + 2 * length);
    }
}
