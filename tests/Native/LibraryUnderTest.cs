using System.Runtime.Intrinsics;
using Ntk.Native.Managed;
using Ntk.Tests.Native.Cuda;

namespace Ntk.Tests.Native;

/// <summary>The libraries that keep the contract.</summary>
public enum LibraryUnderTest
{
    /// <summary>The managed code with the widest registers of this processor.</summary>
    Managed,

    /// <summary>The managed code with the tiles for AVX2, which also run where AVX-512 would be chosen.</summary>
    ManagedAvx2,

    /// <summary>The managed code with 128-bit registers.</summary>
    ManagedSse,
    OpenBlas,
    Mkl,

    /// <summary>cuSOLVER for matrices of all orders: by functions that stand in for it, unless NTK_TEST_DEVICE is cuda.</summary>
    Cuda,
}

internal static class LibraryUnderTestExtensions
{
    /// <summary>The library, or an ignored test that says why it is not here.</summary>
    public static LinearAlgebra Load(this LibraryUnderTest library)
    {
        switch (library)
        {
            case LibraryUnderTest.Managed:
                return new ManagedLinearAlgebra();
            case LibraryUnderTest.ManagedAvx2:
                if (!Vector256.IsHardwareAccelerated)
                    Assert.Ignore("This processor, or the setting DOTNET_EnableAVX2, offers no 256-bit registers.");
                return new ManagedLinearAlgebra(KernelProfile.Avx2);
            case LibraryUnderTest.ManagedSse:
                return new ManagedLinearAlgebra(KernelProfile.Sse);
            case LibraryUnderTest.Cuda:
                bool hasDevice = Environment.GetEnvironmentVariable("NTK_TEST_DEVICE") == "cuda";
                return (hasDevice ? (CudaLinearAlgebra)LinearAlgebra.Resolve("cuda").Library : StandInCuda.Load()).ForAllOrders();
            case LibraryUnderTest.Mkl when string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NTK_MKL")):
                Assert.Ignore("NTK_MKL does not point to the folder of an Intel MKL.");
                return null;
            default:
                return Resolve(library == LibraryUnderTest.Mkl ? "mkl" : "openblas");
        }
    }

    private static LinearAlgebra Resolve(string choice)
    {
        try
        {
            return LinearAlgebra.Resolve(choice).Library;
        }
        catch (NativeLibraryException exception) when (choice == "openblas")
        {
            Assert.Ignore(exception.Message);
            throw;
        }
    }
}
