using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics.Tensors;
using Ntk.Data;

namespace Ntk.Tests.Data;

public class NpzTests
{
    private static readonly double[] Values = [1, 2, 3, 4, 5, 6];

    [Test]
    public void Arrays_come_back_as_they_were_written([Values] bool compress)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a.npz");
        Write(path, compress);

        using NpzReader archive = NpzReader.Open(path);

        Assert.That(archive.Names, Is.EqualTo((string[])["x", "labels", "deep/rows"]));
        Assert.That(NpyRoundTripTests.Flatten<double>(archive.Read<double>("x")), Is.EqualTo(Values));
        Assert.That(archive.Read<double>("x").Lengths.ToArray(), Is.EqualTo((nint[])[2, 3]));
        Assert.That(NpyRoundTripTests.Flatten<long>(archive.Read<long>("labels")), Is.EqualTo((long[])[7, 8]));
        Assert.That(NpyRoundTripTests.Flatten<float>(archive.Read<float>("deep/rows")), Is.EqualTo(Enumerable.Range(0, 3000).Select(index => (float)index)));
    }

    [Test]
    public void Arrays_are_read_by_rows([Values] bool compress)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a.npz");
        Write(path, compress);
        using NpzReader archive = NpzReader.Open(path);
        using NpyReader array = archive.OpenArray("deep/rows");
        double[] rows = new double[500 * 3];

        array.ReadRows<double>(rows);
        Assert.That(rows[0], Is.Zero);
        array.ReadRows<double>(rows);
        Assert.That(rows[0], Is.EqualTo(1500));
        Assert.That(array.RowsRead, Is.EqualTo((nint)1000));
        Assert.That(() => array.ReadRows<double>(rows), Throws.ArgumentException);
    }

    [Test]
    public void Equal_arrays_give_equal_files()
    {
        using TemporaryFolder folder = new();
        Write(folder.File("a.npz"), compress: true);
        Write(folder.File("b.npz"), compress: true);

        Assert.That(File.ReadAllBytes(folder.File("a.npz")), Is.EqualTo(File.ReadAllBytes(folder.File("b.npz"))));
    }

    [Test]
    public void Without_commit_nothing_changes()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a.npz", [1, 2, 3]);

        using (NpzWriter writer = NpzWriter.Create(path))
            writer.Add<double>("x", Tensor.Create(Values));

        Assert.That(File.ReadAllBytes(path), Is.EqualTo((byte[])[1, 2, 3]));
        Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(1));
    }

    [Test]
    public void Names_are_given_once_and_not_empty()
    {
        using TemporaryFolder folder = new();
        using NpzWriter writer = NpzWriter.Create(folder.File("a.npz"));
        writer.Add<double>("x", Tensor.Create(Values));

        Assert.That(() => writer.Add<double>("x", Tensor.Create(Values)), Throws.ArgumentException);
        Assert.That(() => writer.Add<double>("", Tensor.Create(Values)), Throws.ArgumentException);
    }

    [Test]
    public void A_changed_byte_of_a_stored_array_is_found()
    {
        using TemporaryFolder folder = new();
        Write(folder.File("a.npz"), compress: false);
        byte[] file = File.ReadAllBytes(folder.File("a.npz"));
        file[200] ^= 1;
        using NpzReader archive = NpzReader.Open(folder.File("b.npz", file));

        Assert.That(() => archive.Read<double>("x"), Throws.TypeOf<DataFormatException>().With.Message.Contains("checksum"));
    }

    [Test]
    public void Archives_that_are_not_are_refused()
    {
        using TemporaryFolder folder = new();
        Write(folder.File("a.npz"), compress: false);
        byte[] file = File.ReadAllBytes(folder.File("a.npz"));

        Assert.That(() => NpzReader.Open(folder.File("b.npz", [])), Throws.TypeOf<DataFormatException>());
        Assert.That(() => NpzReader.Open(folder.File("b.npz", file[..^10])), Throws.TypeOf<DataFormatException>());
        Assert.That(() => NpzReader.Open(Fixture.Path("vector.npy")), Throws.TypeOf<DataFormatException>());
    }

    [Test]
    public void Two_arrays_of_one_name_are_refused()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a.npz");
        using (ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            archive.CreateEntryFromFile(Fixture.Path("vector.npy"), "x.npy");
            archive.CreateEntryFromFile(Fixture.Path("scalar.npy"), "x.npy");
        }

        Assert.That(() => NpzReader.Open(path), Throws.TypeOf<DataFormatException>().With.Message.Contains("two arrays"));
    }

    [TestCase(1)]
    [TestCase(800_000_000)]
    public void An_entry_that_claims_more_than_it_has_takes_memory_for_what_arrives(int claim)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a.npz");
        using (ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Create))
        using (Stream entry = archive.CreateEntry("x.npy").Open())
            entry.Write(claim == 1 ? File.ReadAllBytes(Fixture.Path("vector.npy")) : NpyMalformedTests.Claim("(100000000,)", 1000));

        // The size that the directory at the end gives, and the same in front of the entry.
        byte[] file = File.ReadAllBytes(path);
        AddTo(file.AsSpan(file.AsSpan().IndexOf("PK\u0001\u0002"u8) + 24), claim);
        AddTo(file.AsSpan(22), claim);
        using NpzReader reader = NpzReader.Open(folder.File("b.npz", file));

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(() => reader.Read<double>("x"), Throws.TypeOf<DataFormatException>());
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(4_000_000));

        static void AddTo(Span<byte> size, int claim) =>
            BinaryPrimitives.WriteInt32LittleEndian(size, BinaryPrimitives.ReadInt32LittleEndian(size) + claim);
    }

    [Test]
    public void Deflated_bytes_beyond_the_limit_are_refused()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a.npz");
        using (NpzWriter writer = NpzWriter.Create(path, compress: true))
        {
            writer.Add<float>("zeros", [1000, 1000], (_, rows) => rows.Clear());
            writer.Commit();
        }

        using NpzReader archive = NpzReader.Open(path, new ReadOptions { MaximumBytes = 1_000_000 });

        Assert.That(new FileInfo(path).Length, Is.LessThan(10_000));
        Assert.That(() => archive.Read<float>("zeros"), Throws.TypeOf<DataTooLargeException>().With.Property("BytesNeeded").EqualTo(4_000_000));
    }

    private static void Write(string path, bool compress)
    {
        using NpzWriter writer = NpzWriter.Create(path, compress);
        writer.Add<double>("x", Tensor.Create(Values, [2, 3]));
        writer.Add<byte>("labels", Tensor.Create<byte>([7, 8]));
        writer.Add<int>("deep/rows", [1000, 3], (first, rows) =>
        {
            for (int index = 0; index < rows.Length; index++)
                rows[index] = ((int)first * 3) + index;
        });
        writer.Commit();
    }
}
