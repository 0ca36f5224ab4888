using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Ntk.Native.Resolution;

/// <summary>Processors as MKL tells them apart when it picks a kernel file.</summary>
internal enum ProcessorKind
{
    /// <summary>AMD, or an old Intel processor: the default kernels.</summary>
    Other,
    IntelAvx2,
    IntelAvx512,
}

internal static class ProcessorDetection
{
    /// <summary>Asked of the processor itself, because the .NET runtime can be told to hide instruction sets.</summary>
    public static ProcessorKind Current
    {
        get
        {
            const int Avx2Bit = 5, Avx512Bit = 16;
            if (!X86Base.IsSupported)
                return ProcessorKind.Other;
            (int highest, int b, int c, int d) = X86Base.CpuId(0, 0);
            byte[] vendor = [.. BitConverter.GetBytes(b), .. BitConverter.GetBytes(d), .. BitConverter.GetBytes(c)];
            if (Encoding.ASCII.GetString(vendor) != "GenuineIntel" || highest < 7)
                return ProcessorKind.Other;
            int features = X86Base.CpuId(7, 0).Ebx;
            return (features >> Avx512Bit & 1) != 0 ? ProcessorKind.IntelAvx512 : (features >> Avx2Bit & 1) != 0 ? ProcessorKind.IntelAvx2 : ProcessorKind.Other;
        }
    }
}
