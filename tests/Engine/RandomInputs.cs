using System.Numerics;
using System.Numerics.Tensors;

namespace Ntk.Tests.Engine;

/// <summary>Reproducible inputs.</summary>
internal static class RandomInputs
{
    /// <summary>Standard normal features.</summary>
    public static Tensor<T> Normal<T>(int rows, int features, int seed)
        where T : IBinaryFloatingPointIeee754<T>
    {
        var random = new Random(seed);
        var values = new T[rows * features];
        for (int i = 0; i < values.Length; i++)
            values[i] = T.CreateTruncating(NextNormal(random));
        return Tensor.Create(values, [rows, features]);
    }

    /// <summary>Rows like images: a large common mean, a few clusters, and exact, near and antipodal duplicates.</summary>
    public static Tensor<T> Clustered<T>(int rows, int features, int seed)
        where T : IBinaryFloatingPointIeee754<T>
    {
        var random = new Random(seed);
        Tensor<T> inputs = Normal<T>(rows, features, seed + 1);
        for (int i = 0; i < rows; i++)
        {
            double spread = Math.Pow(10, -random.Next(0, 7));
            for (int k = 0; k < features; k++)
            {
                double centre = 3 + Math.Sin(k * (1 + i % 3));
                double value = i % 7 == 6 ? -double.CreateTruncating(inputs[i - 1, k]) : centre + spread * double.CreateTruncating(inputs[i, k]);
                inputs[i, k] = T.CreateTruncating(value);
            }
        }

        return inputs;
    }

    public static double NextNormal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
