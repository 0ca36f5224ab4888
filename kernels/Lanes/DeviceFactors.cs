using System.Numerics;
using ILGPU;
using Ntk.Engine.Duals;

namespace Ntk.Kernels.Lanes;

/// <summary>The scalars of two rows, or of two pixels: scalar after scalar, each for all of them.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TFormat">Its format.</typeparam>
internal readonly struct DeviceFactors<T, TFormat>(ArrayView<T> first, long firstStart, int firstStride, ArrayView<T> second, long secondStart, int secondStride)
    : IPairFactors<DeviceLane<T, TFormat>>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TFormat : struct, IDeviceFormat<T>
{
    private readonly ArrayView<T> first = first;
    private readonly ArrayView<T> second = second;
    private readonly long firstStart = firstStart;
    private readonly long secondStart = secondStart;
    private readonly int firstStride = firstStride;
    private readonly int secondStride = secondStride;

    public DeviceLane<T, TFormat> First(int index) => new(first[firstStart + (long)index * firstStride]);

    public DeviceLane<T, TFormat> Second(int index) => new(second[secondStart + (long)index * secondStride]);
}
