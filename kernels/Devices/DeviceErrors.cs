using Ntk.Native;

namespace Ntk.Kernels.Devices;

/// <summary>There is no device of the kind asked for.</summary>
/// <param name="kind">cuda or opencl.</param>
/// <param name="reason">What was found instead, or what failed.</param>
public sealed class DeviceNotFoundException(string kind, string reason)
    : NtkException($"There is no {kind} device: {reason} Install the device's driver, choose another backend, or use --backend cpu.");

/// <summary>A device has not enough memory.</summary>
/// <param name="device">Its name.</param>
/// <param name="needed">Bytes needed.</param>
/// <param name="available">Bytes there are.</param>
/// <param name="innerException">The error behind this one, or null if this was known before any work.</param>
public sealed class DeviceMemoryException(string device, long needed, long available, Exception? innerException = null)
    : NtkException(
        $"{device}: {needed} bytes ({Gibibytes(needed)}) of device memory are needed and {available} ({Gibibytes(available)}) may be used. Use float32, fewer rows, or --backend cpu.",
        innerException)
{
    /// <summary>Bytes needed.</summary>
    public long Needed { get; } = needed;

    /// <summary>Bytes there are.</summary>
    public long Available { get; } = available;

    private static string Gibibytes(long bytes) => $"{(double)bytes / (1L << 30):F2} GiB";
}

/// <summary>A device stopped working; tiles finished before are kept by the store, if there is one.</summary>
/// <param name="device">Its name.</param>
/// <param name="innerException">What its driver said.</param>
public sealed class DeviceLostException(string device, Exception innerException)
    : NtkException($"{device} failed: {innerException.Message} Finished tiles are kept if the build has a store (--store); run it again, or with --backend cpu.", innerException);

/// <summary>Part of a network, or of a precision, that kernels for devices do not compute.</summary>
/// <param name="what">The layer, or the device.</param>
/// <param name="reason">What is not supported.</param>
public sealed class DeviceUnsupportedException(string what, string reason)
    : NtkException($"{what}: {reason} Use --backend cpu.")
{
    /// <summary>The layer, or the device.</summary>
    public string What { get; } = what;
}
