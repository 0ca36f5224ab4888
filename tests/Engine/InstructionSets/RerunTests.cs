using Ntk.Native.Lanes;

namespace Ntk.Tests.Engine.InstructionSets;

/// <summary>The numerical tests once more with instruction sets switched off, and without a native library.</summary>
[NonParallelizable]
internal sealed class RerunTests
{
    private const string Numerics = "FullyQualifiedName~InstructionSets.SettingsTests|FullyQualifiedName~Engine.Numerics|FullyQualifiedName~CpuGoldenKernelTests"
        + "|(FullyQualifiedName~CpuGramLawTests&Name!~tanh)|FullyQualifiedName~DualDefinitionTests|FullyQualifiedName~GoldenDualTests|FullyQualifiedName~ManagedBitsTests";

    // A native library has its own idea of the processor; only the managed one hears of these settings.
    private const string Contract = "FullyQualifiedName~InstructionSets.SettingsTests|(FullyQualifiedName~Native.Contract&FullyQualifiedName~Managed)";

    [Test]
    public void WithoutAvx512()
    {
        RequireAtLeast(512);
        ChildProcess.Run(Numerics, 300, ("DOTNET_EnableAVX512", "0"), (ChildProcess.ExpectedBits, "256"));
    }

    [Test]
    public void WithoutAvx2()
    {
        RequireAtLeast(256);
        ChildProcess.Run(Numerics, 300, ("DOTNET_EnableAVX2", "0"), (ChildProcess.ExpectedBits, "128"));
    }

    [Test]
    public void LinearAlgebraWithoutAvx512()
    {
        RequireAtLeast(512);
        ChildProcess.Run(Contract, 100, ("DOTNET_EnableAVX512", "0"), (ChildProcess.ExpectedBits, "256"));
    }

    [Test]
    public void LinearAlgebraWithoutAvx2()
    {
        RequireAtLeast(256);
        ChildProcess.Run(Contract, 100, ("DOTNET_EnableAVX2", "0"), (ChildProcess.ExpectedBits, "128"));
    }

    [Test]
    public void WithoutANativeLibrary() =>
        ChildProcess.Run(
            "FullyQualifiedName~InstructionSets.SettingsTests|FullyQualifiedName~CpuGoldenKernelTests|FullyQualifiedName~GoldenInferenceTests",
            80,
            ("NTK_BLAS", "managed"),
            (ChildProcess.ExpectedLibrary, "managed"),
            (ChildProcess.ExpectedBits, $"{LaneDispatch.WidestBits}"));

    private static void RequireAtLeast(int bits)
    {
        if (LaneDispatch.WidestBits < bits)
            Assert.Ignore($"This processor, or its settings, offers no registers of {bits} bits to switch off.");
    }
}
