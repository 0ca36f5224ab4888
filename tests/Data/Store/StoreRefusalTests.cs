using System.Reflection;
using System.Text;
using Ntk.Data;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Tests.Engine;

namespace Ntk.Tests.Data.Store;

/// <summary>A store gives its tiles to the matrix they are of, to one build at a time.</summary>
public class StoreRefusalTests
{
    private static readonly TileStoreDescription Description = new(
        new string('a', 64), new string('b', 64), "float64", KernelOutputs.Both, 100, 100, IsSymmetric: true, 16, 32, "cpu", 512, "1.0");

    private static IEnumerable<PropertyInfo> Fields() => typeof(TileStoreDescription).GetProperties().Where(property => property.CanWrite);

    [TestCaseSource(nameof(Fields))]
    public void Another_value_of_any_field_is_refused(PropertyInfo field)
    {
        using TemporaryFolder folder = new();
        Open(folder, Description).Dispose();
        TileStoreDescription other = Description with { };
        field.SetValue(other, field.GetValue(other) switch
        {
            string text => $"{text[..^1]}x",
            int number => number + 1,
            bool truth => !truth,
            _ => KernelOutputs.Ntk,
        });

        TileStoreMismatchException error = Assert.Throws<TileStoreMismatchException>(() => Open(folder, other))!;
        Assert.That(error.Differences, Has.Count.EqualTo(1));
        Assert.That(error.Differences[0].Field, Is.EqualTo(field.Name == nameof(TileStoreDescription.Outputs) ? "kernels" : field.Name).IgnoreCase);
        Assert.That(error.Message, Does.Contain(folder.Path).And.Contain(error.Differences[0].Field).And.Contain("another folder"));
        Assert.DoesNotThrow(() => Open(folder, Description).Dispose(), "the store is as it was");
    }

    [Test]
    public void Another_version_of_the_format_is_refused()
    {
        using TemporaryFolder folder = new();
        Open(folder, Description).Dispose();
        string manifest = folder.File("manifest.json");
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"formatVersion\": 1", "\"formatVersion\": 2, \"novelty\": 3"));
        Assert.That(
            () => Open(folder, Description),
            Throws.TypeOf<TileStoreMismatchException>().With.Message.Contains("formatVersion is 2, not 1; novelty is 3, not nothing"));
    }

    [Test]
    public void Another_network_other_data_and_another_grid_are_refused()
    {
        using TemporaryFolder folder = new();
        var store = new TileFolder(folder.Path);
        var options = new GramOptions { Store = store, TileRows = 8, TileColumns = 16 };
        Network network = NetworkText.Parse("dense relu dense");
        new GramBuilder<double>(network, options).Build(RandomInputs.Normal<double>(20, 4, seed: 1)).Dispose();

        Assert.Multiple(() =>
        {
            Assert.That(() => new GramBuilder<double>(NetworkText.Parse("dense erf dense"), options).Build(RandomInputs.Normal<double>(20, 4, seed: 1)), Refused("programHash"));
            Assert.That(() => new GramBuilder<double>(network, options).Build(RandomInputs.Normal<double>(20, 4, seed: 2)), Refused("dataHash"));
            Assert.That(() => new GramBuilder<float>(network, options).Build(RandomInputs.Normal<float>(20, 4, seed: 1)), Refused("dataHash", "precision"));
            Assert.That(() => new GramBuilder<double>(network, options with { TileRows = 9 }).Build(RandomInputs.Normal<double>(20, 4, seed: 1)), Refused("tileRows"));
            Assert.That(() => new GramBuilder<double>(network, options).Build(RandomInputs.Normal<double>(20, 4, seed: 1), KernelOutputs.Ntk), Refused("programHash", "kernels"));
            Assert.That(
                () => new GramBuilder<double>(network, options).Build(RandomInputs.Normal<double>(20, 4, seed: 1), RandomInputs.Normal<double>(20, 4, seed: 1)),
                Refused("dataHash", "isSymmetric"));
        });
    }

    [Test]
    public void A_corrupt_manifest_is_refused_whatever_its_byte()
    {
        byte[] good = TileManifest.Write(Description);
        Assert.That(TileManifest.Compare("m", good, Description), Is.Empty);
        int harmless = 0;
        for (int position = 0; position < good.Length; position++)
        {
            byte[] bad = [.. good];
            bad[position] ^= 0x10;
            try
            {
                harmless += TileManifest.Compare("m", bad, Description).Count == 0 ? 1 : 0;
            }
            catch (DataFormatException error)
            {
                Assert.That(error.Message, Does.Contain("manifest").And.Contain("another folder"));
            }
        }

        Assert.That(harmless, Is.Zero);
        Assert.That(() => TileManifest.Compare("m", good[..^9], Description), Throws.TypeOf<DataFormatException>());
        Assert.That(() => TileManifest.Compare("m", Encoding.ASCII.GetBytes("null"), Description), Throws.TypeOf<DataFormatException>());
        Assert.That(() => TileManifest.Compare("m", Encoding.ASCII.GetBytes("[1]"), Description), Throws.TypeOf<DataFormatException>());
    }

    [Test]
    public void A_second_build_is_refused_until_the_first_has_ended()
    {
        using TemporaryFolder folder = new();
        using (Open(folder, Description))
            Assert.That(() => Open(folder, Description), Throws.TypeOf<TileStoreInUseException>().With.Message.Contains("in use"));
        Assert.DoesNotThrow(() => Open(folder, Description).Dispose());
    }

    [Test]
    public void A_folder_of_other_files_is_refused()
    {
        using TemporaryFolder folder = new();
        folder.File("thesis.tex", [1]);
        Assert.That(() => Open(folder, Description), Throws.TypeOf<MissingDataException>().With.Message.Contains("thesis.tex"));
    }

    [Test]
    public void A_file_in_the_place_of_the_folder_is_refused()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a", [1]);
        TileStoreFileException error = Assert.Throws<TileStoreFileException>(() => new TileFolder(path).Open<double>(Description))!;
        Assert.That(error.Path, Is.EqualTo(path));
        Assert.That(error.InnerException, Is.InstanceOf<IOException>());
    }

    private static IStoredTiles<double> Open(TemporaryFolder folder, TileStoreDescription description) => new TileFolder(folder.Path).Open<double>(description);

    private static NUnit.Framework.Constraints.Constraint Refused(params string[] fields) =>
        Throws.TypeOf<TileStoreMismatchException>().With.Matches<TileStoreMismatchException>(error => error.Differences.Select(difference => difference.Field).SequenceEqual(fields));
}
