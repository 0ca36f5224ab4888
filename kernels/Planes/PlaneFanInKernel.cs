using System.Numerics;
using ILGPU;
using Ntk.Engine.Cpu.Planes;
using Ntk.Kernels.Lanes;

namespace Ntk.Kernels.Planes;

/// <summary>What <see cref="PlaneFanInKernel{T, TFormat}"/> works on.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal readonly struct PlaneFanInArguments<T>
    where T : unmanaged
{
    /// <summary>All values kept: of each, for each pair and each of the three distances its planes one after the other.</summary>
    public ArrayView<T> Memory { get; init; }

    /// <summary>For each source where it starts in the memory, its cells, and whether it has distances from mirror images.</summary>
    public ArrayView<long> Sources { get; init; }

    /// <summary>For each source and each cell of the target the source's cell.</summary>
    public ArrayView<int> SourceCells { get; init; }

    /// <summary>The weight of each source.</summary>
    public ArrayView<T> Weights { get; init; }

    /// <summary>For each cell of the target the first pixel, then the second.</summary>
    public ArrayView<int> Pixels { get; init; }

    /// <summary>The scalars of the images.</summary>
    public ArrayView<T> First { get; init; }

    /// <inheritdoc cref="First"/>
    public ArrayView<T> Second { get; init; }

    /// <summary>For each pair which of the first images, then which of the second.</summary>
    public ArrayView<int> Pairs { get; init; }

    /// <summary>Where the target starts in the memory.</summary>
    public long TargetStart { get; init; }

    /// <summary>Cells of all planes of the target.</summary>
    public int TargetCells { get; init; }

    /// <summary>Pixels of an image.</summary>
    public int PixelCount { get; init; }

    /// <summary>Scalars of an image, and where those of the operation start.</summary>
    public int ImageLength { get; init; }

    /// <inheritdoc cref="ImageLength"/>
    public int Table { get; init; }

    /// <summary>Number of sources.</summary>
    public int SourceCount { get; init; }

    /// <summary>Whether values are multiplied instead of added: 0 or 1.</summary>
    public int IsProduct { get; init; }

    /// <summary>Whether the target has distances from mirror images, and tangents: 0 or 1.</summary>
    public int HasMirror { get; init; }

    /// <inheritdoc cref="HasMirror"/>
    public int HasTangent { get; init; }
}

/// <summary>Sums and products of values kept whole, one thread a cell; the arithmetic is the processor's <see cref="PlaneFanInRules"/>.</summary>
internal static class PlaneFanInKernel<T, TFormat>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TFormat : struct, IDeviceFormat<T>
{
    public static void Run(PlaneFanInArguments<T> arguments)
    {
        int cell = Grid.IdxX * Group.DimX + Group.IdxX;
        int pair = Grid.IdxY;
        if (cell >= arguments.TargetCells)
            return;
        long first = (long)arguments.Pairs[2 * pair] * arguments.ImageLength + arguments.Table + arguments.Pixels[2 * cell];
        long second = (long)arguments.Pairs[2 * pair + 1] * arguments.ImageLength + arguments.Table + arguments.Pixels[2 * cell + 1];
        var factors = new DeviceFactors<T, TFormat>(arguments.First, first, arguments.PixelCount, arguments.Second, second, arguments.PixelCount);
        var sources = new KeptCells<T, TFormat>(arguments.Memory, arguments.Sources, arguments.SourceCells, arguments.Weights, arguments.TargetCells, pair, cell);
        DeviceLane<T, TFormat> distance;
        DeviceLane<T, TFormat> mirror;
        DeviceLane<T, TFormat> tangent;
        if (arguments.IsProduct != 0)
            PlaneFanInRules.Product(sources, arguments.SourceCount, factors, arguments.HasTangent != 0, out distance, out mirror, out tangent);
        else
            PlaneFanInRules.Sum(sources, arguments.SourceCount, factors, arguments.HasMirror != 0, arguments.HasTangent != 0, out distance, out mirror, out tangent);
        long target = arguments.TargetStart + (long)pair * PlaneMemory.Parts * arguments.TargetCells + cell;
        arguments.Memory[target] = distance.Value;
        arguments.Memory[target + arguments.TargetCells] = mirror.Value;
        arguments.Memory[target + 2L * arguments.TargetCells] = tangent.Value;
    }
}

/// <summary>The cell of each source that belongs to one of the target.</summary>
internal readonly struct KeptCells<T, TFormat>(
    ArrayView<T> memory, ArrayView<long> sources, ArrayView<int> cells, ArrayView<T> weights, int targetCells, int pair, int cell)
    : IPlaneFanInSources<DeviceLane<T, TFormat>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TFormat : struct, IDeviceFormat<T>
{
    /// <summary>Numbers of a source: where it starts, its cells, and whether it has distances from mirror images.</summary>
    public const int Length = 3;

    private readonly ArrayView<T> memory = memory;
    private readonly ArrayView<long> sources = sources;
    private readonly ArrayView<int> cells = cells;
    private readonly ArrayView<T> weights = weights;
    private readonly int targetCells = targetCells;
    private readonly int pair = pair;
    private readonly int cell = cell;

    public DeviceLane<T, TFormat> Weight(int source) => new(weights[source]);

    public bool HasMirror(int source) => sources[Length * source + 2] != 0;

    public DeviceLane<T, TFormat> Distance(int source) => Part(source, PlaneMemory.Distance);

    public DeviceLane<T, TFormat> Mirror(int source) => Part(source, PlaneMemory.Mirror);

    public DeviceLane<T, TFormat> Tangent(int source) => Part(source, PlaneMemory.Tangent);

    private DeviceLane<T, TFormat> Part(int source, int part)
    {
        long all = sources[Length * source + 1];
        return new(memory[sources[Length * source] + ((long)pair * PlaneMemory.Parts + part) * all + cells[(long)source * targetCells + cell]]);
    }
}
