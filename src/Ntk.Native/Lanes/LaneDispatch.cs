using System.Numerics;
using System.Runtime.Intrinsics;

namespace Ntk.Native.Lanes;

/// <summary>Work written over a lane type, to be run with the widest lane of this processor.</summary>
/// <typeparam name="T">float or double.</typeparam>
public interface ILaneOperation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Runs the work with lanes of type <typeparamref name="TLane"/>.</summary>
    /// <typeparam name="TLane">The lane the JIT compiler specialises the work for.</typeparam>
    void Run<TLane>()
        where TLane : struct, ILane<TLane, T>;
}

/// <summary>Chooses the lane width once, from what the processor (and <c>DOTNET_EnableAVX512</c>, <c>DOTNET_EnableAVX2</c>) offers.</summary>
public static class LaneDispatch
{
    /// <summary>Bits of the widest lane that runs in hardware: 512, 256 or 128.</summary>
    public static int WidestBits =>
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    /// <summary>Elements of type <typeparamref name="T"/> in the widest lane.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    public static int WidestCount<T>()
        where T : unmanaged =>
        WidestBits / (8 * System.Runtime.CompilerServices.Unsafe.SizeOf<T>());

    /// <summary>Runs <paramref name="operation"/> with the widest lane.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <typeparam name="TOperation">A struct, so that the JIT compiler specialises it.</typeparam>
    public static void Run<T, TOperation>(ref TOperation operation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TOperation : struct, ILaneOperation<T>
    {
        if (Vector512.IsHardwareAccelerated)
            operation.Run<Lane512<T>>();
        else if (Vector256.IsHardwareAccelerated)
            operation.Run<Lane256<T>>();
        else
            operation.Run<Lane128<T>>();
    }
}
