using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Native.Lanes;
using static Ntk.Engine.Networks.Layers;

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

    [Test]
    public void LeavesTheFingerprint()
    {
        if (Environment.GetEnvironmentVariable(ChildProcess.FingerprintFile) is { } file)
            File.WriteAllText(file, Fingerprint());
        Assert.That(Fingerprint(), Has.Length.EqualTo(64));
    }

    /// <summary>A hash of the bits of some Gram matrices in both precisions.</summary>
    internal static string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Network network = Network.Serial(Dense(1.3, 0.1), Relu(), Dense(1.1, 0.2), Erf(), Dense(1.1, 0.2), Gelu(), Dense(), Sin(), Dense(), Rbf(0.5), Dense(), Abs(), Dense());
        Append<float>(hash, network);
        Append<double>(hash, network);
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static void Append<T>(IncrementalHash hash, Network network)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        using GramResult<T> result = new GramBuilder<T>(network).Build(RandomInputs.Clustered<T>(70, 33, 3));
        for (int i = 0; i < result.Nngp.Rows; i++)
        {
            hash.AppendData(MemoryMarshal.AsBytes(result.Nngp.Row(i)));
            hash.AppendData(MemoryMarshal.AsBytes(result.Ntk.Row(i)));
        }
    }
}
