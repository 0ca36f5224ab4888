using System.Security.Cryptography;
using Ntk.Data;

namespace Ntk.Tests.Data;

public class DatasetTests
{
    [Test]
    public void Digits_are_complete()
    {
        LabelledData<double> digits = Digits.Load<double>();

        Assert.That(digits.RowCount, Is.EqualTo(1797));
        Assert.That(digits.Features.Lengths.ToArray(), Is.EqualTo((nint[])[1797, 8, 8, 1]));
        Assert.That(digits.ClassCount, Is.EqualTo(10));
        Assert.That(Labels.Counts(digits.Labels, 10), Is.EqualTo((int[])[178, 182, 177, 183, 181, 182, 181, 179, 174, 180]));
        Assert.That(digits.Labels[..12], Is.EqualTo((int[])[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]));
        byte[] pixels = [.. NpyRoundTripTests.Flatten<double>(digits.Features).Select(pixel => checked((byte)(pixel * 16)))];
        Assert.That(pixels.Sum(pixel => pixel), Is.EqualTo(561718));
        Assert.That(Convert.ToHexString(SHA256.HashData(pixels)), Is.EqualTo("8F26B2BD9D135C256808F68F14FDABDDDE6D9C7F869AE419704B051F0F14B3B3"));
        Assert.That(NpyRoundTripTests.Flatten<float>(Digits.Load<float>().Features), Is.EqualTo(pixels.Select(pixel => pixel / 16f)));
    }

    [Test]
    public void Fashion_MNIST_is_complete()
    {
        if (!Directory.Exists(FashionMnist.DefaultFolder))
            Assert.Ignore("The Debian package dataset-fashion-mnist is not installed.");

        (LabelledData<float> train, LabelledData<float> test) = FashionMnist.Load<float>();

        Assert.That(train.Features.Lengths.ToArray(), Is.EqualTo((nint[])[60_000, 28, 28, 1]));
        Assert.That(test.Features.Lengths.ToArray(), Is.EqualTo((nint[])[10_000, 28, 28, 1]));
        Assert.That(Labels.Counts(train.Labels, 10), Has.All.EqualTo(6000));
        Assert.That(Labels.Counts(test.Labels, 10), Has.All.EqualTo(1000));
        Assert.That(train.ClassNames[train.Labels[0]], Is.EqualTo("Ankle boot"));
        float[] pixels = NpyRoundTripTests.Flatten<float>(test.Features);
        Assert.That(pixels.Max(), Is.EqualTo(1));
        Assert.That(pixels.Min(), Is.Zero);
        Assert.That(pixels.Average(pixel => (double)pixel), Is.EqualTo(0.286849281).Within(1e-6));
    }

    [Test]
    public void Missing_folders_are_errors_that_say_where_to_get_them()
    {
        using TemporaryFolder folder = new();

        Assert.That(() => FashionMnist.Load<float>(folder.Path), Throws.TypeOf<MissingDataException>().With.Message.Contains("dataset-fashion-mnist"));
        Assert.That(() => Cifar10.Load<float>(folder.File("nowhere")), Throws.TypeOf<MissingDataException>().With.Message.Contains("data_batch_1.bin"));
    }

    [Test]
    public void Fashion_MNIST_may_be_unpacked()
    {
        using TemporaryFolder folder = new();
        foreach (string part in (string[])["train", "t10k"])
        {
            folder.File($"{part}-images-idx3-ubyte", IdxTests.Encode(0x08, [2, 1, 2], [0, 51, 255, 102]));
            folder.File($"{part}-labels-idx1-ubyte", IdxTests.Encode(0x08, [2], [3, 9]));
        }

        (LabelledData<double> train, LabelledData<double> test) = FashionMnist.Load<double>(folder.Path);

        Assert.That(NpyRoundTripTests.Flatten<double>(train.Features), Is.EqualTo((double[])[0, 0.2, 1, 0.4]));
        Assert.That(test.Labels, Is.EqualTo((int[])[3, 9]));
        Assert.That(test.ClassCount, Is.EqualTo(10));
    }

    [Test]
    public void Cifar10_is_found_in_either_folder([Values("", "cifar-10-batches-bin")] string subfolder)
    {
        using TemporaryFolder folder = new();
        string inner = Directory.CreateDirectory(folder.File(subfolder)).FullName;
        for (byte batch = 1; batch <= 5; batch++)
            File.WriteAllBytes(Path.Combine(inner, $"data_batch_{batch}.bin"), CifarTests.Record(CifarFormat.Cifar10, batch, batch));

        File.WriteAllBytes(Path.Combine(inner, "test_batch.bin"), CifarTests.Record(CifarFormat.Cifar10, 0, 9));

        (LabelledData<float> train, LabelledData<float> test) = Cifar10.Load<float>(folder.Path);

        Assert.That(train.Labels, Is.EqualTo((int[])[1, 2, 3, 4, 5]));
        Assert.That(train.ClassNames[1], Is.EqualTo("automobile"));
        Assert.That(test.Features[0, 0, 0, 0], Is.EqualTo(9 / 255f));
    }
}
