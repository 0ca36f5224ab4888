using Ntk.Engine.Cpu.Planes;
using Ntk.Engine.Programs;
using Ntk.Kernels.Devices;

namespace Ntk.Kernels.Planes;

/// <summary>What a block of pairs needs of a device's memory: the values kept between launches, sums of planes, results; planned before anything is allocated.</summary>
internal sealed class PlaneMemoryPlan
{
    /// <summary>Images of each side of a block.</summary>
    public const int BlockImages = 64;

    /// <summary>Most pairs of a batch, and most bytes of what they keep.</summary>
    private const int MostPairs = BlockImages * BlockImages;

    private const long MostBytes = 1L << 30;

    /// <summary>Part of the device's free memory that one slot's pairs may take.</summary>
    private const int Share = 6;

    private readonly Dictionary<int, PlaneStoreShape> shapes = [];
    private readonly Dictionary<int, long> starts = [];
    private readonly int elementBytes;

    /// <summary>Plans for a device.</summary>
    /// <exception cref="DeviceMemoryException">Not even one pair fits.</exception>
    public PlaneMemoryPlan(ComputeDevice device, PlaneModel model, IReadOnlyList<PlaneSegment> segments, int imageLength, int elementBytes)
    {
        this.elementBytes = elementBytes;
        ImageLength = imageLength;
        foreach (PlaneSegment segment in segments)
        {
            if (segment.End == PlaneEnd.Kept)
                Keep(model, segment.Target);
            if (segment.Mixed is { } mixed)
                Keep(model, mixed);
            if (segment.End == PlaneEnd.Summed)
                Reserve(SumsOf(segment.Target), model.Required[segment.Target]!.Count);
        }

        Reserve(Result, 1);
        long budget = Math.Min(MostBytes, device.Available / Share);
        PairCapacity = (int)Math.Min(MostPairs, budget / (PairElements * elementBytes));
        if (PairCapacity < 1)
            throw new DeviceMemoryException(device.Name, Share * PairElements * elementBytes, device.Available);
    }

    /// <summary>Pairs of a batch.</summary>
    public int PairCapacity { get; }

    /// <summary>Elements a pair.</summary>
    public long PairElements { get; private set; }

    /// <summary>Scalars of an image.</summary>
    public int ImageLength { get; }

    /// <summary>The place of the result.</summary>
    public static int Result => int.MaxValue;

    /// <summary>Bytes of a slot.</summary>
    public long SlotBytes => elementBytes * (PairCapacity * PairElements + 2L * BlockImages * ImageLength) + 2L * PairCapacity * sizeof(int);

    /// <summary>The place of the sums over a value's planes.</summary>
    public static int SumsOf(int value) => -1 - value;

    /// <summary>The planes of a value kept; null if it is not.</summary>
    public PlaneStoreShape? Shape(int value) => shapes.GetValueOrDefault(value);

    /// <summary>Where something of all pairs starts.</summary>
    public long Start(int place) => starts[place] * PairCapacity;

    private void Keep(PlaneModel model, int value)
    {
        if (shapes.ContainsKey(value))
            return;
        PlaneStoreShape shape = shapes[value] = new(model.Program.Shapes[value], Order(model.Required[value]!));
        Reserve(value, shape.Cells);
    }

    /// <summary>Offsets row by row.</summary>
    public static PixelOffset[] Order(IEnumerable<PixelOffset> offsets) => [.. offsets.OrderBy(offset => offset.Y).ThenBy(offset => offset.X)];

    private void Reserve(int place, long cells)
    {
        starts[place] = PairElements;
        PairElements += PlaneMemory.Parts * cells;
    }
}
