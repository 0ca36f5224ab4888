using System.Runtime.CompilerServices;
using ILGPU.Runtime.OpenCL;

namespace Ntk.Kernels.Devices;

/// <summary>Admits OpenCL devices that have no pointers to memory of any kind, which ILGPU asks for though the code it makes of these kernels has none.</summary>
/// <remarks>
/// Such pointers are an optional feature of OpenCL 3 that PoCL before version 4, among others, lacks. All functions of a kernel become one at optimisation level 2, in
/// which each pointer's kind of memory is known and written down. Of one that is not, the device's compiler complains: that is an error on the first launch, never a wrong number.
/// </remarks>
internal static class GenericAddressSpace
{
    /// <summary>Whether a device is, or now is, one that ILGPU takes.</summary>
    public static bool Admit(CLDevice device)
    {
        try
        {
            if (!device.Capabilities.GenericAddressSpace)
                Set(device.Capabilities, value: true);
            return true;
        }
        catch (MissingMethodException)
        {
            // Another version of ILGPU than the one this was compiled with.
            return false;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_GenericAddressSpace")]
    private static extern void Set(CLCapabilityContext capabilities, bool value);
}
