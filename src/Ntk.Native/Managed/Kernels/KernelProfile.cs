using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Ntk.Native.Managed;

/// <summary>The sizes that make the matrix product fit one instruction set and its caches. Data only.</summary>
/// <param name="InstructionSet">What <c>ntk doctor</c> prints.</param>
/// <param name="LaneBits">Width of a register.</param>
/// <param name="TileVectors">
/// Registers along one row of a tile of C. With <paramref name="TileRows"/>: the tile, one register of A and the
/// registers of B must fit the register file (32 registers: 3·8 + 3 + 1 = 28; 16 registers: 3·4 + 3 + 1 = 16), and
/// enough independent chains must hide the latency of a multiply-add (8 … 10 of them).
/// </param>
/// <param name="TileRows">Rows of a tile of C: 1, 2, 4 or 8.</param>
internal sealed record KernelProfile(string InstructionSet, int LaneBits, int TileVectors, int TileRows)
{
    /// <summary>
    /// Products added up in registers before C is touched. Equal in all profiles, because it fixes the order of
    /// summation: this makes products bit for bit equal for 256 and 512 bits. A panel of A of 8 × 256 elements
    /// (8 … 16 KiB) stays in the L1 cache while the panels of B pass by.
    /// </summary>
    public const int Depth = 256;

    /// <summary>
    /// Bytes of packed B that one task keeps in its L2 cache (512 KiB … 2 MiB a core) while panels of A pass by.
    /// </summary>
    public const int TaskBytes = 480 * 1024;

    /// <summary>Rows of C in one task: enough to pay for reading the task's B, few enough to share out evenly.</summary>
    public const int TaskRows = 256;

    /// <summary>Rows and columns of C whose packed operands are held at a time: 2·8192·Depth elements, 16 … 32 MiB.</summary>
    public const int PackedSize = 8192;

    public static KernelProfile Avx512 { get; } = new("AVX-512", 512, 3, 8);

    public static KernelProfile Avx2 { get; } = new("AVX2", 256, 3, 4);

    /// <summary>16 registers and no fused multiply-add, which takes one register more for the product.</summary>
    public static KernelProfile Sse { get; } = new("SSE", 128, 2, 4);

    /// <summary>32 registers of 128 bits.</summary>
    public static KernelProfile AdvSimd { get; } = new("AdvSIMD", 128, 3, 8);

    public static KernelProfile Widest { get; } =
        Vector512.IsHardwareAccelerated ? Avx512 : Vector256.IsHardwareAccelerated ? Avx2 : System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported ? AdvSimd : Sse;
}
