using Ntk.Data;

namespace Ntk.Tests.Data.Store;

/// <summary>Whichever call of the operating system fails, what was stored stays, the error says why, and the build can be continued.</summary>
public class StoreFaultTests
{
    private static readonly Func<Exception> FullDisk = () => new IOException("No space left on device");
    private static readonly Func<Exception> NoPermission = () => new UnauthorizedAccessException("Permission denied");
    private static readonly Func<Exception> NoMemory = () => new InsufficientMemoryException("Insufficient memory");

    private static IEnumerable<TestCaseData> Cases()
    {
        yield return new TestCaseData(FullDisk, false, true).SetArgDisplayNames("a full disk", "once", "symmetric");
        yield return new TestCaseData(FullDisk, false, false).SetArgDisplayNames("a full disk", "once", "rectangular");
        yield return new TestCaseData(FullDisk, true, true).SetArgDisplayNames("a full disk", "from then on", "symmetric");
        yield return new TestCaseData(NoPermission, false, true).SetArgDisplayNames("no permission", "once", "symmetric");
        yield return new TestCaseData(NoMemory, false, true).SetArgDisplayNames("no memory", "once", "symmetric");
    }

    [TestCaseSource(nameof(Cases))]
    public void A_new_store_survives_a_fault_in_any_call(Func<Exception> makeError, bool lasts, bool isSymmetric)
    {
        var matrix = new StoreCase<double>(isSymmetric);
        using TemporaryFolder empty = new();
        int calls = TryEveryCall(matrix, makeError, lasts, empty);
        Assert.That(calls, Is.GreaterThan(20 * matrix.TileCount), "each tile has a dozen writes, and its files are synchronised and renamed");
    }

    [TestCaseSource(nameof(Cases))]
    public void A_store_that_is_continued_survives_a_fault_in_any_call(Func<Exception> makeError, bool lasts, bool isSymmetric)
    {
        // Some tiles are there, one of them damaged, a line of the journal is torn, and a file is left over.
        var matrix = new StoreCase<float>(isSymmetric);
        using TemporaryFolder partial = new();
        matrix.BuildPart(new TileFolder(partial.Path, Faultless()), 5);
        string tile = partial.File("ntk-000009-000000.npy");
        byte[] bytes = File.ReadAllBytes(tile);
        bytes[^20] ^= 1;
        File.WriteAllBytes(tile, bytes);
        File.AppendAllText(partial.File("journal.jsonl"), "{\"crc32c\":\"0123");
        File.WriteAllText($"{tile}.abc.def.tmp", "half");
        TryEveryCall(matrix, makeError, lasts, partial);
    }

    [Test]
    public void Threads_that_go_on_after_a_fault_lose_nothing()
    {
        var matrix = new StoreCase<double>();
        for (int call = 1; call < 20 * matrix.TileCount; call += 3)
        {
            using TemporaryFolder folder = new();
            int fault = call;
            var store = new TileFolder(folder.Path, new FaultyFiles(number => number == fault, FullDisk));
            Assert.That(() => matrix.Bytes(store, threads: 3), Throws.TypeOf<TileStoreFileException>(), $"call {call}");
            RequireContinues(matrix, folder.Path, store.Report, $"call {call}");
        }
    }

    private static int TryEveryCall<T>(StoreCase<T> matrix, Func<Exception> makeError, bool lasts, TemporaryFolder start)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        for (int fault = 1; ; fault++)
        {
            using TemporaryFolder folder = new();
            foreach (string file in Directory.GetFiles(start.Path))
                File.Copy(file, folder.File(Path.GetFileName(file)));
            var files = new FaultyFiles(number => lasts ? number >= fault : number == fault, makeError);
            var store = new TileFolder(folder.Path, files);
            try
            {
                matrix.Build(store);
            }
            catch (TileStoreFileException error)
            {
                Assert.That(error.Path, Does.StartWith(folder.Path), $"call {fault}");
                Assert.That(error.Message, Does.Contain(makeError().Message).And.Contain("continue"), $"call {fault}");
                Assert.That(error.InnerException, Is.Not.Null);
            }

            if (files.Calls < fault)
                return fault - 1;
            RequireContinues(matrix, folder.Path, store.Report, $"call {fault}");
        }
    }

    private static void RequireContinues<T>(StoreCase<T> matrix, string path, TileStoreReport before, string context)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        TileStoreReport report = matrix.Build(new TileFolder(path, Faultless()));
        Assert.That(report.LoadedTiles, Is.GreaterThanOrEqualTo(before.StoredTiles), $"{context}: tiles that were stored");
        Assert.That(Directory.GetFiles(path, "*.tmp"), Is.Empty, context);
    }

    private static FaultyFiles Faultless() => new(_ => false, () => new IOException());
}
