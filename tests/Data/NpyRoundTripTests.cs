using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Data;

#pragma warning disable NUnit1027 // FsCheck supplies the arguments of its properties.

namespace Ntk.Tests.Data;

/// <summary>Every type, order, version and shape: read from what the slow twin writes, and written as the slow twin does.</summary>
public class NpyRoundTripTests
{
    private const int Cases = 200;

    [FsCheck.NUnit.Property(MaxTest = Cases)]
    public bool A_reader_gives_what_the_twin_wrote(byte kindChoice, bool isBigEndian, bool isFortranOrder, byte versionChoice, byte[] lengthChoices)
    {
        string kind = NpyTwin.Kinds[kindChoice % NpyTwin.Kinds.Length];
        nint[] shape = Shape(lengthChoices, mostAxes: 5);
        byte[] file = NpyTwin.Encode(kind, isBigEndian, isFortranOrder, 1 + (versionChoice % 3), shape);

        Tensor<double> tensor = Npy.Read<double>(new MemoryStream(file));

        return tensor.Lengths.SequenceEqual(shape.Length == 0 ? [1] : shape)
            && Flatten<double>(tensor).Select((value, index) => value == NpyTwin.ValueAt(kind, index)).All(isEqual => isEqual);
    }

    [FsCheck.NUnit.Property(MaxTest = Cases)]
    public bool A_compressed_stream_of_unknown_length_gives_the_same(byte kindChoice, bool isFortranOrder, byte[] lengthChoices)
    {
        string kind = NpyTwin.Kinds[kindChoice % NpyTwin.Kinds.Length];
        byte[] file = NpyTwin.Encode(kind, isBigEndian: false, isFortranOrder, version: 1, Shape(lengthChoices, mostAxes: 4));
        using TemporaryFolder folder = new();

        Tensor<float> plain = Npy.Read<float>(folder.File("a.npy", file));
        Tensor<float> compressed = Npy.Read<float>(folder.File("a.npy.gz", Gzip.Compress(file)));

        return plain.Lengths.SequenceEqual(compressed.Lengths) && Flatten<float>(plain).SequenceEqual(Flatten<float>(compressed));
    }

    [FsCheck.NUnit.Property(MaxTest = Cases)]
    public bool A_writer_writes_what_the_twin_writes(byte kindChoice, byte[] lengthChoices)
    {
        string kind = NpyTwin.Kinds[1 + (kindChoice % (NpyTwin.Kinds.Length - 1))];
        nint[] shape = Shape(lengthChoices, mostAxes: 5);
        return kind switch
        {
            "i1" => WritesAsTwin<sbyte>(kind, shape),
            "i2" => WritesAsTwin<short>(kind, shape),
            "i4" => WritesAsTwin<int>(kind, shape),
            "i8" => WritesAsTwin<long>(kind, shape),
            "u1" => WritesAsTwin<byte>(kind, shape),
            "u2" => WritesAsTwin<ushort>(kind, shape),
            "u4" => WritesAsTwin<uint>(kind, shape),
            "u8" => WritesAsTwin<ulong>(kind, shape),
            "f2" => WritesAsTwin<Half>(kind, shape),
            "f4" => WritesAsTwin<float>(kind, shape),
            _ => WritesAsTwin<double>(kind, shape),
        };
    }

    [FsCheck.NUnit.Property(MaxTest = Cases)]
    public bool Rows_read_in_pieces_are_the_array(byte kindChoice, bool isBigEndian, byte[] lengthChoices, byte rowsAtOnce)
    {
        string kind = NpyTwin.Kinds[kindChoice % NpyTwin.Kinds.Length];
        nint[] shape = Shape(lengthChoices, mostAxes: 3);
        using TemporaryFolder folder = new();
        using NpyReader reader = NpyReader.Open(folder.File("a.npy", NpyTwin.Encode(kind, isBigEndian, isFortranOrder: false, version: 1, shape)));
        int step = 1 + (rowsAtOnce % 4);
        int length = (int)reader.Header.RowLength;
        List<float> values = [];
        while (reader.RowsRead < reader.Header.RowCount)
        {
            float[] rows = new float[Math.Min(step, reader.Header.RowCount - reader.RowsRead) * length];
            if (length == 0)
                break;

            reader.ReadRows<float>(rows);
            values.AddRange(rows);
        }

        return values.Count == reader.Header.ElementCount && values.Select((value, index) => value == (float)NpyTwin.ValueAt(kind, index)).All(isEqual => isEqual);
    }

    [Test]
    public void Fortran_order_of_large_arrays_crosses_tiles_and_chunks()
    {
        nint[] shape = [70, 3, 41, 65];

        Tensor<double> tensor = Npy.Read<double>(new MemoryStream(NpyTwin.Encode("i2", isBigEndian: true, isFortranOrder: true, version: 2, shape)));

        Assert.That(Flatten<double>(tensor), Is.EqualTo(Enumerable.Range(0, 70 * 3 * 41 * 65).Select(index => NpyTwin.ValueAt("i2", index))));
    }

