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

    /// <summary>Products and both kernels, besides the registers.</summary>
    private const int Arrays = 3;

    private readonly DeviceArray<T> memory;

    public FeatureSlot(FeatureDevice<T> data)
    {
        Data = data;
        AcceleratorStream? stream = null;
        data.Device.Guard(() => stream = data.Device.Accelerator.CreateStream());
        Stream = stream!;
        memory = new(data.Device, (Arrays + 2L * data.RegisterCount) * MostEntries);
        HostNngp = new(data.Device, MostEntries);
        HostNtk = new(data.Device, MostEntries);
    }


    public FeatureDevice<T> Data { get; }

    public AcceleratorStream Stream { get; }

    public ArrayView<T> Products => Part(0);

    public ArrayView<T> Nngp => Part(1);

    public ArrayView<T> Ntk => Part(2);

    /// <summary>Values kept between launches: for each correlations, then gaps. Not empty, though there may be none.</summary>
    public ArrayView<T> Registers => Data.RegisterCount == 0 ? Products : memory.View.SubView((long)Arrays * MostEntries, 2L * Data.RegisterCount * MostEntries);

    public HostStaging<T> HostNngp { get; }

    public HostStaging<T> HostNtk { get; }

    /// <summary>Bytes of a slot on its device.</summary>
    /// <param name="registers">Values kept.</param>
    public static long Bytes(int registers) => (Arrays + 2L * registers) * MostEntries * Unsafe.SizeOf<T>();

    /// <summary>The correlations of a value kept.</summary>
    public ArrayView<T> Kept(int register) => Part(Arrays + 2 * register);

    /// <summary>The gaps of a value kept.</summary>
    public ArrayView<T> KeptGap(int register) => Part(Arrays + 2 * register + 1);

    public void Dispose()
    {
        Stream.Dispose();
        memory.Dispose();
        HostNngp.Dispose();
        HostNtk.Dispose();
    }

    private ArrayView<T> Part(int index) => memory.View.SubView((long)index * MostEntries, MostEntries);
}
