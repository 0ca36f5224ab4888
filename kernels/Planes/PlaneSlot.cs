using System.Numerics;
using ILGPU;
using ILGPU.Runtime;
using Ntk.Kernels.Devices;

namespace Ntk.Kernels.Planes;

/// <summary>A stream of a device, and the memory of the block of pairs that runs on it.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class PlaneSlot<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly DeviceArray<T> images;
    private readonly DeviceArray<int> pairs;
    private readonly DeviceArray<T> memory;
    private readonly DeviceArray<T> scratch;

    public PlaneSlot(PlaneDevice<T> data, int scratchLength)
    {
        Data = data;
        AcceleratorStream? stream = null;
        data.Device.Guard(() => stream = data.Device.Accelerator.CreateStream());
        Stream = stream!;
        PlaneMemoryPlan plan = data.Memory;
        long side = (long)PlaneMemoryPlan.BlockImages * plan.ImageLength;
        images = new(data.Device, 2 * side);
        pairs = new(data.Device, 2L * plan.PairCapacity);
        memory = new(data.Device, plan.PairCapacity * plan.PairElements);
        scratch = new(data.Device, plan.ScratchElements);
        HostFirst = new(data.Device, side);
        HostSecond = new(data.Device, side);
        HostPairs = new(data.Device, 2L * plan.PairCapacity);
        HostResult = new(data.Device, (long)PlaneMemory.Parts * plan.PairCapacity);
        Scratch = new T[scratchLength];
    }

    public PlaneDevice<T> Data { get; }

    public AcceleratorStream Stream { get; }

    /// <summary>The scalars of the first images of the block.</summary>
    public ArrayView<T> First => images.View.SubView(0, images.View.Length / 2);

    public ArrayView<T> Second => images.View.SubView(images.View.Length / 2, images.View.Length / 2);

    public ArrayView<int> Pairs => pairs.View;

    public HostStaging<T> HostFirst { get; }

    public HostStaging<T> HostSecond { get; }

    public HostStaging<int> HostPairs { get; }

    public HostStaging<T> HostResult { get; }

    /// <summary>All values kept, sums and results.</summary>
    public ArrayView<T> Memory => memory.View;

    /// <summary>Memory for planes that do not fit into shared memory.</summary>
    public ArrayView<T> Planes => scratch.View;

    /// <summary>Room to turn an image's scalars round.</summary>
    public T[] Scratch { get; }

    /// <summary>The memory of one of the plan's places, and on from there.</summary>
    public ArrayView<T> Part(int place)
    {
        long start = Data.Memory.Start(place);
        return memory.View.SubView(start, memory.View.Length - start);
    }

    public void Dispose()
    {
        Stream.Dispose();
        images.Dispose();
        pairs.Dispose();
        memory.Dispose();
        scratch.Dispose();
        HostFirst.Dispose();
        HostSecond.Dispose();
        HostPairs.Dispose();
        HostResult.Dispose();
    }
}
