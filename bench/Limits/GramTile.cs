using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Native;

namespace Ntk.Bench.Limits;

/// <summary>A whole rectangular Gram matrix against the sum of its parts: the same matrix product, and all layers at the rate in L1.</summary>
/// <param name="Seconds">Time of the Gram matrix.</param>
/// <param name="ProductSeconds">Time of one matrix product of the same inputs.</param>
/// <param name="LayerSeconds">Layers × entries at the rate of <see cref="LayerRate"/>.</param>
/// <param name="Ratio">Gram / (product + layers), of the best times over rounds that run both one after the other.</param>
internal sealed record GramTile(double Seconds, double ProductSeconds, double LayerSeconds, double Ratio)
{
    public static GramTile Measure<T>(int rows, int features, int layers, KernelOutputs outputs, double layerRate, int threads, int rounds)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var random = new Random(1);
        Tensor<T> first = Inputs<T>(rows, features, random);
        Tensor<T> second = Inputs<T>(rows, features, random);
        T[] a = [.. first];
        T[] b = [.. second];
        using var product = new GramMatrix<T>(rows, rows);
        LinearAlgebra library = LinearAlgebra.Default;
        library.ThreadCount = threads;
        var builder = new GramBuilder<T>(ReluNetwork(layers), new GramOptions { ThreadCount = threads });

        double[] gram = new double[rounds];
        double[] gemm = new double[rounds];
        for (int round = -1; round < rounds; round++)
        {
            double gemmSeconds = Stopwatches.Once(() => library.Gemm<T>(T.One, new(a, rows, features), Transpose.No, new(b, rows, features), Transpose.Yes, T.Zero, product.AsMatrix()));
            double gramSeconds = Stopwatches.Once(() => builder.Build(first, second, outputs).Dispose());
            if (round >= 0)
                (gemm[round], gram[round]) = (gemmSeconds, gramSeconds);
        }

        double layerSeconds = (double)rows * rows * layers / layerRate;
        return new(gram.Min(), gemm.Min(), layerSeconds, gram.Min() / (gemm.Min() + layerSeconds));
    }

    private static Network ReluNetwork(int layers) =>
        NetworkText.Parse($"{layers}*(dense(1.4142135623730951, 0.1) relu) dense(1.4142135623730951, 0.1)");

    /// <summary>Uniform inputs.</summary>
    public static Tensor<T> Inputs<T>(int rows, int features, Random random)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var values = new T[rows * features];
        for (int i = 0; i < values.Length; i++)
            values[i] = T.CreateTruncating(random.NextDouble());
        return Tensor.Create(values, [rows, features]);
    }
}
