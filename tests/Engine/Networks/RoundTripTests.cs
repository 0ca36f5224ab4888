using System.Globalization;
using System.Text.Json.Nodes;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Tests.Engine.Images;

namespace Ntk.Tests.Engine.Networks;

#pragma warning disable NUnit1027 // FsCheck supplies the arguments of its properties.

/// <summary>A network is data: it survives JSON and the short text form.</summary>
internal sealed class RoundTripTests
{
    [FsCheck.NUnit.Property(MaxTest = 300)]
    public void Json(int seed)
    {
        Network network = RandomNetwork.Make(seed);
        Network read = Network.FromJson(network.ToJson());
        Assert.That(read, Is.EqualTo(network));
        Assert.That(read.GetHashCode(), Is.EqualTo(network.GetHashCode()));
    }

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public void Text(int seed)
    {
        Network network = RandomNetwork.Make(seed);
        Assert.That(NetworkText.Parse(Sequence(JsonNode.Parse(network.ToJson())!["layers"]!)), Is.EqualTo(network));
    }

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public void RandomNetworksHaveAKernel(int seed) =>
        Assert.That(KernelProgram.Compile(RandomNetwork.Make(seed), KernelOutputs.Both, 3).Operations, Is.Not.Empty);

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public void ImageJson(int seed)
    {
        Network network = RandomImageNetwork.Make(seed).Network;
        Network read = Network.FromJson(network.ToJson());
        Assert.That(read, Is.EqualTo(network));
        Assert.That(read.GetHashCode(), Is.EqualTo(network.GetHashCode()));
    }

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public void ImageText(int seed)
    {
        Network network = RandomImageNetwork.Make(seed).Network;
        Assert.That(NetworkText.Parse(Sequence(JsonNode.Parse(network.ToJson())!["layers"]!)), Is.EqualTo(network));
    }

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public void RandomImageNetworksHaveAKernel(int seed)
    {
        RandomImageNetwork random = RandomImageNetwork.Make(seed);
        KernelProgram program = KernelProgram.Compile(random.Network, KernelOutputs.Both, [.. random.InputLengths.Select(length => (nint)length)]);
        Assert.That(program.Shapes[^1], Is.EqualTo(ImageShape.None));
    }

    [Test]
    public void NetworksThatDifferAreNotEqual()
    {
        Network network = Network.FromJson("""{"layers": [{"type": "dense"}, {"type": "sum", "branches": [[], [{"type": "relu"}, {"type": "dense", "bStd": 0.1}]]}]}""");
        Network other = Network.FromJson(network.ToJson().Replace("0.1", "0.2"));
        Assert.That(other, Is.Not.EqualTo(network));
    }

    [Test]
    public void ReadsTheDocumentedForm()
    {
        Network network = Network.FromJson("""{"layers": [{"wStd": 1.5, "bStd": 0.05, "type": "dense"}, {"type": "erf"}, {"type": "dense", "parameterization": "standard", "width": 7}]}""");
        Assert.That(network, Is.EqualTo(Network.Serial(new Dense(1.5, 0.05), new Erf(), new Dense(Width: 7, Parameterization: Parameterization.Standard))));
        Assert.That(NetworkText.Parse("dense(1.5, 0.05) erf dense(width=7, parameterization=standard)"), Is.EqualTo(network));
        Assert.That(NetworkText.Parse("2*(dense(1.5, 0.05) ERF)\n dense"), Is.EqualTo(NetworkText.Parse("dense(1.5,0.05) erf dense(1.5,0.05) erf dense")));
    }

    [TestCaseSource(typeof(GoldenCase), nameof(GoldenCase.KernelNames))]
    [TestCaseSource(typeof(GoldenCase), nameof(GoldenCase.ImageKernelNames))]
    public void GoldenNetworksSurvive(string name)
    {
        Network network = GoldenCase.Load(name).Network;
        Assert.That(Network.FromJson(network.ToJson()), Is.EqualTo(network));
    }

    /// <summary>The short text form, made from JSON without the parser's help.</summary>
    private static string Sequence(JsonNode layers) => string.Join(' ', layers.AsArray().Select(layer => Layer(layer!.AsObject())));

    private static string Layer(JsonObject layer)
    {
        IEnumerable<string> arguments = layer.Where(field => field.Key != "type").Select(field => field switch
        {
            { Key: "branches", Value: JsonArray branches } => string.Join(" | ", branches.Select(b => Sequence(b!))),
            { Key: "coefficients", Value: JsonArray numbers } => string.Join(", ", numbers.Select(n => Number(n!))),
            { Value: JsonArray { Count: 0 } } => "",
            { Key: "axes", Value: JsonArray axes } => $"axes={string.Join('+', axes.Select(a => a!.GetValue<string>()))}",
            { Value: JsonArray sizes } => $"{field.Key}={string.Join('x', sizes.Select(n => Number(n!)))}",
            { Value: { } value } when value.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => $"{field.Key}={value.ToJsonString()}",
            { Value: { } value } => $"{field.Key}={(value.GetValueKind() == System.Text.Json.JsonValueKind.String ? value.GetValue<string>() : Number(value))}",
            _ => throw new InvalidOperationException(field.Key),
        });
        return $"{layer["type"]}({string.Join(", ", arguments.Where(a => a.Length > 0))})";
    }

    private static string Number(JsonNode value) => value.GetValue<double>().ToString("R", CultureInfo.InvariantCulture);
}
