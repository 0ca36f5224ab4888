using System.Numerics.Tensors;
using Ntk.Data;

namespace Ntk.Tests.Data;

/// <summary>A target is the old file or the new one, never a part.</summary>
public class AtomicWriteTests
{
    private static readonly Tensor<double> Numbers = Tensor.Create<double>([1, 2, 3]);

    [Test]
    public void A_write_that_fails_leaves_the_old_file_and_nothing_else()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a.npy");
        Npy.Write<double>(path, Numbers);
        byte[] old = File.ReadAllBytes(path);

        Assert.That(
            () => Npy.Write<double>(path, [1_000_000, 2], (first, _) => throw new InvalidOperationException($"row {first}")),
            Throws.InvalidOperationException);

        Assert.That(File.ReadAllBytes(path), Is.EqualTo(old));
        Assert.That(Directory.GetFiles(folder.Path), Is.EqualTo((string[])[path]));
    }

    [Test]
    public void The_old_file_is_whole_while_the_new_one_is_written()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a.npy");
        Npy.Write<double>(path, Numbers);

        Npy.Write<double>(path, [1_000_000], (_, rows) =>
        {
            Assert.That(Npy.Read<double>(path).FlattenedLength, Is.EqualTo((nint)3));
            rows.Clear();
        });

        Assert.That(Npy.Read<double>(path).FlattenedLength, Is.EqualTo((nint)1_000_000));
        Assert.That(Directory.GetFiles(folder.Path), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_link_keeps_pointing_to_its_file()
    {
        using TemporaryFolder folder = new();
        File.CreateSymbolicLink(folder.File("link.npy"), folder.File("file.npy"));

        Npy.Write<double>(folder.File("link.npy"), Numbers);
        Npy.Write<double>(folder.File("link.npy"), Tensor.Create<double>([4]));

        Assert.That(new FileInfo(folder.File("link.npy")).LinkTarget, Is.EqualTo(folder.File("file.npy")));
        Assert.That(Npy.Read<double>(folder.File("file.npy")).FlattenedLength, Is.EqualTo((nint)1));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Windows has no such modes and no /dev/null.")]
    public void Modes_and_devices_stay_as_they_are()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a.npy", [1]);
        const UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, mode);

        Npy.Write<double>(path, Numbers);
        Npy.Write<double>("/dev/null", Numbers);

        Assert.That(OperatingSystem.IsWindows() ? mode : File.GetUnixFileMode(path), Is.EqualTo(mode));
        Assert.That(new FileInfo("/dev/null").Length, Is.Zero);
    }

    [Test]
    public void A_folder_that_is_not_there_is_an_error_of_the_system()
    {
        using TemporaryFolder folder = new();

        Assert.That(() => Npy.Write<double>(folder.File("no/a.npy"), Numbers), Throws.InstanceOf<IOException>());
    }
}
