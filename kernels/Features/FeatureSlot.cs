using System.Numerics;
using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;
using Ntk.Kernels.Devices;

namespace Ntk.Kernels.Features;

/// <summary>A stream of a device, and the memory of the block of a tile that runs on it.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class FeatureSlot<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Most entries of a block: milliseconds of work, so that copies of one slot run beside the launches of the other.</summary>
    public const int MostEntries = 1 << 19;

    private const int Arrays = 5;

    private readonly DeviceArray<T> memory;

    public FeatureSlot(FeatureDevice<T> data)
    {
        Data = data;
        AcceleratorStream? stream = null;
        data.Device.Guard(() => stream = data.Device.Accelerator.CreateStream());
        Stream = stream!;
        memory = new(data.Device, (long)Arrays * MostEntries);
        HostNngp = new(data.Device, MostEntries);
        HostNtk = new(data.Device, MostEntries);
    }

    /// <summary>Bytes of a slot on its device.</summary>
    public static long Bytes => (long)Arrays * MostEntries * Unsafe.SizeOf<T>();

    public FeatureDevice<T> Data { get; }

    public AcceleratorStream Stream { get; }

    public ArrayView<T> Products => Part(0);

    /// <summary>A value kept between two launches, as correlations and gaps.</summary>
    public ArrayView<T> Kept => Part(1);

    public ArrayView<T> KeptGap => Part(2);

    public ArrayView<T> Nngp => Part(3);

    public ArrayView<T> Ntk => Part(4);

    public HostStaging<T> HostNngp { get; }

    public HostStaging<T> HostNtk { get; }

    public void Dispose()
    {
        Stream.Dispose();
        memory.Dispose();
        HostNngp.Dispose();
        HostNtk.Dispose();
    }

    private ArrayView<T> Part(int index) => memory.View.SubView((long)index * MostEntries, MostEntries);
}
