using System.Numerics.Tensors;
using Ntk.Data;

#pragma warning disable NUnit1027 // FsCheck supplies the arguments of its properties.

namespace Ntk.Tests.Data;

public class IdxTests
{
    private static readonly byte[] TypeCodes = [0x08, 0x09, 0x0B, 0x0C, 0x0D, 0x0E];

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public bool Every_type_and_rank_is_read(byte typeChoice, bool isCompressed, byte[] lengthChoices)
    {
        byte code = TypeCodes[typeChoice % TypeCodes.Length];
        int[] lengths = [.. lengthChoices.Take(5).Select(length => length % 5)];
        int count = lengths.Aggregate(1, (product, length) => product * length);
        byte[] file = Encode(code, lengths, [.. Enumerable.Range(0, count).Select(index => ValueAt(code, index))]);
        using TemporaryFolder folder = new();

        Tensor<double> tensor = Idx.Read<double>(folder.File("data", isCompressed ? Gzip.Compress(file) : file));

        return tensor.Lengths.SequenceEqual([.. lengths.DefaultIfEmpty(1).Select(length => (nint)length)])
            && NpyRoundTripTests.Flatten<double>(tensor).SequenceEqual(Enumerable.Range(0, count).Select(index => ValueAt(code, index)));
    }

    [Test]
    public void Malformed_files_are_refused_where_the_fault_is()
    {
        byte[] valid = Encode(0x08, [3, 2], [1, 2, 3, 4, 5, 6]);

        AssertRefused([], 0);
        AssertRefused(valid[..3], 3);
        AssertRefused([1, .. valid[1..]], 0);
        AssertRefused([0, 0, 0x0A, .. valid[3..]], 2);
        AssertRefused([0, 0, 8, 65, .. valid[4..]], 3);
        AssertRefused(valid[..6], 6);
        AssertRefused(valid[..^1], 12);
        AssertRefused([.. valid, 7], 18);
        AssertRefused([.. valid[..4], 0xFF, 0xFF, 0xFF, 0xFF, .. valid[8..]], 12);
        AssertRefused(Encode(0x0E, [-1, -1, -1], []), 8);
        AssertRefused(Encode(0x0E, [0, -1, -1, -1], []), 12);

        static void AssertRefused(byte[] file, int offset)
        {
            using TemporaryFolder folder = new();
            DataFormatException error = Assert.Throws<DataFormatException>(() => Idx.Read<float>(folder.File("data", file)))!;
            Assert.That(error.Offset, Is.EqualTo(offset), error.Message);
        }
    }

    [Test]
    public void Images_get_an_axis_of_one_channel_and_their_labels()
    {
        using TemporaryFolder folder = new();
        string images = folder.File("a", Encode(0x08, [2, 1, 3], [1, 2, 3, 4, 5, 6]));
        string labels = folder.File("b", Encode(0x08, [2], [4, 0]));

        LabelledData<float> data = Idx.ReadLabelled<float>(images, labels, "images");

        Assert.That(data.Features.Lengths.ToArray(), Is.EqualTo((nint[])[2, 1, 3, 1]));
        Assert.That(data.Features[1, 0, 2, 0], Is.EqualTo(6));
        Assert.That(data.Labels, Is.EqualTo((int[])[4, 0]));
        Assert.That(data.ClassCount, Is.EqualTo(5));
    }

    [Test]
    public void Labels_must_be_as_many_as_rows_and_name_classes()
    {
        using TemporaryFolder folder = new();
        string images = folder.File("a", Encode(0x08, [2, 1, 3], [1, 2, 3, 4, 5, 6]));

        Assert.That(() => Read(Encode(0x08, [3], [0, 1, 2])), Throws.TypeOf<DataFormatException>());
        Assert.That(() => Read(Encode(0x08, [2, 2], [0, 1, 2, 3])), Throws.TypeOf<DataFormatException>());
        Assert.That(() => Read(Encode(0x0D, [2], [0, 0.5])), Throws.TypeOf<DataConversionException>());
        Assert.That(() => Read(Encode(0x09, [2], [0, -1])), Throws.TypeOf<LabelOutOfRangeException>());
        Assert.That(() => Read(Encode(0x0C, [2], [int.MaxValue, 0])), Throws.TypeOf<LabelOutOfRangeException>());

        LabelledData<float> Read(byte[] labels) => Idx.ReadLabelled<float>(images, folder.File("b", labels), "images");
    }

    internal static byte[] Encode(byte code, int[] lengths, double[] values)
    {
        List<byte> file = [0, 0, code, (byte)lengths.Length];
        foreach (int length in lengths)
            file.AddRange(BigEndian(BitConverter.GetBytes(length)));

        foreach (double value in values)
        {
            file.AddRange(BigEndian(code switch
            {
                0x08 => [(byte)value],
                0x09 => [(byte)(sbyte)value],
                0x0B => BitConverter.GetBytes((short)value),
                0x0C => BitConverter.GetBytes((int)value),
                0x0D => BitConverter.GetBytes((float)value),
                _ => BitConverter.GetBytes(value),
            }));
        }

        return [.. file];
    }

    private static double ValueAt(byte code, int index) => code switch
    {
        0x08 => index % 256,
        0x0D or 0x0E => (index / 4.0) - 5,
        _ => (index % 200) - 100,
    };

    private static byte[] BigEndian(byte[] native)
    {
        if (BitConverter.IsLittleEndian)
            Array.Reverse(native);

        return native;
    }
}
