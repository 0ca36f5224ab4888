using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Solvers;

namespace Ntk.Tests.Solvers;

/// <summary>The slow twin of inference: double, plain loops, an explicit inverse by Gauss–Jordan elimination.</summary>
internal sealed class PlainInference
{
    private readonly double[,] inverse;
    private readonly double[,] targets;

    private PlainInference(double[,] regularised, double[,] targets)
    {
        (inverse, LogDeterminant) = Invert(regularised);
        this.targets = targets;
        Weights = Product(inverse, targets);
    }

    public double LogDeterminant { get; }

    public double[,] Weights { get; }

    public double InverseDiagonal(int row) => inverse[row, row];

    /// <summary>Fits to a training kernel with λ on its diagonal.</summary>
    public static PlainInference Fit(double[,] kernel, double[,] targets, double lambda)
    {
        var regularised = (double[,])kernel.Clone();
        for (int i = 0; i < kernel.GetLength(0); i++)
            regularised[i, i] += lambda;
        return new(regularised, targets);
    }

    public double[,] Mean(double[,] cross) => Product(cross, Weights);

    /// <summary>Mtt − Mtd M⁻¹ Mdt.</summary>
    public double[,] GaussianCovariance(double[,] test, double[,] cross) =>
        Combine(test, Product(Product(cross, inverse), Transposed(cross)), (a, b) => a - b);

    /// <summary>Ktt + A Kdd Aᵀ − A Kdt − Ktd Aᵀ with A = Θtd Θ⁻¹.</summary>
    public double[,] EnsembleCovariance(double[,] test, double[,] training, double[,] cross, double[,] crossTangent)
    {
        double[,] a = Product(crossTangent, inverse);
        double[,] mixed = Product(a, Transposed(cross));
        double[,] spread = Product(Product(a, training), Transposed(a));
        return Combine(Combine(Combine(test, spread, (p, q) => p + q), mixed, (p, q) => p - q), Transposed(mixed), (p, q) => p - q);
    }

    /// <summary>log N(y | 0, M) of one output, from the formula of the density.</summary>
    public double LogMarginalLikelihood(int output)
    {
        int n = targets.GetLength(0);
        double form = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                form += targets[i, output] * inverse[i, j] * targets[j, output];
        }

        return -form / 2 - LogDeterminant / 2 - n / 2.0 * Math.Log(2 * Math.PI);
    }

    public static double[,] Kernel(Network network, KernelKind kind, Tensor<double> first, Tensor<double>? second = null)
    {
        var builder = new GramBuilder<double>(network);
        using GramResult<double> result = second is null ? builder.Build(first) : builder.Build(first, second);
        return Matrix((kind == KernelKind.Nngp ? result.Nngp : result.Ntk).ToTensor());
    }

    public static double[,] Matrix(Tensor<double> tensor)
    {
        var matrix = new double[tensor.Lengths[0], tensor.Lengths[1]];
        for (int i = 0; i < matrix.GetLength(0); i++)
        {
            for (int j = 0; j < matrix.GetLength(1); j++)
                matrix[i, j] = tensor[i, j];
        }

        return matrix;
    }

    public static Tensor<double> Tensor(double[,] matrix) =>
        System.Numerics.Tensors.Tensor.Create([.. matrix.Cast<double>()], [matrix.GetLength(0), matrix.GetLength(1)]);

    public static double MeanDiagonal(double[,] matrix) => Enumerable.Range(0, matrix.GetLength(0)).Average(i => matrix[i, i]);

    private static double[,] Product(double[,] a, double[,] b)
    {
        var product = new double[a.GetLength(0), b.GetLength(1)];
        for (int i = 0; i < product.GetLength(0); i++)
        {
            for (int j = 0; j < product.GetLength(1); j++)
            {
                for (int k = 0; k < b.GetLength(0); k++)
                    product[i, j] += a[i, k] * b[k, j];
            }
        }

        return product;
    }

    private static double[,] Transposed(double[,] a)
    {
        var transposed = new double[a.GetLength(1), a.GetLength(0)];
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < a.GetLength(1); j++)
                transposed[j, i] = a[i, j];
        }

        return transposed;
    }

    private static double[,] Combine(double[,] a, double[,] b, Func<double, double, double> operation)
    {
        var result = new double[a.GetLength(0), a.GetLength(1)];
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < a.GetLength(1); j++)
                result[i, j] = operation(a[i, j], b[i, j]);
        }

        return result;
    }

    private static (double[,] Inverse, double LogDeterminant) Invert(double[,] matrix)
    {
        int n = matrix.GetLength(0);
        var a = (double[,])matrix.Clone();
        var inverse = new double[n, n];
        double logDeterminant = 0;
        for (int i = 0; i < n; i++)
            inverse[i, i] = 1;
        for (int pivot = 0; pivot < n; pivot++)
        {
            int best = Enumerable.Range(pivot, n - pivot).MaxBy(row => Math.Abs(a[row, pivot]));
            for (int k = 0; k < n; k++)
            {
                (a[pivot, k], a[best, k]) = (a[best, k], a[pivot, k]);
                (inverse[pivot, k], inverse[best, k]) = (inverse[best, k], inverse[pivot, k]);
            }

            double value = a[pivot, pivot];
            logDeterminant += Math.Log(Math.Abs(value));
            for (int k = 0; k < n; k++)
            {
                a[pivot, k] /= value;
                inverse[pivot, k] /= value;
            }

            for (int row = 0; row < n; row++)
            {
                double factor = a[row, pivot];
                for (int k = 0; k < n && row != pivot; k++)
                {
                    a[row, k] -= factor * a[pivot, k];
                    inverse[row, k] -= factor * inverse[pivot, k];
                }
            }
        }

        return (inverse, logDeterminant);
    }
}
