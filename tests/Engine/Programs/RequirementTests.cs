using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Tests.Engine.Networks;

namespace Ntk.Tests.Engine.Programs;

/// <summary>Only what is asked for is computed, and asking for less changes no bit.</summary>
internal sealed class RequirementTests
{
    [TestCase(KernelOutputs.Nngp, false)]
    [TestCase(KernelOutputs.Ntk, true)]
    [TestCase(KernelOutputs.Both, true)]
    public void OnlyTheNtkNeedsATangent(KernelOutputs outputs, bool expected) =>
        Assert.That(KernelProgram.Compile(RandomNetwork.Make(1), outputs, 3).NeedsTangent, Is.EqualTo(expected));

    [Test]
    public void RandomNetworksGiveTheSameBitsAloneAndTogether([Range(1, 40)] int seed)
    {
        Network network = RandomNetwork.Make(seed, withTables: false);
        Tensor<float> first = RandomInputs.Normal<float>(9, 5, seed);
        Tensor<float> second = RandomInputs.Normal<float>(21, 5, seed + 1000);
        using GramResult<float> both = new GramBuilder<float>(network).Build(first, second);
        using GramResult<float> nngp = new GramBuilder<float>(network).Build(first, second, KernelOutputs.Nngp);
        using GramResult<float> ntk = new GramBuilder<float>(network).Build(first, second, KernelOutputs.Ntk);
        Assert.That((nngp.Outputs, ntk.Outputs), Is.EqualTo((KernelOutputs.Nngp, KernelOutputs.Ntk)));
        for (int i = 0; i < 9; i++)
        {
            Assert.That(nngp.Nngp.Row(i).SequenceEqual(both.Nngp.Row(i)), $"NNGP, row {i}");
            Assert.That(ntk.Ntk.Row(i).SequenceEqual(both.Ntk.Row(i)), $"NTK, row {i}");
            Assert.That(both.Nngp.Row(i).ToArray().Concat(both.Ntk.Row(i).ToArray()), Has.None.NaN);
        }
    }
}