    [Test]
    public void Large_arrays_grow_with_a_compressed_stream()
    {
        nint[] shape = [1500, 1000];
        using TemporaryFolder folder = new();

        Tensor<float> tensor = Npy.Read<float>(folder.File("a.npy.gz", Gzip.Compress(NpyTwin.Encode("u1", isBigEndian: false, isFortranOrder: false, version: 1, shape))));

        Assert.That(Flatten<float>(tensor).Select((value, index) => value == index % 256), Has.All.True);
        Assert.That(tensor.FlattenedLength, Is.EqualTo((nint)1_500_000));
    }

    [Test]
    public void A_tensor_that_is_not_dense_is_written_in_its_own_order()
    {
        Tensor<int> tensor = Tensor.Create<int>([0, 1, 2, 3, 4, 5], [2, 3]);
        using MemoryStream stream = new();

        Npy.Write<int>(stream, Tensor.PermuteDimensions(tensor, [1, 0]));
        stream.Position = 0;
        Tensor<int> read = Npy.Read<int>(stream);

        Assert.That(read.Lengths.ToArray(), Is.EqualTo((nint[])[3, 2]));
        Assert.That(Flatten<int>(read), Is.EqualTo((int[])[0, 3, 1, 4, 2, 5]));
    }

    [Test]
    public void A_scalar_is_written_from_rows()
    {
        using TemporaryFolder folder = new();

        Npy.Write<double>(folder.File("a.npy"), [], (_, rows) => rows[0] = 2.5);

        Assert.That(Npy.ReadHeader(folder.File("a.npy")).Shape, Is.Empty);
        Assert.That(Npy.Read<double>(folder.File("a.npy"))[0], Is.EqualTo(2.5));
    }

    [Test]
    public void Elements_begin_at_multiples_of_64_whatever_the_length_of_the_header()
    {
        using TemporaryFolder folder = new();
        for (int ones = 0; ones < 22; ones++)
        {
            foreach (nint length in (nint[])[1, 10, 100])
            {
                nint[] shape = [0, length, .. Enumerable.Repeat((nint)1, ones)];
                Npy.Write<float>(folder.File("a.npy"), shape, (_, _) => { });
                NpyHeader header = Npy.ReadHeader(folder.File("a.npy"));

                Assert.That(header.Shape, Is.EqualTo(shape));
                Assert.That(header.DataOffset % 64, Is.Zero);
                Assert.That(header.DataOffset, Is.EqualTo(new FileInfo(folder.File("a.npy")).Length));
            }
        }
    }

    [TestCase(1, 0)]
    [TestCase(1, 1_000_000)]
    [TestCase(3, 1000)]
    [TestCase(400_000, 7)]
    public void Rows_longer_and_shorter_than_the_buffer_are_asked_for_once_each_and_in_order(int rowLength, int rowCount)
    {
        using TemporaryFolder folder = new();
        nint expectedRow = 0;

        Npy.Write<int>(folder.File("a.npy"), [rowCount, rowLength], (first, rows) =>
        {
            Assert.That(first, Is.EqualTo(expectedRow));
            Assert.That(rows.Length % rowLength, Is.Zero);
            expectedRow += rows.Length / rowLength;
            for (int index = 0; index < rows.Length; index++)
                rows[index] = ((int)first * rowLength) + index;
        });

        Assert.That(expectedRow, Is.EqualTo((nint)rowCount));
        Assert.That(Flatten<int>(Npy.Read<int>(folder.File("a.npy"))), Is.EqualTo(Enumerable.Range(0, rowLength * rowCount)));
    }

    internal static T[] Flatten<T>(in ReadOnlyTensorSpan<T> tensor)
        where T : unmanaged
    {
        T[] values = new T[tensor.FlattenedLength];
        tensor.FlattenTo(values);
        return values;
    }

    private static bool WritesAsTwin<T>(string kind, nint[] shape)
        where T : unmanaged, INumber<T>
    {
        byte[] expected = NpyTwin.Encode(kind, isBigEndian: false, isFortranOrder: false, version: 1, shape);
        T[] values = new T[shape.Aggregate((nint)1, (product, length) => product * length)];
        for (int index = 0; index < values.Length; index++)
            values[index] = T.CreateChecked(NpyTwin.ValueAt(kind, index));

        using TemporaryFolder folder = new();
        nint rowLength = shape.Skip(1).Aggregate((nint)1, (product, length) => product * length);
        Npy.Write<T>(folder.File("rows.npy"), shape, (first, rows) => values.AsSpan((int)(first * rowLength), rows.Length).CopyTo(rows));
        bool areRowsSame = File.ReadAllBytes(folder.File("rows.npy")).AsSpan().SequenceEqual(expected);
        if (shape.Length == 0)
            return areRowsSame;

        Npy.Write<T>(folder.File("tensor.npy"), Tensor.Create(values, shape));
        return areRowsSame && File.ReadAllBytes(folder.File("tensor.npy")).AsSpan().SequenceEqual(expected);
    }

    private static nint[] Shape(byte[] lengthChoices, int mostAxes) => [.. lengthChoices.Take(mostAxes).Select(length => (nint)(length % 6))];
}
