using System.Numerics.Tensors;
using System.Text;
using Ntk.Data;
using Ntk.Tests.Data;
using Ntk.Tests.Engine;

namespace Ntk.Tests.Cli;

/// <summary>Models that cannot be trusted are refused.</summary>
public class ModelFileTests
{
    private readonly TemporaryFolder folder = new();

    [OneTimeSetUp]
    public void Fit()
    {
        Npy.Write<double>(folder.File("x.npy"), RandomInputs.Normal<double>(12, 3, seed: 1));
        Npy.Write<double>(folder.File("y.npy"), RandomInputs.Normal<double>(12, 2, seed: 2));
        CliProgram.Run(folder, "fit", "--network", "dense(1.5,0.1) relu dense", "--x", "x.npy", "--y", "y.npy", "--ridge", "0.1", "--model", "m.ntk").Succeeds();
    }

    [OneTimeTearDown]
    public void Remove() => folder.Dispose();

    [TestCase("\"formatVersion\": 1", "\"formatVersion\": 2", "has version 2 of the model format; this ntk reads version 1")]
    [TestCase("ntk-model", "other", "not a model written by ntk fit")]
    [TestCase("\"relu\"", "\"rely\"", "rely")]
    [TestCase("\"ridge\": 0.1", "\"ridge\": -0.1", "the ridge is -0.1")]
    [TestCase("\"float64\"", "\"float16\"", "header is corrupt")]
    [TestCase("\"float64\"", "\"float32\"", "its array x is of Float64, its header says Float32")]
    [TestCase("{", "[", "header is corrupt")]
    [TestCase("\"order\": 12", "\"order\": 13", "do not fit each other")]
    public void A_header_that_does_not_fit_is_refused(string part, string replacement, string message)
    {
        Rewrite("h.ntk", (name, add) =>
        {
            if (name != "header")
                return false;
            add(Encoding.UTF8.GetBytes(Replaced(HeaderOf("m.ntk"), part, replacement)));
            return true;
        });
        AssertRefused("h.ntk", message);
    }

    [Test]
    public void Missing_and_damaged_arrays_are_refused()
    {
        Rewrite("w.ntk", (name, _) => name == "weights");
        AssertRefused("w.ntk", "weights was not found");
        byte[] bytes = File.ReadAllBytes(folder.File("m.ntk"));
        int place = bytes.AsSpan().IndexOf("NUMPY"u8) + 8000;
        bytes[Math.Min(place, bytes.Length / 2)] ^= 1;
        File.WriteAllBytes(folder.File("d.ntk"), bytes);
        AssertRefused("d.ntk", "checksum|corrupt|d.ntk");
    }

    [Test]
    public void Other_networks_and_precisions_than_the_model_has_are_refused()
    {
        AssertRefused("m.ntk", "a model in float64, not in float32", "--precision", "float32");
        AssertRefused("m.ntk", "a model of another network", "--network", "dense");
        CliProgram.Run(folder, "predict", "--model", "m.ntk", "--x", "x.npy", "--network", "dense(1.5,0.1) relu dense", "--precision", "float64").Succeeds();
    }

    private void AssertRefused(string model, string message, params string[] options)
    {
        CliOutcome outcome = CliProgram.Run(folder, ["predict", "--model", model, "--x", "x.npy", "--covariance", .. options]);
        Assert.That(outcome.ExitCode, Is.EqualTo(2), outcome.Error);
        Assert.That(outcome.Error, Does.Match($"^ntk: .*({message})"));
    }

    private string HeaderOf(string model)
    {
        using NpzReader archive = NpzReader.Open(folder.File(model));
        Tensor<byte> header = archive.Read<byte>("header");
        var bytes = new byte[header.FlattenedLength];
        header.FlattenTo(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    private static string Replaced(string text, string part, string replacement)
    {
        int start = text.IndexOf(part, StringComparison.Ordinal);
        Assert.That(start, Is.GreaterThanOrEqualTo(0), $"{part} is in the header");
        return $"{text[..start]}{replacement}{text[(start + part.Length)..]}";
    }

    /// <summary>Copies the model; <paramref name="replace"/> says whether it took care of an array.</summary>
    private void Rewrite(string target, Func<string, Action<byte[]>, bool> replace)
    {
        using NpzReader source = NpzReader.Open(folder.File("m.ntk"));
        using NpzWriter writer = NpzWriter.Create(folder.File(target));
        foreach (string name in source.Names)
        {
            if (replace(name, bytes => writer.Add<byte>(name, Tensor.Create(bytes))))
                continue;
            if (name == "header")
                writer.Add<byte>(name, source.Read<byte>(name));
            else
                writer.Add<double>(name, source.Read<double>(name));
        }
        writer.Commit();
    }
}
