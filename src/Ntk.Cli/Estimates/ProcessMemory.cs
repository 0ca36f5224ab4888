using System.Runtime.CompilerServices;

namespace Ntk.Cli;

/// <summary>Memory of this program besides what work of a plan takes.</summary>
internal static class ProcessMemory
{
    /// <summary>What .NET, its compiled code and the libraries take: measured on Linux with matrices of a few rows.</summary>
    public const long Runtime = 55L << 20;

    /// <summary>Bytes of inputs.</summary>
    /// <param name="rows">Their number.</param>
    /// <param name="shape">The shape of all of them; the first length does not matter.</param>
    public static Int128 Inputs<T>(long rows, ReadOnlySpan<nint> shape)
        where T : unmanaged
    {
        Int128 bytes = rows * Unsafe.SizeOf<T>();
        foreach (nint length in shape[1..])
            bytes *= length;
        return bytes;
    }
}
