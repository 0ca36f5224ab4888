using System.Runtime.InteropServices;
using Ntk.Native.Resolution;

namespace Ntk.Native.Externs;

/// <summary>
/// MKL's own functions. Only the names in capitals take values; those in lower case are Fortran and take pointers.
/// </summary>
internal sealed unsafe class MklControl : ILibraryControl
{
    private const int Lp64 = 0;

    private readonly delegate* unmanaged<int> MKL_Get_Max_Threads;
    private readonly delegate* unmanaged<int, void> MKL_Set_Num_Threads;
    private int threadCount;

    /// <summary>Chooses the layers, which must come before any other call: a layer that is missing ends the process.</summary>
    /// <exception cref="NativeLibraryException">The process has used MKL before, with other layers.</exception>
    public MklControl(NativeExports exports, MklThreading threading)
    {
        var MKL_Set_Threading_Layer = (delegate* unmanaged<int, int>)exports["MKL_Set_Threading_Layer"];
        var MKL_Set_Interface_Layer = (delegate* unmanaged<int, int>)exports["MKL_Set_Interface_Layer"];
        var MKL_Get_Version_String = (delegate* unmanaged<byte*, int, void>)exports["MKL_Get_Version_String"];
        MKL_Get_Max_Threads = (delegate* unmanaged<int>)exports["MKL_Get_Max_Threads"];
        MKL_Set_Num_Threads = (delegate* unmanaged<int, void>)exports["MKL_Set_Num_Threads"];

        int threadingInForce = MKL_Set_Threading_Layer((int)threading);
        int interfaceInForce = MKL_Set_Interface_Layer(Lp64);
        if (threadingInForce != (int)threading || interfaceInForce != Lp64)
        {
            throw new NativeLibraryException(
                $"MKL is already in use with threading layer {threadingInForce} and interface layer {interfaceInForce}, not {(int)threading} and {Lp64} (LP64). " +
                "Use Ntk before other code that uses MKL, or set NTK_BLAS=managed.");
        }
        byte* version = stackalloc byte[256];
        MKL_Get_Version_String(version, 256);
        Version = (Marshal.PtrToStringUTF8((nint)version, 256) ?? "").TrimEnd('\0', ' ');
        threadCount = MKL_Get_Max_Threads();
    }

    public string Name => "Intel MKL";

    public string Version { get; }

    public int ThreadCount
    {
        get => threadCount;
        set
        {
            MKL_Set_Num_Threads(value);
            threadCount = value;
        }
    }

    public static bool IsExportedBy(NativeExports exports) => exports.Has("MKL_Set_Threading_Layer");
}
