using System.Numerics.Tensors;
using Ntk.Data;

namespace Ntk.Tests.Data;

public class DataFileTests
{
    [Test]
    public void Formats_are_found_by_content_and_extension()
    {
        using TemporaryFolder folder = new();
        byte[] record10 = CifarTests.Record(CifarFormat.Cifar10, 0, 0);
        byte[] record100 = CifarTests.Record(CifarFormat.Cifar100, 0, 0);

        Assert.That(DataFile.Detect(Fixture.Path("vector.npy")), Is.EqualTo(DataFormat.Npy));
        Assert.That(DataFile.Detect(Fixture.Path("labelled.npz")), Is.EqualTo(DataFormat.Npz));
        Assert.That(DataFile.Detect(folder.File("x", Gzip.Compress(IdxTests.Encode(0x08, [1], [1])))), Is.EqualTo(DataFormat.Idx));
        Assert.That(DataFile.Detect(folder.File("x.csv", "1,2"u8.ToArray())), Is.EqualTo(DataFormat.Csv));
        Assert.That(DataFile.Detect(folder.File("x.tsv.gz", Gzip.Compress("1\t2"u8.ToArray()))), Is.EqualTo(DataFormat.Csv));
        Assert.That(DataFile.Detect(folder.File("x.bin", [.. record10, .. record10])), Is.EqualTo(DataFormat.Cifar10));
        Assert.That(DataFile.Detect(folder.File("y.bin", record100)), Is.EqualTo(DataFormat.Cifar100));
        Assert.That(() => DataFile.Detect(folder.File("x.dat", "1,2"u8.ToArray())), Throws.TypeOf<DataFormatException>());
        Assert.That(() => DataFile.Detect(folder.File("empty", [])), Throws.TypeOf<DataFormatException>());
    }

    [Test]
    public void Every_format_is_a_tensor()
    {
        using TemporaryFolder folder = new();

        Assert.That(DataFile.ReadTensor<float>(Fixture.Path("vector.npy")).FlattenedLength, Is.EqualTo((nint)7));
        Assert.That(DataFile.ReadTensor<float>(Fixture.Path("labelled.npz") + ":y")[1], Is.EqualTo(2));
        Assert.That(DataFile.ReadTensor<float>(folder.File("x", IdxTests.Encode(0x08, [1], [5])))[0], Is.EqualTo(5));
        Assert.That(DataFile.ReadTensor<float>(folder.File("x.csv", "1,2"u8.ToArray()))[0, 1], Is.EqualTo(2));
        Assert.That(DataFile.ReadTensor<float>(folder.File("x.bin", CifarTests.Record(CifarFormat.Cifar10, 4, 3)))[0, 0, 0, 0], Is.EqualTo(3));
        Assert.That(DataFile.ReadTensor<float>(folder.File("x.bin", CifarTests.Record(CifarFormat.Cifar100, 4, 3)))[0, 0, 0, 0], Is.EqualTo(3));
    }

    [Test]
    public void The_only_array_of_an_archive_needs_no_name()
    {
        using TemporaryFolder folder = new();
        using (NpzWriter writer = NpzWriter.Create(folder.File("one.npz")))
        {
            writer.Add<int>("k", Tensor.Create<int>([6, 7]));
            writer.Commit();
        }

        Assert.That(DataFile.ReadTensor<double>(folder.File("one.npz"))[1], Is.EqualTo(7));
        Assert.That(() => DataFile.ReadTensor<double>(Fixture.Path("labelled.npz")), Throws.TypeOf<MissingDataException>().With.Message.Contains("x, y"));
    }

    [Test]
    public void Labelled_data_come_from_every_source_that_has_labels()
    {
        using TemporaryFolder folder = new();
        string images = folder.File("t-images-idx3-ubyte", IdxTests.Encode(0x08, [1, 1, 1], [5]));
        folder.File("t-labels-idx1-ubyte", IdxTests.Encode(0x08, [1], [2]));
        string csv = folder.File("x.csv", "a,b,c\n1,2,0\n"u8.ToArray());

        Assert.That(LabelledDataFile.Read<float>("digits").Train.RowCount, Is.EqualTo(1797));
        Assert.That(LabelledDataFile.Read<float>(Fixture.Path("labelled.npz")).Train.Labels, Is.EqualTo((int[])[0, 2, 1, 2]));
        Assert.That(LabelledDataFile.Read<float>(images).Train.Labels, Is.EqualTo((int[])[2]));
        Assert.That(LabelledDataFile.Read<float>(csv).Train.Labels, Is.EqualTo((int[])[0]));
        Assert.That(LabelledDataFile.Read<float>(csv, "b").Train.Labels, Is.EqualTo((int[])[2]));
        Assert.That(
            LabelledDataFile.Read<float>(folder.File("x.bin", CifarTests.Record(CifarFormat.Cifar100, 40, 3))).Train.Labels, Is.EqualTo((int[])[40]));
    }

    [Test]
    public void Archives_may_hold_training_and_test_data()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a.npz");
        using (NpzWriter writer = NpzWriter.Create(path))
        {
            writer.Add<double>("x_train", Tensor.Create<double>([1, 2, 3, 4], [2, 2]));
            writer.Add<long>("y_train", Tensor.Create<long>([1, 0], [2, 1]));
            writer.Add<double>("x_test", Tensor.Create<double>([5, 6], [1, 2]));
            writer.Add<long>("y_test", Tensor.Create<long>([1]));
            writer.Commit();
        }

        (LabelledData<float> train, LabelledData<float>? test) = LabelledDataFile.Read<float>(path);

        Assert.That(train.Labels, Is.EqualTo((int[])[1, 0]));
        Assert.That(test?.Features[0, 1], Is.EqualTo(6));
    }

    [Test]
    public void Sources_without_labels_are_refused()
    {
        using TemporaryFolder folder = new();

        AssertMissing(Fixture.Path("vector.npy"));
        AssertMissing(folder.File("x-idx", IdxTests.Encode(0x08, [1], [5])));
        AssertMissing(folder.File("t-images-idx3-ubyte", IdxTests.Encode(0x08, [1, 1, 1], [5])));
        AssertMissing(folder.Path);
        AssertMissing(folder.File("nowhere"));

        static void AssertMissing(string source) => Assert.That(() => LabelledDataFile.Read<float>(source), Throws.TypeOf<MissingDataException>());
    }
}
