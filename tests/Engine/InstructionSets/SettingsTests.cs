using System.Runtime.Intrinsics;
using Ntk.Native.Lanes;

namespace Ntk.Tests.Engine.InstructionSets;

/// <summary>What only a child of <see cref="RerunTests"/> checks: that the settings it was started with took hold.</summary>
internal sealed class SettingsTests
{
    [SetUp]
    public void RequireChild()
    {
        if (!ChildProcess.IsChild)
            Assert.Ignore("Only for a process that RerunTests started.");
    }

    [Test]
    public void TheWidestRegistersAreThoseExpected()
    {
        int expected = int.Parse(Environment.GetEnvironmentVariable(ChildProcess.ExpectedBits)!);
        Assert.That(LaneDispatch.WidestBits, Is.EqualTo(expected));
        Assert.That((Vector512.IsHardwareAccelerated, Vector256.IsHardwareAccelerated), Is.EqualTo((expected >= 512, expected >= 256)));
    }

    [Test]
    public void TheLinearAlgebraIsTheOneExpected()
    {
        string? expected = Environment.GetEnvironmentVariable(ChildProcess.ExpectedLibrary);
        if (expected is not null)
            Assert.That(LinearAlgebra.Default.Name, Is.EqualTo(expected));
    }
}
