using System.Runtime.InteropServices;

namespace Ntk.Native;

/// <summary>
/// Asks the operating system to back memory with large pages: a matrix of gigabytes otherwise costs a page fault every 4 KiB
/// when it is first written, which takes as long as computing it.
/// </summary>
public static partial class LargePages
{
    /// <summary>Bytes of a large page, to which memory worth the advice is aligned.</summary>
    public const int PageBytes = 2 << 20;

    // MADV_HUGEPAGE of linux/mman.h.
    private const int MadviseHugePage = 14;

    /// <summary>Whether memory of this size gains from large pages on this system.</summary>
    /// <param name="bytes">Size of the memory.</param>
    public static bool AreWorthwhile(nint bytes) => OperatingSystem.IsLinux() && bytes >= PageBytes;

    /// <summary>Gives the advice, which changes no content. A system that knows no large pages ignores it.</summary>
    /// <param name="start">First byte, a multiple of <see cref="PageBytes"/>.</param>
    /// <param name="bytes">Size of the memory.</param>
    public static void Advise(nint start, nint bytes)
    {
        if (AreWorthwhile(bytes))
            _ = madvise(start, (nuint)bytes, MadviseHugePage);
    }

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int madvise(nint address, nuint length, int advice);
}
