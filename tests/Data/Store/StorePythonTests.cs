using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Ntk.Data;
using Ntk.Engine.Programs;

namespace Ntk.Tests.Data.Store;

/// <summary>The lines of Python in docs/store.md read a store that is not complete.</summary>
public class StorePythonTests
{
    [Test]
    public void NumPy_reads_the_tiles_there_are([Values] bool isSymmetric, [Values] bool isComplete)
    {
        using TemporaryFolder folder = new();
        var matrix = new StoreCase<float>(isSymmetric, KernelOutputs.Ntk);
        TileFolder store = new(folder.File("k.tiles"));
        if (isComplete)
        {
            matrix.Build(store);
        }
        else
        {
            matrix.BuildPart(store, 7);
            File.AppendAllText(folder.File("k.tiles/journal.jsonl"), "{\"crc32c\":\"0123");
        }

        NumPyProgram.Run(folder, $"{Snippet()}\nnp.save('part.npy', load_part('k.tiles', 'ntk'))");
        Tensor<float> part = Npy.Read<float>(folder.File("part.npy"));
        float[] actual = new float[part.FlattenedLength];
        part.FlattenTo(actual);
        ReadOnlySpan<float> expected = MemoryMarshal.Cast<byte, float>(matrix.Bytes(store: null));
        Assert.That(actual, Has.Length.EqualTo(expected.Length));
        for (int index = 0; index < actual.Length; index++)
            Assert.That(float.IsNaN(actual[index]) || actual[index] == expected[index], $"entry {index}");

        int known = actual.Count(value => !float.IsNaN(value));
        Assert.That(known, isComplete ? Is.EqualTo(actual.Length) : Is.InRange(7 * 9, actual.Length - 1));
    }

    private static string Snippet()
    {
        string text = File.ReadAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, "docs", "store.md"));
        const string fence = "```python\n";
        int start = text.IndexOf(fence, StringComparison.Ordinal) + fence.Length;
        return text[start..text.IndexOf("```", start, StringComparison.Ordinal)];
    }
}
