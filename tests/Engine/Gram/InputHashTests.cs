using System.Buffers;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;

namespace Ntk.Tests.Engine.Gram;

/// <summary>A store of tiles knows inputs by a hash that depends on their values and shape, and not on how memory holds them.</summary>
internal sealed class InputHashTests
{
    [Test]
    public void StridesDoNotMatter()
    {
        Tensor<double> wide = RandomInputs.Normal<double>(30, 12, seed: 1);
        ReadOnlyTensorSpan<double> part = wide.AsReadOnlyTensorSpan().Slice([new NRange(5, 25), new NRange(2, 9)]);
        Assert.That(part.IsDense, Is.False);
        var copy = new double[20 * 7];
        part.FlattenTo(copy);
        Assert.That(Of(part), Is.EqualTo(Of<double>(Tensor.Create(copy, [20, 7]))));
    }

    [Test]
    public void EveryElementMatters()
    {
        // More than the hash takes at once.
        Tensor<float> inputs = RandomInputs.Normal<float>(300_000, 1, seed: 2);
        string before = Of<float>(inputs);
        foreach (nint row in (nint[])[0, 262_143, 262_144, 299_999])
        {
            inputs[row, 0] = -inputs[row, 0];
            Assert.That(Of<float>(inputs), Is.Not.EqualTo(before), $"row {row}");
            inputs[row, 0] = -inputs[row, 0];
        }

        Assert.That(Of<float>(inputs), Is.EqualTo(before));
    }

    [Test]
    public void ShapesAndBoundariesMatter()
    {
        string[] hashes =
        [
            Of<double>(Tensor.Create<double>([1, 2, 3, 4], [2, 2])), Of<double>(Tensor.Create<double>([1, 2, 3, 4], [4, 1])), Of<double>(Tensor.Create<double>([1, 2, 3, 4], [2, 2, 1])),
            Of<double>(Tensor.CreateFromShape<double>([0, 3])), Of<double>(Tensor.CreateFromShape<double>([0, 4])),
            OfTexts("ab", "c"), OfTexts("a", "bc"),
        ];
        Assert.That(hashes, Is.Unique);
    }

    private static string Of<T>(ReadOnlyTensorSpan<T> tensor)
        where T : unmanaged
    {
        using InputHash hash = new();
        hash.Add(tensor);
        return hash.Finish();
    }

    private static string OfTexts(params ReadOnlySpan<string> texts)
    {
        using InputHash hash = new();
        foreach (string text in texts)
            hash.Add(text);
        return hash.Finish();
    }
}
