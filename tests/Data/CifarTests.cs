using Ntk.Data;

namespace Ntk.Tests.Data;

public class CifarTests
{
    [Test]
    public void Planes_become_channels([Values] CifarFormat format, [Values] bool isCompressed)
    {
        using TemporaryFolder folder = new();
        byte[] file = [.. Record(format, label: 3, seed: 1), .. Record(format, label: 9, seed: 2)];
        string first = folder.File("a.bin", isCompressed ? Gzip.Compress(file) : file);
        string second = folder.File("b.bin", Record(format, label: 0, seed: 3));

        LabelledData<float> data = Cifar.Read<float>("images", format, [first, second]);

        Assert.That(data.Features.Lengths.ToArray(), Is.EqualTo((nint[])[3, 32, 32, 3]));
        Assert.That(data.Labels, Is.EqualTo((int[])[3, 9, 0]));
        Assert.That(data.ClassCount, Is.EqualTo(format == CifarFormat.Cifar10 ? 10 : 100));
        for (int image = 0; image < 3; image++)
        {
            for (int pixel = 0; pixel < 3072; pixel++)
                Assert.That(data.Features[image, pixel % 1024 / 32, pixel % 32, pixel / 1024], Is.EqualTo(PixelAt(pixel, image + 1)));
        }
    }

    [Test]
    public void Malformed_files_are_refused_where_the_fault_is()
    {
        byte[] valid = Record(CifarFormat.Cifar10, label: 3, seed: 1);

        AssertRefused(CifarFormat.Cifar10, valid[..^1], 3072);
        AssertRefused(CifarFormat.Cifar10, [.. valid, .. valid[..100]], 3173);
        AssertRefused(CifarFormat.Cifar10, [.. valid, 10, .. valid[1..]], 3073);
        AssertRefused(CifarFormat.Cifar100, [0, 100, .. valid[1..]], 1);

        static void AssertRefused(CifarFormat format, byte[] file, int offset)
        {
            using TemporaryFolder folder = new();
            DataFormatException error = Assert.Throws<DataFormatException>(() => Cifar.Read<float>("images", format, [folder.File("a.bin", file)]))!;
            Assert.That(error.Offset, Is.EqualTo(offset), error.Message);
        }
    }

    [Test]
    public void No_records_are_no_images()
    {
        using TemporaryFolder folder = new();

        Assert.That(Cifar.Read<double>("images", CifarFormat.Cifar10, [folder.File("a.bin", [])]).RowCount, Is.Zero);
    }

    [Test]
    public void Images_beyond_the_limit_are_refused()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a.bin", Record(CifarFormat.Cifar10, label: 3, seed: 1));

        Assert.That(
            () => Cifar.Read<double>("images", CifarFormat.Cifar10, [path, path], new ReadOptions { MaximumBytes = 3072 * 8 }),
            Throws.TypeOf<DataTooLargeException>().With.Property("BytesNeeded").EqualTo(2 * 3072 * 8));
    }

    internal static byte[] Record(CifarFormat format, byte label, int seed)
    {
        byte[] pixels = [.. Enumerable.Range(0, 3072).Select(pixel => (byte)PixelAt(pixel, seed))];
        return format == CifarFormat.Cifar10 ? [label, .. pixels] : [7, label, .. pixels];
    }

    private static int PixelAt(int pixel, int seed) => ((pixel * 7) + seed) % 256;
}
