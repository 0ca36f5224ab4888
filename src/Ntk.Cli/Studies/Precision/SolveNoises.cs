using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Native;
using Ntk.Solvers;
using Ntk.Solvers.Factorisation;
using Ntk.Solvers.Precision;

namespace Ntk.Cli;

/// <summary>Errors of solves as errors in the entries of the kernel.</summary>
/// <param name="Rows">Rows of the kernel they are of.</param>
/// <param name="Float32">σ of a Cholesky factor in float32.</param>
/// <param name="Float64">σ of a Cholesky factor in float64.</param>
/// <param name="Rounding">σ of rounding entries to float32, which a solve in float32 does to those of float64 first.</param>
/// <param name="Growth">d log σ/d log m of the factor in float32, over the larger half of the sizes.</param>
/// <param name="Float32Noise">Its errors as a whole, of the rows that norms are measured with.</param>
/// <param name="Mixed">σ with the same residual as the mixed solve without a ridge, of the same rows; NaN where it found none.</param>
/// <param name="MixedPath">How the mixed solve came to it; null where it found none.</param>
/// <param name="MixedSteps">Its steps.</param>
internal sealed record SolveNoises(int Rows, double Float32, double Float64, double Rounding, double Growth, NoiseMeasure Float32Noise, double Mixed, SolvePath? MixedPath, int MixedSteps)
{
    // A factor's errors hardly depend on the ridge; with this one every kernel can be factored in float32.
    private const double Ridge = 1e-2;
    private const int Samples = 4000;

    /// <summary>σ of one arithmetic with entries of a format.</summary>
    /// <param name="solve">The arithmetic.</param>
    /// <param name="storage">The format.</param>
    /// <param name="rows">Rows of the kernel: errors of factors are taken to grow beyond here as they grew up to here.</param>
    public double Of(SolveArithmetic solve, StorageFormat storage, double rows)
    {
        double growth = Math.Pow(rows / Rows, Growth), rounding = storage.SignificandBits > StorageFormat.Float32.SignificandBits ? Rounding : 0;
        return solve switch
        {
            SolveArithmetic.Float32 => Math.Sqrt(Math.Pow(growth * Float32, 2) + rounding * rounding),
            SolveArithmetic.Mixed when !double.IsNaN(Mixed) => Mixed,
            _ => growth * Float64,
        };
    }

    /// <summary>Measures them.</summary>
    /// <param name="kernel">The float64 kernel.</param>
    /// <param name="sizes">Numbers of rows, ascending.</param>
    /// <param name="targets">One-hot targets.</param>
    /// <param name="tail">Eigenvectors of small eigenvalues, of as many rows as norms are measured with.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static SolveNoises Measure(GramMatrix<double> kernel, IReadOnlyList<int> sizes, GramMatrix<double> targets, GramMatrix<double> tail, CancellationToken cancellation)
    {
        int rows = sizes[^1];
        double shift = Ridge * Enumerable.Range(0, rows).Average(row => kernel[row, row]);
        (double[] single, NoiseMeasure noise) = Factor<float>(measuresNorm: true);
        (double[] full, _) = Factor<double>(measuresNorm: false);
        (double mixed, SolvePath? path, int steps) = Mixing(kernel, targets, tail.Columns, cancellation);
        return new(rows, single[^1], full[^1], RoundingOf(kernel, rows), Slope(sizes, single), noise, mixed, path, steps);

        (double[] Rms, NoiseMeasure Noise) Factor<T>(bool measuresNorm)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            T Entry(int row, int column) => T.CreateTruncating(kernel[row, column] + (row == column ? shift : 0));
            using NestedCholesky<T> factor = NestedCholesky<T>.Factor(rows, matrix => KernelBlocks.Fill(matrix, Entry), cancellation: cancellation);
            IReadOnlyList<(int Row, int Column, double Error)> errors = factor.SampleErrors(Entry, Samples, seed: 1);
            double[] rms = [.. sizes.Select(size => Rms([.. errors.Where(error => error.Row < size).Select(error => error.Error)]))];
            if (!measuresNorm || factor.Order < tail.Columns)
                return (rms, NoiseMeasure.None);
            using GramMatrix<double> all = factor.Errors(Entry, tail.Columns);
            return (rms, NoiseMeasure.Of(all, tail, cancellation: cancellation));
        }
    }

    private static (double Noise, SolvePath? Path, int Steps) Mixing(GramMatrix<double> kernel, GramMatrix<double> targets, int rows, CancellationToken cancellation)
    {
        using GramMatrix<double> right = GramBlocks.Copy(targets, 0, rows, targets.Columns), solution = right.Clone();
        GramMatrix<double> block = GramBlocks.Copy(kernel, 0, rows, rows);
        try
        {
            using MixedCholesky<double, float> mixed = MixedCholesky<double, float>.Factor(block, Solvers.Ridge.Absolute(0));
            MixedSolveReport report = mixed.Solve(solution.AsMatrix(), cancellation);
            return (ResidualNoise.Of(kernel, solution, right), report.Path, report.Steps);
        }
        catch (Exception error) when (error is NotPositiveDefiniteException or BackwardErrorException)
        {
            block.Dispose();
            return (double.NaN, null, 0);
        }
    }

    private static double RoundingOf(GramMatrix<double> kernel, int rows)
    {
        double squares = 0;
        for (int row = 0; row < rows; row++)
        {
            foreach (double value in kernel.Row(row)[..rows])
                squares += Math.Pow((float)value - value, 2);
        }

        return Math.Sqrt(squares) / rows;
    }

    private static double Rms(double[] errors) => errors.Length == 0 ? double.NaN : Math.Sqrt(errors.Average(error => error * error));

    /// <summary>The slope of a line through logarithms over the larger half of the sizes, 0 where there are too few.</summary>
    private static double Slope(IReadOnlyList<int> sizes, double[] values)
    {
        (double X, double Y)[] all = [.. sizes.Zip(values).Where(pair => pair.Second > 0).Select(pair => (Math.Log(pair.First), Math.Log(pair.Second)))];
        if (all.Length < 2)
            return 0;

        // Small blocks have few of the sampled entries.
        (double X, double Y)[] points = all[Math.Min(all.Length / 2, all.Length - 2)..];
        double meanX = points.Average(point => point.X), meanY = points.Average(point => point.Y);
        return points.Sum(point => (point.X - meanX) * (point.Y - meanY)) / points.Sum(point => (point.X - meanX) * (point.X - meanX));
    }
}
