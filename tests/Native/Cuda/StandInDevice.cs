using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Ntk.Tests.Native.Cuda;

/// <summary>Memory that passes for a device's, and failures that the stand-in libraries are to report.</summary>
internal static unsafe class StandInDevice
{
    /// <summary>CUSOLVER_STATUS_INVALID_VALUE and cudaErrorInvalidValue.</summary>
    public const int InvalidValue = 3;

    private static readonly ConcurrentDictionary<nint, nuint> Allocations = new();

    /// <summary>What a function returns instead of doing its work, by name.</summary>
    public static ConcurrentDictionary<string, int> Statuses { get; } = new();

    /// <summary>What a routine reports as its info, by name, after doing its work.</summary>
    public static ConcurrentDictionary<string, int> Infos { get; } = new();

    /// <summary>How often each function was called.</summary>
    public static ConcurrentDictionary<string, int> Calls { get; } = new();

    /// <summary>Steps of refinement that are reported; null for the true number.</summary>
    public static int? Steps { get; set; }

    /// <summary>Bytes that are said to be free.</summary>
    public static nuint FreeBytes { get; set; } = nuint.MaxValue / 2;

    /// <summary>Allocations that have not been freed.</summary>
    public static int LiveAllocations => Allocations.Count;

    /// <summary>Takes all failures back.</summary>
    public static void Reset()
    {
        Statuses.Clear();
        Infos.Clear();
        Calls.Clear();
        Steps = null;
        FreeBytes = nuint.MaxValue / 2;
    }

    /// <summary>Counts a call; what it is to return, zero for success.</summary>
    public static int Begin(string function)
    {
        Calls.AddOrUpdate(function, 1, (_, count) => count + 1);
        return Statuses.GetValueOrDefault(function);
    }

    /// <summary>Whether all of a range is the device's.</summary>
    public static bool Owns(void* start, nuint bytes) =>
        Allocations.Any(one => (nuint)start >= (nuint)one.Key && (nuint)start + bytes <= (nuint)one.Key + one.Value);

    public static int Allocate(void** pointer, nuint bytes)
    {
        *pointer = NativeMemory.Alloc(bytes);
        new Span<byte>(*pointer, (int)Math.Min(bytes, int.MaxValue)).Fill(0xff);
        Allocations[(nint)(*pointer)] = bytes;
        return 0;
    }

    public static int Free(void* pointer)
    {
        if (!Allocations.TryRemove((nint)pointer, out _))
            return InvalidValue;
        NativeMemory.Free(pointer);
        return 0;
    }

    public static int Copy(void* target, nuint targetPitch, void* source, nuint sourcePitch, nuint width, nuint height, int kind)
    {
        const int toDevice = 1, toHost = 2;
        void* device = kind == toDevice ? target : source;
        nuint pitch = kind == toDevice ? targetPitch : sourcePitch;
        if (kind is not (toDevice or toHost) || width > targetPitch || width > sourcePitch || (height > 0 && !Owns(device, (height - 1) * pitch + width)))
            return InvalidValue;
        for (nuint row = 0; row < height; row++)
            Buffer.MemoryCopy((byte*)source + row * sourcePitch, (byte*)target + row * targetPitch, width, width);
        return 0;
    }
}
