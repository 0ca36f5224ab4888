using System.Numerics;
using ILGPU;
using Ntk.Engine.Cpu;
using Ntk.Kernels.Lanes;

namespace Ntk.Kernels.Features;

/// <summary>What <see cref="FanInKernel{T, TFormat}"/> works on.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal readonly struct FanInArguments<T>
    where T : unmanaged
{
    /// <summary>All values kept: for each register correlations, then tangent gaps.</summary>
    public ArrayView<T> Registers { get; init; }

    /// <summary>The registers of the sources.</summary>
    public ArrayView<int> Sources { get; init; }

    /// <summary>The scalars of all first and of all second inputs, scalar after scalar.</summary>
    public ArrayView<T> FirstFactors { get; init; }

    /// <inheritdoc cref="FirstFactors"/>
    public ArrayView<T> SecondFactors { get; init; }

    /// <summary>Elements of half a register.</summary>
    public int RegisterLength { get; init; }

    /// <summary>Number of sources.</summary>
    public int SourceCount { get; init; }

    /// <summary>The register of the result.</summary>
    public int Target { get; init; }

    /// <summary>The first scalar, of first and of second inputs.</summary>
    public int FirstFactor { get; init; }

    /// <inheritdoc cref="FirstFactor"/>
    public int SecondFactor { get; init; }

    /// <summary>All first and all second inputs.</summary>
    public int FirstCount { get; init; }

    /// <inheritdoc cref="FirstCount"/>
    public int SecondCount { get; init; }

    /// <summary>The block's first row and column among all inputs, its rows and its columns.</summary>
    public int FirstRow { get; init; }

    /// <inheritdoc cref="FirstRow"/>
    public int FirstColumn { get; init; }

    /// <inheritdoc cref="FirstRow"/>
    public int Rows { get; init; }

    /// <inheritdoc cref="FirstRow"/>
    public int Columns { get; init; }

    /// <summary>Whether values are multiplied instead of added: 0 or 1.</summary>
    public int IsProduct { get; init; }
}

/// <summary>Sums and products of values kept, one thread an entry; the arithmetic is the processor's <see cref="FanInRules"/>.</summary>
internal static class FanInKernel<T, TFormat>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TFormat : struct, IDeviceFormat<T>
{
    public static void Run(FanInArguments<T> arguments)
    {
        int column = Grid.IdxX * Group.DimX + Group.IdxX;
        int row = Grid.IdxY;
        if (column >= arguments.Columns)
            return;
        long entry = (long)row * arguments.Columns + column;
        var factors = new DeviceFactors<T, TFormat>(
            arguments.FirstFactors, (long)arguments.FirstFactor * arguments.FirstCount + arguments.FirstRow + row, arguments.FirstCount,
            arguments.SecondFactors, (long)arguments.SecondFactor * arguments.SecondCount + arguments.FirstColumn + column, arguments.SecondCount);
        var sources = new RegisterSources<T, TFormat>(arguments.Registers, arguments.Sources, arguments.RegisterLength, entry);
        DeviceLane<T, TFormat> haversine;
        DeviceLane<T, TFormat> gap;
        if (arguments.IsProduct != 0)
            FanInRules.Product(sources, arguments.SourceCount, factors, out haversine, out gap);
        else
            FanInRules.Sum(sources, arguments.SourceCount, factors, out haversine, out gap);
        long target = 2L * arguments.Target * arguments.RegisterLength + entry;
        arguments.Registers[target] = haversine.Value;
        arguments.Registers[target + arguments.RegisterLength] = gap.Value;
    }
}

/// <summary>The values kept of one entry.</summary>
internal readonly struct RegisterSources<T, TFormat>(ArrayView<T> registers, ArrayView<int> sources, int length, long entry) : IFanInSources<DeviceLane<T, TFormat>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TFormat : struct, IDeviceFormat<T>
{
    private readonly ArrayView<T> registers = registers;
    private readonly ArrayView<int> sources = sources;
    private readonly int length = length;
    private readonly long entry = entry;

    public DeviceLane<T, TFormat> Haversine(int source) => new(registers[2L * sources[source] * length + entry]);

    public DeviceLane<T, TFormat> TangentGap(int source) => new(registers[(2L * sources[source] + 1) * length + entry]);
}
