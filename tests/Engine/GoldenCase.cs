using System.Numerics;
using System.Numerics.Tensors;
using System.Text.Json;
using Ntk.Engine.Networks;

namespace Ntk.Tests.Engine;

/// <summary>One file of tests/Golden: a network, its inputs and its exact kernels.</summary>
internal sealed class GoldenCase
{
    private readonly JsonElement json;

    private GoldenCase(string name, JsonElement json)
    {
        Name = name;
        this.json = json;
    }

    public static string Folder => Path.Combine(TestContext.CurrentContext.TestDirectory, "Golden");

    public string Name { get; }

    public Network Network => Network.FromJson(json.GetProperty("network").GetRawText());

    public bool IsSymmetric => json.GetProperty("x2").ValueKind == JsonValueKind.Null;

    /// <summary>The fully-connected kernels.</summary>
    public static IEnumerable<string> KernelNames() => Names("dense-", "near-duplicates-");

    /// <summary>The kernels of images and signals.</summary>
    public static IEnumerable<string> ImageKernelNames() => Names("conv", "avg-pool", "sum-pool", "myrtle-", "wide-resnet");

    public static GoldenCase Load(string name) =>
        new(name, JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, name + ".json"))).RootElement);

    public Tensor<T> First<T>()
        where T : IBinaryFloatingPointIeee754<T> =>
        Inputs<T>("x1");

    public Tensor<T> Second<T>()
        where T : IBinaryFloatingPointIeee754<T> =>
        Inputs<T>("x2");

    /// <summary>The numbers of a field, row-major.</summary>
    public double[] Values(string property) => [.. json.GetProperty(property).GetProperty("data").EnumerateArray().Select(v => v.GetDouble())];

    /// <summary>The largest |v − v*| / √(v*(x,x)·v*(x′,x′)) of a matrix; entries float cannot hold are left out for float.</summary>
    public double LargestError<T>(ReadOnlyTensorSpan<T> actual, string kernel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] expected = Values(kernel);
        double[] first = Values(kernel + "Diagonal1");
        double[] second = IsSymmetric ? first : Values(kernel + "Diagonal2");
        double largest = 0;
        for (int i = 0; i < first.Length; i++)
        {
            for (int j = 0; j < second.Length; j++)
            {
                double want = expected[i * second.Length + j];
                double got = double.CreateTruncating(actual[i, j]);
                if (!CanHold<T>(want))
                {
                    Assert.That(got, Is.EqualTo(double.CreateTruncating(T.CreateTruncating(want))), $"{Name} {kernel}[{i}, {j}] is out of range and must round as IEEE 754 says");
                    continue;
                }

                Assert.That(double.IsFinite(got), $"{Name} {kernel}[{i}, {j}] is {got}");
                double scale = Math.Sqrt(first[i]) * Math.Sqrt(second[j]);
                largest = Math.Max(largest, got == want ? 0 : Math.Abs(got - want) / scale);
            }
        }

        return largest;
    }

    private static IEnumerable<string> Names(params string[] prefixes) =>
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Golden"), "*.json")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Where(name => prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
            .Order();

    private static bool CanHold<T>(double value)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        value == 0 || (typeof(T) == typeof(double)) || (Math.Abs(value) <= float.MaxValue && Math.Abs(value) >= 1.1754944e-38);

    private Tensor<T> Inputs<T>(string property)
        where T : IBinaryFloatingPointIeee754<T>
    {
        nint[] shape = [.. json.GetProperty(property).GetProperty("shape").EnumerateArray().Select(v => (nint)v.GetInt32())];
        return Tensor.Create(Array.ConvertAll(Values(property), T.CreateTruncating), shape);
    }
}
