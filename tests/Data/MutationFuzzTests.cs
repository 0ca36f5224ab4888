using System.Diagnostics;
using System.Numerics.Tensors;
using System.Text;
using Ntk.Data;
using Ntk.Native;

namespace Ntk.Tests.Data;

/// <summary>Valid files with bytes changed, removed or added: they are read, or refused with an error of this library, quickly and within bounds.</summary>
public class MutationFuzzTests
{
    private const int CasesPerFile = 1000;
    private const long MostBytes = 32 << 20;

    private static readonly TimeSpan LongestTime = TimeSpan.FromSeconds(5);
    private static readonly ReadOptions Limits = new() { MaximumBytes = 1 << 20 };

    private static IEnumerable<TestCaseData> Files()
    {
        byte[] npy = NpyTwin.Encode("f4", isBigEndian: false, isFortranOrder: true, version: 1, [5, 3, 4]);
        byte[] idx = IdxTests.Encode(0x0B, [4, 3], [.. Enumerable.Range(0, 12).Select(index => (double)index)]);
        byte[] csv = Encoding.ASCII.GetBytes("a,\"b\",class\n" + string.Concat(Enumerable.Repeat("1.5,-2e3,dog\n\"4\",5,cat\n", 5)));
        yield return Case("npy", npy, path => Npy.Read<double>(path, Limits));
        yield return Case("npy, version 3", NpyTwin.Encode("i8", isBigEndian: true, isFortranOrder: false, version: 3, [2, 2]), path => Npy.Read<int>(path, Limits));
        yield return Case("npy.gz", Gzip.Compress(npy), path => Npy.Read<double>(path, Limits));
        yield return Case("npy, mapped", npy, path =>
        {
            using MappedNpy<float> mapped = MappedNpy<float>.Open(path);
            TensorPrimitives.Sum(mapped.Rows(0, mapped.Header.RowCount));
        });
        yield return Case("npz", File.ReadAllBytes(Fixture.Path("labelled.npz")), ReadArchive);
        yield return Case("npz, deflated", Archive(), ReadArchive);
        yield return Case("idx", idx, path => Idx.Read<float>(path, Limits));
        yield return Case("idx.gz", Gzip.Compress(idx), path => Idx.Read<float>(path, Limits));
        yield return Case("csv", csv, path => Csv.ReadLabelled<double>(path, "class", options: Limits));
        yield return Case("csv.gz", Gzip.Compress(csv), path => Csv.ReadLabelled<double>(path, ^1, options: Limits));
        yield return Case(
            "cifar.gz",
            Gzip.Compress([.. CifarTests.Record(CifarFormat.Cifar10, 1, 1), .. CifarTests.Record(CifarFormat.Cifar10, 2, 2)]),
            path => Cifar.Read<float>("fuzz", CifarFormat.Cifar10, [path], Limits));
        yield return Case("any", csv, path => DataFile.ReadTensor<float>(path, Limits));

        static TestCaseData Case(string name, byte[] file, Action<string> read) => new TestCaseData(file, read).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Files))]
    public void A_damaged_file_is_read_or_refused(byte[] file, Action<string> read)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("file");
        File.WriteAllBytes(path, file);
        SplitMix64 random = new(seed: 20_240_229);
        int refused = 0;
        Stopwatch watch = Stopwatch.StartNew();
        for (int number = 0; number < CasesPerFile; number++)
        {
            byte[] damaged = Damage(file, ref random);
            File.WriteAllBytes(path, damaged);
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            watch.Restart();
            try
            {
                read(path);
            }
            catch (NtkException)
            {
                refused++;
            }
            catch (Exception error)
            {
                Assert.Fail($"Case {number}, {Convert.ToBase64String(damaged)}: {error}");
            }

            Assert.That(watch.Elapsed, Is.LessThan(LongestTime), $"case {number}");
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - allocated, Is.LessThan(MostBytes), $"case {number}");
        }

        Assert.That(refused, Is.GreaterThan(CasesPerFile / 20), "the damage goes unnoticed");
    }

    private static byte[] Damage(byte[] file, ref SplitMix64 random)
    {
        List<byte> damaged = [.. file];
        for (ulong changes = 1 + random.NextBelow(4); changes > 0; changes--)
        {
            int position = (int)random.NextBelow((ulong)damaged.Count + 1);
            switch (random.NextBelow(6))
            {
                case 0 when position < damaged.Count:
                    damaged[position] ^= (byte)(1 << (int)random.NextBelow(8));
                    break;
                case 1 when position < damaged.Count:
                    damaged[position] = (byte)random.NextBelow(256);
                    break;
                case 2 when position < damaged.Count:
                    damaged[position] = (byte)"0123456789(),'{}-\n"[(int)random.NextBelow(18)];
                    break;
                case 3:
                    damaged.RemoveRange(position, damaged.Count - position);
                    break;
                case 4:
                    damaged.Insert(position, (byte)random.NextBelow(256));
                    break;
                default:
                    int length = (int)Math.Min(random.NextBelow(9), (ulong)(damaged.Count - position));
                    byte filler = random.NextBelow(2) == 0 ? (byte)0xFF : (byte)0;
                    for (int index = 0; index < length; index++)
                        damaged[position + index] = filler;

                    break;
            }
        }

        return [.. damaged];
    }

    private static byte[] Archive()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a.npz");
        using (NpzWriter writer = NpzWriter.Create(path, compress: true))
        {
            writer.Add<double>("x", Tensor.Create<double>([1, 2, 3, 4, 5, 6], [3, 2]));
            writer.Add<byte>("y", Tensor.Create<byte>([0, 1, 1]));
            writer.Commit();
        }

        return File.ReadAllBytes(path);
    }

    private static void ReadArchive(string path)
    {
        using NpzReader archive = NpzReader.Open(path, Limits);
        foreach (string name in archive.Names)
            archive.Read<double>(name);
    }
}
