using System.Numerics.Tensors;
using Ntk.Data;

namespace Ntk.Tests.Data;

/// <summary>NumPy itself reads what is written here, and writes what is read here.</summary>
public class NumPyInteropTests
{
    [Test]
    public void NumPy_reads_what_is_written()
    {
        using TemporaryFolder folder = new();
        Npy.Write<double>(folder.File("a.npy"), Tensor.Create<double>([1, 2, 3, 4, 5, 6.5], [2, 3]));
        Npy.Write<Half>(folder.File("scalar.npy"), [], (_, rows) => rows[0] = (Half)0.5);
        Npy.Write<ushort>(folder.File("empty.npy"), [0, 7], (_, _) => { });
        foreach (bool compress in (bool[])[false, true])
        {
            using NpzWriter writer = NpzWriter.Create(folder.File($"{compress}.npz"), compress);
            writer.Add<float>("x", Tensor.Create<float>([1, 2, 3]));
            writer.Add<sbyte>("many", [100_000, 3], (first, rows) => rows.Fill((sbyte)(first % 3)));
            writer.Commit();
        }

        string output = NumPyProgram.Run(folder, """
            import numpy as np
            a = np.load("a.npy"); print(a.dtype, a.shape, a.tolist(), a.flags.c_contiguous)
            s = np.load("scalar.npy"); print(s.dtype, s.shape, s.item())
            e = np.load("empty.npy"); print(e.dtype, e.shape)
            for name in ["False.npz", "True.npz"]:
                z = np.load(name); print(sorted(z), z["x"].dtype, z["x"].tolist(), z["many"].dtype, z["many"].shape)
            """);

        Assert.That(output.Split('\n'), Is.EqualTo((string[])[
            "float64 (2, 3) [[1.0, 2.0, 3.0], [4.0, 5.0, 6.5]] True",
            "float16 () 0.5",
            "uint16 (0, 7)",
            "['many', 'x'] float32 [1.0, 2.0, 3.0] int8 (100000, 3)",
            "['many', 'x'] float32 [1.0, 2.0, 3.0] int8 (100000, 3)"]));
    }

    [Test]
    public void What_NumPy_writes_is_read()
    {
        using TemporaryFolder folder = new();
        NumPyProgram.Run(folder, """
            import numpy as np
            a = np.arange(5 * 6 * 7 * 8).reshape(5, 6, 7, 8)
            np.save("c.npy", a.astype(">i2"))
            np.save("f.npy", np.asfortranarray(a.astype("<f4")))
            np.save("view.npy", a.astype("<f8").transpose(2, 0, 3, 1))
            np.savez("a.npz", a=a, b=a > 3)
            """);
        int[] expected = [.. Enumerable.Range(0, 5 * 6 * 7 * 8)];

        Assert.That(NpyRoundTripTests.Flatten<int>(Npy.Read<int>(folder.File("c.npy"))), Is.EqualTo(expected));
        Assert.That(NpyRoundTripTests.Flatten<int>(Npy.Read<int>(folder.File("f.npy"))), Is.EqualTo(expected));
        Assert.That(Npy.Read<int>(folder.File("view.npy"))[6, 3, 2, 1], Is.EqualTo((((((3 * 6) + 1) * 7) + 6) * 8) + 2));
        using NpzReader archive = NpzReader.Open(folder.File("a.npz"));
        Assert.That(NpyRoundTripTests.Flatten<int>(archive.Read<int>("a")), Is.EqualTo(expected));
        Assert.That(NpyRoundTripTests.Flatten<byte>(archive.Read<byte>("b")).Sum(value => value), Is.EqualTo(expected.Length - 4));
    }
}
