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

    /// <summary>First images whose scalars a thread has at hand while it goes through the blocks of second images.</summary>
    public const int FirstImages = 32;

    /// <summary>
    /// Bytes that the planes of the first images at hand may take together: with the scalars of the second images, which stream past them, they share
    /// the L2 cache (1 … 2 MiB).
    /// </summary>
    private const long PlaneBytes = 640 << 10;

    /// <summary>Most first images that share a pass over the second images' scalars.</summary>
    private const int LargestGroup = 4;

    /// <summary>
    /// Bytes of one distance of the rows that a filter moves over. Few rows at a time would stay in the L1 cache, but cost a call for each few cells; beyond this size
    /// nothing is gained (measured from 6 to 64 KiB).
    /// </summary>
    public const int RingBytes = 48 << 10;

    /// <summary>First images to evaluate together, for planes of the given size.</summary>
    public static int PlaneGroups(long bytes) => (int)Math.Clamp(PlaneBytes / Math.Max(1, bytes), 1, LargestGroup);

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
