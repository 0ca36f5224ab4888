using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;

namespace Ntk.Bench.Solvers;

/// <summary>Systems to time solvers with: the NTK of normal features, with a ridge, and normal right-hand sides.</summary>
internal static class KernelSystem
{
    public const int Targets = 10;
    public const int Features = 64;
    public const double Ridge = 1e-3;

    /// <summary>The NTK of three hidden ReLU layers with the ridge times its mean on its diagonal.</summary>
    public static GramMatrix<double> Kernel(int order)
    {
        var random = new Random(1);
        Tensor<double> inputs = Tensor.Create([.. Enumerable.Range(0, order * Features).Select(_ => Normal(random))], [order, Features]);
        GramMatrix<double> kernel = new GramBuilder<double>(Presets.FullyConnected(3)).Build(inputs, KernelOutputs.Ntk).Ntk;
        double mean = Enumerable.Range(0, order).Average(i => kernel[i, i]);
        for (int i = 0; i < order; i++)
            kernel[i, i] += Ridge * mean;
        return kernel;
    }

    /// <summary>Right-hand sides.</summary>
    public static GramMatrix<double> RightHandSides(int order)
    {
        var random = new Random(2);
        var matrix = new GramMatrix<double>(order, Targets);
        for (int i = 0; i < order; i++)
        {
            for (int j = 0; j < Targets; j++)
                matrix[i, j] = Normal(random);
        }

        return matrix;
    }

    /// <summary>A copy in another type.</summary>
    public static GramMatrix<TTo> Convert<TFrom, TTo>(GramMatrix<TFrom> source)
        where TFrom : unmanaged, IBinaryFloatingPointIeee754<TFrom>
        where TTo : unmanaged, IBinaryFloatingPointIeee754<TTo>
    {
        var target = new GramMatrix<TTo>(source.Rows, source.Columns);
        for (int row = 0; row < source.Rows; row++)
            TensorPrimitives.ConvertTruncating<TFrom, TTo>(source.Row(row), target.Row(row));
        return target;
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
