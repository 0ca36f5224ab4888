using Ntk.Engine.Gram;

namespace Ntk.Tests.Solvers.Precision;

/// <summary>Kernels with known spectra and known errors.</summary>
internal static class NoisyKernels
{
    /// <summary>A kernel of rows of random features: eigenvalues of m of them are about m·C·i^(−α).</summary>
    public static GramMatrix<double> OfPowerLaw(int rows, double prefactor, double exponent, int seed)
    {
        int features = 6 * rows;
        var random = new Random(seed);
        using var inputs = new GramMatrix<double>(rows, features);
        for (int row = 0; row < rows; row++)
        {
            for (int feature = 0; feature < features; feature++)
                inputs[row, feature] = Math.Sqrt(prefactor * Math.Pow(feature + 1, -exponent)) * Normal(random);
        }

        var kernel = new GramMatrix<double>(rows, rows);
        LinearAlgebra.Default.Gemm<double>(1, inputs.AsMatrix(), Transpose.No, inputs.AsMatrix(), Transpose.Yes, 0, kernel.AsMatrix());
        return kernel;
    }

    /// <summary>Independent normal errors in the entries.</summary>
    public static GramMatrix<double> Errors(int rows, double noise, int seed)
    {
        var random = new Random(seed);
        var errors = new GramMatrix<double>(rows, rows);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column <= row; column++)
                errors[row, column] = errors[column, row] = noise * Normal(random);
        }

        return errors;
    }

    /// <summary>A kernel with such errors.</summary>
    public static GramMatrix<double> With(GramMatrix<double> kernel, double noise, int seed)
    {
        GramMatrix<double> noisy = Errors(kernel.Rows, noise, seed);
        for (int row = 0; row < noisy.Rows; row++)
        {
            for (int column = 0; column < noisy.Rows; column++)
                noisy[row, column] += kernel[row, column];
        }

        return noisy;
    }

    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble());
}
