using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu;

/// <summary>Block sizes of the CPU backend. Data only; they do not change a bit of the result.</summary>
internal static class CpuProfile
{
    /// <summary>
    /// Bytes of one row of a strip. A strip is <see cref="StripRows"/> rows of this length that run through all layers while
    /// they are in the L1 cache (32 … 48 KiB): correlations and tangents of the strip take 2·4·2 KiB, and the
    /// scalars of the second rows for one layer, shared by the strip's rows, up to 5·2 KiB.
    /// </summary>
    public const int StripBytes = 2048;

    /// <summary>Rows of a strip.</summary>
    public const int StripRows = 4;

    /// <summary>Bytes that every row of padded memory is a multiple of: the widest lane.</summary>
    private const int LaneBytes = 64;

    /// <summary>Columns of a strip.</summary>
    public static int StripColumns<T>()
        where T : unmanaged =>
        StripBytes / System.Runtime.CompilerServices.Unsafe.SizeOf<T>();

    /// <summary>A number of elements rounded up to whole lanes of the widest kind.</summary>
    public static nint PaddedCount<T>(long count)
        where T : unmanaged
    {
        int lane = LaneBytes / System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        return (nint)((count + lane - 1) / lane * lane);
    }
}
