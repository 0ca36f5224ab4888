using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Text;
using Ntk.Native.Lanes;

namespace Ntk.Native;

/// <summary>The machine as numerical code sees it.</summary>
/// <param name="Processor">The processor's own name, or its architecture.</param>
/// <param name="Cores">Logical processors this process may use.</param>
/// <param name="InstructionSets">The vector instruction sets the .NET runtime uses, widest last.</param>
/// <param name="LaneBits">Bits of the widest register in use.</param>
/// <param name="MemoryTotal">Bytes of memory of the machine or its container.</param>
/// <param name="MemoryAvailable">Bytes of it that can be had without swapping.</param>
/// <param name="OperatingSystem">Name and version.</param>
/// <param name="Runtime">The version of .NET.</param>
public sealed record MachineInfo(
    string Processor, int Cores, IReadOnlyList<string> InstructionSets, int LaneBits, long MemoryTotal, long MemoryAvailable, string OperatingSystem, string Runtime)
{
    /// <summary>Looks at this machine, now.</summary>
    public static MachineInfo Read()
    {
        GCMemoryInfo memory = GC.GetGCMemoryInfo();
        long total = memory.TotalAvailableMemoryBytes;
        return new(
            ProcessorName(), Environment.ProcessorCount, [.. UsableInstructionSets()], LaneDispatch.WidestBits,
            total, Math.Min(total, LinuxAvailable() ?? total - memory.MemoryLoadBytes), RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription);
    }

    private static string ProcessorName()
    {
        const uint FirstBrandLeaf = 0x80000002, LastBrandLeaf = 0x80000004;
        const int HighestLeaf = unchecked((int)0x80000000);
        if (X86Base.IsSupported && (uint)X86Base.CpuId(HighestLeaf, 0).Eax >= LastBrandLeaf)
        {
            List<byte> brand = [];
            for (uint leaf = FirstBrandLeaf; leaf <= LastBrandLeaf; leaf++)
            {
                (int a, int b, int c, int d) = X86Base.CpuId(unchecked((int)leaf), 0);
                foreach (int register in new[] { a, b, c, d })
                    brand.AddRange(BitConverter.GetBytes(register));
            }
            return Encoding.ASCII.GetString([.. brand]).TrimEnd('\0').Trim();
        }
        return LinesOf("/proc/cpuinfo").Where(line => line.StartsWith("model name", StringComparison.Ordinal)).Select(line => line[(line.IndexOf(':') + 1)..].Trim()).FirstOrDefault()
            ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static IEnumerable<string> UsableInstructionSets()
    {
        (string Name, bool IsSupported)[] sets =
        [
            ("AdvSIMD", AdvSimd.IsSupported),
            ("SSE2", Sse2.IsSupported),
            ("SSE4.2", Sse42.IsSupported),
            ("AVX", Avx.IsSupported),
            ("FMA", Fma.IsSupported),
            ("AVX2", Avx2.IsSupported),
            ("AVX-512F", Avx512F.IsSupported),
            ("AVX-512DQ", Avx512DQ.IsSupported),
        ];
        return sets.Where(set => set.IsSupported).Select(set => set.Name);
    }

    private static long? LinuxAvailable()
    {
        const string Key = "MemAvailable:";
        string? line = LinesOf("/proc/meminfo").FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal));
        return line is not null && long.TryParse(line[Key.Length..].Replace("kB", "", StringComparison.Ordinal), out long kibibytes) ? kibibytes * 1024 : null;
    }

    private static string[] LinesOf(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllLines(path) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
