using System.Numerics.Tensors;
using System.Text;
using Ntk.Data;

namespace Ntk.Tests.Data;

public class MappedNpyTests
{
    [Test]
    public void A_mapped_array_is_the_array()
    {
        using TemporaryFolder folder = new();
        using MappedNpy<float> mapped = MappedNpy<float>.Open(
            folder.File("a.npy", NpyTwin.Encode("f4", isBigEndian: false, isFortranOrder: false, version: 1, [4, 3, 2])));

        Assert.That(mapped.Tensor.Lengths.ToArray(), Is.EqualTo((nint[])[4, 3, 2]));
        Assert.That(NpyRoundTripTests.Flatten(mapped.Tensor), Is.EqualTo(Enumerable.Range(0, 24).Select(index => (float)NpyTwin.ValueAt("f4", index))));
        Assert.That(mapped.Rows(1, 2).ToArray(), Is.EqualTo(Enumerable.Range(6, 12).Select(index => (float)NpyTwin.ValueAt("f4", index))));
        Assert.That(mapped.Rows(3).Length, Is.EqualTo(6));
        Assert.That(mapped.Rows(4, 0).Length, Is.Zero);
    }

    [Test]
    public void Rows_outside_the_array_are_refused()
    {
        using MappedNpy<double> mapped = MappedNpy<double>.Open(Fixture.Path("vector.npy"));

        Assert.That(() => mapped.Rows(7).Length, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => mapped.Rows(-1).Length, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => mapped.Rows(1, nint.MaxValue).Length, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Empty_arrays_and_scalars_are_mapped()
    {
        using MappedNpy<float> empty = MappedNpy<float>.Open(Fixture.Path("empty.npy"));
        using MappedNpy<double> scalar = MappedNpy<double>.Open(Fixture.Path("scalar.npy"));

        Assert.That(empty.Tensor.Lengths.ToArray(), Is.EqualTo((nint[])[3, 0, 2]));
        Assert.That(empty.Rows(0, 3).Length, Is.Zero);
        Assert.That(scalar.Tensor[0], Is.EqualTo(2.5));
        Assert.That(scalar.Rows(0)[0], Is.EqualTo(2.5));
    }

    [Test]
    public void What_would_have_to_be_converted_is_refused()
    {
        using TemporaryFolder folder = new();

        AssertRefused(NpyTwin.Encode("f8", isBigEndian: false, isFortranOrder: false, version: 1, [4, 3]));
        AssertRefused(NpyTwin.Encode("f4", isBigEndian: true, isFortranOrder: false, version: 1, [4, 3]));
        AssertRefused(NpyTwin.Encode("f4", isBigEndian: false, isFortranOrder: true, version: 1, [4, 3]));
        AssertRefused(NpyTwin.Encode("f4", isBigEndian: false, isFortranOrder: false, version: 1, [4, 3])[..^1]);
        AssertRefused([.. NpyTwin.Encode("f4", isBigEndian: false, isFortranOrder: false, version: 1, [4, 3]), 0]);
        AssertRefused([.. NpyTwin.Encode("f4", isBigEndian: false, isFortranOrder: false, version: 1, [0]), 0]);

        void AssertRefused(byte[] file) =>
            Assert.That(() => MappedNpy<float>.Open(folder.File("a.npy", file)), Throws.TypeOf<DataFormatException>());
    }

    [Test]
    public void Fortran_order_along_one_axis_is_row_major()
    {
        using TemporaryFolder folder = new();
        using MappedNpy<float> mapped = MappedNpy<float>.Open(
            folder.File("a.npy", NpyTwin.Encode("f4", isBigEndian: false, isFortranOrder: true, version: 1, [1, 5, 1])));

        Assert.That(mapped.Rows(0).ToArray(), Is.EqualTo(Enumerable.Range(0, 5).Select(index => (float)NpyTwin.ValueAt("f4", index))));
    }

    [Test]
    public void A_closed_file_is_an_error_and_not_a_crash()
    {
        MappedNpy<double> mapped = MappedNpy<double>.Open(Fixture.Path("vector.npy"));
        mapped.Dispose();
        mapped.Dispose();

        Assert.That(() => mapped.Rows(0).Length, Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => mapped.Tensor.Rank, Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void More_than_2_to_the_31_elements_are_mapped_and_read_by_rows()
    {
        const int rowCount = 5;
        const int rowLength = 1 << 30;
        using TemporaryFolder folder = new();
        string path = folder.File("sparse.npy");
        using (FileStream file = File.Create(path))
        {
            string header = $"{{'descr': '|u1', 'fortran_order': False, 'shape': ({rowCount}, {rowLength}), }}".PadRight(117) + "\n";
            file.Write([.. NpyTwin.Encode("u1", false, false, 1, [0])[..8], (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header)]);
            file.SetLength(128 + ((long)rowCount * rowLength));
            file.Position = file.Length - 2;
            file.Write([5, 6]);
        }

        using MappedNpy<byte> mapped = MappedNpy<byte>.Open(path);

        Assert.That((long)mapped.Tensor.FlattenedLength, Is.EqualTo((long)rowCount * rowLength));
        Assert.That(mapped.Tensor[4, rowLength - 2], Is.EqualTo(5));
        Assert.That(mapped.Rows(4)[^1], Is.EqualTo(6));
        Assert.That(() => mapped.Rows(0, 4).Length, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Npy.Read<byte>(path, new ReadOptions { MaximumBytes = long.MaxValue }), Throws.TypeOf<DataTooLargeException>());
    }
}
