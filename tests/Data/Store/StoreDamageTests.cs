using System.Text;
using Ntk.Data;

namespace Ntk.Tests.Data.Store;

/// <summary>Whatever happens to the files of a store, the matrix has its bits, and what was damaged is said and computed again.</summary>
public class StoreDamageTests
{
    private const string Tile = "ntk-000018-000016.npy";

    private readonly StoreCase<double> matrix = new();
    private TemporaryFolder folder = new();
    private TileFolder store = new("unused");

    [SetUp]
    public void Fill()
    {
        folder.Dispose();
        folder = new();
        store = new(folder.Path, new FaultyFiles(_ => false, () => new IOException()));
        matrix.Build(store);
    }

    [OneTimeTearDown]
    public void Remove() => folder.Dispose();

    [Test]
    public void Every_byte_of_a_tile_counts()
    {
        byte[] good = File.ReadAllBytes(folder.File(Tile));
        for (int position = 0; position < good.Length; position++)
        {
            byte[] bad = [.. good];
            bad[position] ^= 0x10;
            File.WriteAllBytes(folder.File(Tile), bad);
            RequireRecomputed(Tile, $"byte {position}");
            Assert.That(File.ReadAllBytes(folder.File(Tile)), Is.EqualTo(good), "the tile is whole again");
        }
    }

    [TestCase(0)]
    [TestCase(5)]
    [TestCase(100)]
    [TestCase(128)]
    [TestCase(-1)]
    [TestCase(1)]
    public void A_tile_of_another_length_is_computed_again(int change)
    {
        byte[] good = File.ReadAllBytes(folder.File(Tile));
        byte[] bad = change switch
        {
            < 0 => good[..^1],
            1 => [.. good, 0],
            _ => good[..change],
        };
        File.WriteAllBytes(folder.File(Tile), bad);
        RequireRecomputed(Tile, $"{bad.Length} bytes");
        Assert.That(store.Report.Damages[0].Cause, Does.Contain($"{bad.Length} bytes"));
    }

    [Test]
    public void A_missing_tile_is_computed_again([Values("nngp", "ntk")] string kernel)
    {
        string name = $"{kernel}-000000-000000.npy";
        File.Delete(folder.File(name));
        RequireRecomputed(name, "missing");
        Assert.That(store.Report.Damages[0].Cause, Is.EqualTo("it is missing"));
    }

    [Test]
    public void Tiles_that_are_exchanged_are_computed_again()
    {
        byte[] one = File.ReadAllBytes(folder.File(Tile)), other = File.ReadAllBytes(folder.File("ntk-000018-000000.npy"));
        File.WriteAllBytes(folder.File(Tile), File.ReadAllBytes(folder.File("nngp-000018-000016.npy")));
        RequireRecomputed(Tile, "the other kernel");
        File.WriteAllBytes(folder.File(Tile), other);
        RequireRecomputed(Tile, "another tile");
        Assert.That(File.ReadAllBytes(folder.File(Tile)), Is.EqualTo(one));
    }

    [Test]
    public void Every_byte_of_the_journal_counts()
    {
        string path = folder.File("journal.jsonl");
        byte[] good = File.ReadAllBytes(path);
        for (int position = 0; position < good.Length; position++)
        {
            byte[] bad = [.. good];
            bad[position] ^= 0x10;
            File.WriteAllBytes(path, bad);
            TileStoreReport report = matrix.Build(store);

            // A changed end of a line takes the line after it, too.
            int lost = good[position] == '\n' && position < good.Length - 1 ? 2 : 1;
            Assert.That((report.LoadedTiles, report.RecomputedTiles, report.ComputedTiles), Is.EqualTo((matrix.TileCount - lost, 0, lost)), $"byte {position}");
            Assert.That(report.Damages.Select(damage => damage.File), Is.EqualTo(position < good.Length - 1 ? (string[])["journal.jsonl"] : []));
            Assert.That(File.ReadAllBytes(path), Has.Length.EqualTo(good.Length));
            File.WriteAllBytes(path, good);
        }
    }

    [Test]
    public void A_journal_cut_anywhere_loses_the_lines_that_are_not_whole()
    {
        string path = folder.File("journal.jsonl");
        byte[] good = File.ReadAllBytes(path);
        for (int length = 0; length < good.Length; length += 7)
        {
            File.WriteAllBytes(path, good[..length]);
            TileStoreReport report = matrix.Build(store);
            Assert.That(report.LoadedTiles, Is.EqualTo(good.AsSpan(0, length).Count((byte)'\n')), $"{length} bytes");
            Assert.That(report.Damages, Is.Empty, "a torn line is no damage: its tile was under way");
        }
    }

    [Test]
    public void Files_under_construction_are_removed_and_others_stay()
    {
        string[] leftovers = ["ntk-000000-000000.npy.abcdefgh.ijk.tmp", "nngp-000000-000000.npy.abcdefgh.ijk.tmp", "manifest.json.a.b.tmp", "journal.jsonl.a.b.tmp"];
        foreach (string name in leftovers)
            File.WriteAllText(folder.File(name), "half");
        File.WriteAllText(folder.File("notes.tmp"), "mine");
        matrix.Build(store);
        foreach (string name in leftovers)
            Assert.That(File.Exists(folder.File(name)), Is.False, name);
        Assert.That(File.Exists(folder.File("notes.tmp")));
    }

    [Test]
    public void The_format_is_the_documented_one()
    {
        string journal = Encoding.ASCII.GetString(File.ReadAllBytes(folder.File("journal.jsonl")));
        Assert.That(journal.Split('\n')[0], Does.Match("^\\{\"crc32c\":\"[0-9a-f]{8}\",\"tile\":\\{\"row\":[0-9]+,\"column\":[0-9]+,\"nngp\":\\{\"bytes\":[0-9]+,\"crc32c\":\"[0-9a-f]{8}\"\\},\"ntk\":\\{\"bytes\":[0-9]+,\"crc32c\":\"[0-9a-f]{8}\"\\}\\}\\}$"));
        Assert.That(Npy.ReadHeader(folder.File(Tile)).Shape, Is.EqualTo((nint[])[9, 11]));
    }

    private void RequireRecomputed(string name, string why)
    {
        TileStoreReport report = matrix.Build(store);
        Assert.That((report.LoadedTiles, report.RecomputedTiles, report.ComputedTiles), Is.EqualTo((matrix.TileCount - 1, 1, 0)), why);
        Assert.That(report.Damages.Select(damage => damage.File), Is.EqualTo((string[])[name]), why);
    }
}
