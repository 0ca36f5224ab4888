using System.Numerics;
using System.Numerics.Tensors;
using System.Text.Json;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;

namespace Ntk.Bench.Accuracy;

/// <summary>The largest errors on the golden kernels, |v − v*| / √(v*(x,x)·v*(x',x')), in both precisions.</summary>
internal static class GoldenTable
{
    /// <summary>Prints one line a case.</summary>
    /// <param name="folder">The folder of golden files.</param>
    public static void Print(string folder)
    {
        Console.WriteLine("| case | float64 NNGP | float64 NTK | float32 NNGP | float32 NTK |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (string file in Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(file));
            if (!golden.RootElement.TryGetProperty("nngp", out _))
                continue;
            (double nngp, double ntk) = Errors<double>(golden.RootElement);
            (double nngpSingle, double ntkSingle) = Errors<float>(golden.RootElement);
            Console.WriteLine($"| {Path.GetFileNameWithoutExtension(file)} | {nngp:E1} | {ntk:E1} | {nngpSingle:E1} | {ntkSingle:E1} |");
        }
    }

    private static (double Nngp, double Ntk) Errors<T>(JsonElement golden)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var builder = new GramBuilder<T>(Network.FromJson(golden.GetProperty("network").GetRawText()));
        Tensor<T> first = Read<T>(golden, "x1");
        bool isSymmetric = golden.GetProperty("x2").ValueKind == JsonValueKind.Null;
        using GramResult<T> result = isSymmetric ? builder.Build(first) : builder.Build(first, Read<T>(golden, "x2"));
        return (Error(result.Nngp, golden, "nngp", isSymmetric), Error(result.Ntk, golden, "ntk", isSymmetric));
    }

    /// <summary>The largest error; entries beyond the range of float are left out for float.</summary>
    private static double Error<T>(GramMatrix<T> actual, JsonElement golden, string kernel, bool isSymmetric)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] exact = Values(golden.GetProperty(kernel));
        double[] first = Values(golden.GetProperty(kernel + "Diagonal1"));
        double[] second = isSymmetric ? first : Values(golden.GetProperty(kernel + "Diagonal2"));
        double largest = 0;
        for (int i = 0; i < actual.Rows; i++)
        {
            for (int j = 0; j < actual.Columns; j++)
            {
                double want = exact[i * actual.Columns + j];
                double got = double.CreateTruncating(actual[i, j]);
                bool isOutOfRange = typeof(T) == typeof(float) && want != 0 && (!float.IsNormal((float)want) || !float.IsFinite((float)want));
                if (got != want && !isOutOfRange)
                    largest = Math.Max(largest, Math.Abs(got - want) / (Math.Sqrt(first[i]) * Math.Sqrt(second[j])));
            }
        }

        return largest;
    }

    private static Tensor<T> Read<T>(JsonElement golden, string property)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        JsonElement tensor = golden.GetProperty(property);
        nint[] shape = [.. tensor.GetProperty("shape").EnumerateArray().Select(length => (nint)length.GetInt32())];
        return Tensor.Create(Array.ConvertAll(Values(tensor), T.CreateTruncating), shape);
    }

    private static double[] Values(JsonElement tensor) => [.. tensor.GetProperty("data").EnumerateArray().Select(value => value.GetDouble())];
}
