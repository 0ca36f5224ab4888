using Ntk.Engine.Cpu.Planes;
using Ntk.Engine.Programs;
using Ntk.Kernels.Devices;

namespace Ntk.Kernels.Planes;

/// <summary>What a block of pairs needs of a device's memory: the values kept between launches, sums of planes, results; planned before anything is allocated.</summary>
internal sealed class PlaneMemoryPlan
{
    /// <summary>Images of each side of a block.</summary>
    public const int BlockImages = 64;

    /// <summary>Groups of planes too large for shared memory that run at once, two and more a multiprocessor.</summary>
    public const int ResidentGroups = 256;

    /// <summary>Most pairs of a batch, and most bytes of what they keep.</summary>
    private const int MostPairs = BlockImages * BlockImages;

    private const long MostBytes = 1L << 30;

    /// <summary>Part of the device's free memory that one slot's pairs may take.</summary>
    private const int Share = 6;

    private readonly Dictionary<int, PlaneStoreShape> shapes = [];
    private readonly Dictionary<int, (long Start, long Elements)> places = [];
    private readonly HashSet<int> freed = [];
    private readonly int elementBytes;

    /// <summary>Plans for a device.</summary>
    /// <exception cref="DeviceMemoryException">Not even one pair fits.</exception>
    public PlaneMemoryPlan(ComputeDevice device, PlaneModel model, IReadOnlyList<PlaneStage> stages, int imageLength, int elementBytes)
    {
        this.elementBytes = elementBytes;
        ImageLength = imageLength;
        for (int stage = 0; stage < stages.Count; stage++)
        {
            Reserve(stages[stage], model);
            foreach (int place in stages[stage].Reads.Where(place => !stages.Skip(stage + 1).Any(later => later.Reads.Contains(place))))
                freed.Add(place);
        }

        int cells = model.Program.Shapes.Max(shape => shape.Pixels);
        if (cells > LargePlanes.Value)
            ScratchElements = (long)ResidentGroups * PlaneMemory.Length * cells;
        long budget = Math.Min(MostBytes, device.Available / Share);
        PairCapacity = (int)Math.Min(MostPairs, budget / (PairElements * elementBytes));
        if (PairCapacity < 1)
            throw new DeviceMemoryException(device.Name, Share * PairElements * elementBytes, device.Available);
    }

    /// <summary>Pairs of a batch.</summary>
    public int PairCapacity { get; }

    /// <summary>Elements a pair.</summary>
    public long PairElements { get; private set; }

    /// <summary>Elements that planes too large for shared memory are worked on in.</summary>
    public long ScratchElements { get; }

    /// <summary>Scalars of an image.</summary>
    public int ImageLength { get; }

    /// <summary>The place of the result.</summary>
    public static int Result => int.MaxValue;

    /// <summary>Bytes of a slot.</summary>
    public long SlotBytes => elementBytes * (PairCapacity * PairElements + ScratchElements + 2L * BlockImages * ImageLength) + 2L * PairCapacity * sizeof(int);

    /// <summary>The place of the sums over planes that a readout turns into a value.</summary>
    public static int SumsOf(int readout) => -1 - readout;

    /// <summary>The planes of a value kept; null if it is not.</summary>
    public PlaneStoreShape? Shape(int value) => shapes.GetValueOrDefault(value);

    /// <summary>Where something of all pairs starts.</summary>
    public long Start(int place) => places[place].Start * PairCapacity;

    /// <summary>Offsets row by row.</summary>
    public static PixelOffset[] Order(IEnumerable<PixelOffset> offsets) => [.. offsets.OrderBy(offset => offset.Y).ThenBy(offset => offset.X)];

    private void Reserve(PlaneStage stage, PlaneModel model)
    {
        switch (stage)
        {
            case PlaneSegment { End: PlaneEnd.Kept } segment:
                Keep(model, segment.Target);
                break;
            case PlaneSegment { End: PlaneEnd.Summed } segment:
                Reserve(segment.Place, segment.Offsets(model).Length);
                break;
            case PlaneSegment:
                Reserve(Result, 1);
                break;
            case PlaneMix mix:
                Keep(model, mix.Value);
                break;
            case PlaneReadout readout:
                Keep(model, readout.Value);
                break;
        }
    }

    private void Keep(PlaneModel model, int value)
    {
        PlaneStoreShape shape = shapes[value] = new(model.Program.Shapes[value], Order(model.Required[value]!));
        Reserve(value, shape.Cells);
    }

    /// <summary>Gives something the first room between what is still read.</summary>
    private void Reserve(int place, long cells)
    {
        long elements = PlaneMemory.Parts * cells, start = 0;
        foreach ((long other, long length) in places.Where(one => !freed.Contains(one.Key)).Select(one => one.Value).OrderBy(one => one.Start))
        {
            if (start + elements <= other)
                break;
            start = other + length;
        }

        places.Add(place, (start, elements));
        PairElements = Math.Max(PairElements, start + elements);
    }
}
