using System.Diagnostics;
using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Native;
using Ntk.Solvers;
using Ntk.Solvers.Factorisation;
using Ntk.Solvers.Iterative;

namespace Ntk.Bench.Solvers;

/// <summary>Ways to solve one training kernel for ten targets: seconds, errors, memory.</summary>
internal static class SolverTable
{
    private const int Targets = 10;
    private const int Features = 64;
    private const double Ridge = 1e-3;

    /// <summary>Prints one table for each order.</summary>
    public static void Print(IEnumerable<int> orders)
    {
        Console.WriteLine($"NTK of three hidden ReLU layers, {Features} normal features, ridge {Ridge:G3} of the mean diagonal, {Targets} right-hand sides, {LinearAlgebra.Default.Name}, {LinearAlgebra.Default.ThreadCount} threads");
        foreach (int order in orders)
            Print(order);
    }

    private static void Print(int order)
    {
        using GramMatrix<double> matrix = Kernel(order);
        using GramMatrix<double> b = Random(order, seed: 2);
        using GramMatrix<double> reference = b.Clone();
        using (PackedCholesky<double> factor = PackedCholesky<double>.Factor(PackedMatrix<double>.Copy(matrix)))
        {
            using var x = new GramMatrix<double>(order, Targets);
            IterativeRefinement.Solve(new DenseOperator<double>(matrix), new FactorPreconditioner<double, double>(factor), b.AsMatrix(), x.AsMatrix(), new() { Tolerance = 1e-17 });
            Copy(x, reference);
        }

        var managed = new ManagedLinearAlgebra();
        double plain = 0;
        Console.WriteLine();
        Console.WriteLine($"| n = {order:N0} | seconds | GFLOP/s | of float64 | backward error | forward error | path |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        Row("float64", x => Full(matrix, x, LinearAlgebra.Default));
        Row("float64, packed", x => Packed(matrix, x, LinearAlgebra.Default));
        Row("float64, managed", x => Full(matrix, x, managed));
        Row("float32", x => InSingle(matrix, x, (copy, y) => Full(copy, y, LinearAlgebra.Default)));
        Row("float32, packed", x => InSingle(matrix, x, (copy, y) => Packed(copy, y, LinearAlgebra.Default)));
        Row("float32, managed", x => InSingle(matrix, x, (copy, y) => Full(copy, y, managed)));
        string condition = string.Empty;
        Row("mixed", x =>
        {
            GramMatrix<double> copy = matrix.Clone();
            long start = Stopwatch.GetTimestamp();
            using MixedCholesky<double, float> factor = MixedCholesky<double, float>.Factor(copy, Ntk.Solvers.Ridge.Absolute(0));
            MixedSolveReport report = factor.Solve(x.AsMatrix());
            condition = $"condition number at least {report.Condition:G2}";
            return (Stopwatch.GetElapsedTime(start).TotalSeconds, $"{report.Path}, {report.Steps} steps, shift {report.Shift:G2}");
        });
        Console.WriteLine(condition);

        void Row(string name, Func<GramMatrix<double>, (double Seconds, string Path)> solve)
        {
            using GramMatrix<double> x = b.Clone();
            (double seconds, string path) = solve(x);
            for (int round = 1; round < 3; round++)
            {
                Copy(b, x);
                seconds = Math.Min(seconds, solve(x).Seconds);
            }

            if (plain == 0)
                plain = seconds;
            double rate = order / 3.0 * order * order / seconds / 1e9;
            Console.WriteLine($"| {name} | {seconds:F2} | {rate:F0} | {plain / seconds:F2} | {BackwardError(matrix, x, b):G2} | {ForwardError(x, reference):G2} | {path} |");
        }
    }

    private static (double Seconds, string Path) Full<T>(GramMatrix<T> matrix, GramMatrix<T> x, LinearAlgebra library)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using GramMatrix<T> copy = matrix.Clone();
        long start = Stopwatch.GetTimestamp();
        library.Potrf(Triangle.Lower, copy.AsMatrix());
        library.Potrs(Triangle.Lower, copy.AsMatrix(), x.AsMatrix());
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, string.Empty);
    }

    private static (double Seconds, string Path) Packed<T>(GramMatrix<T> matrix, GramMatrix<T> x, LinearAlgebra library)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        PackedMatrix<T> copy = PackedMatrix<T>.Copy(matrix);
        long start = Stopwatch.GetTimestamp();
        using PackedCholesky<T> factor = PackedCholesky<T>.Factor(copy, library);
        factor.Solve(x.AsMatrix());
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, string.Empty);
    }

    private static (double Seconds, string Path) InSingle(
        GramMatrix<double> matrix, GramMatrix<double> x, Func<GramMatrix<float>, GramMatrix<float>, (double Seconds, string Path)> solve)
    {
        using GramMatrix<float> copy = Convert<double, float>(matrix), right = Convert<double, float>(x);
        (double Seconds, string Path) result = solve(copy, right);
        using GramMatrix<double> back = Convert<float, double>(right);
        Copy(back, x);
        return result;
    }

    private static GramMatrix<double> Kernel(int order)
    {
        var random = new Random(1);
        Tensor<double> inputs = Tensor.Create([.. Enumerable.Range(0, order * Features).Select(_ => Normal(random))], [order, Features]);
        GramMatrix<double> kernel = new GramBuilder<double>(Presets.FullyConnected(3)).Build(inputs, KernelOutputs.Ntk).Ntk;
        double mean = Enumerable.Range(0, order).Average(i => kernel[i, i]);
        for (int i = 0; i < order; i++)
            kernel[i, i] += Ridge * mean;
        return kernel;
    }

    private static GramMatrix<double> Random(int order, int seed)
    {
        var random = new Random(seed);
        var matrix = new GramMatrix<double>(order, Targets);
        for (int i = 0; i < order; i++)
        {
            for (int j = 0; j < Targets; j++)
                matrix[i, j] = Normal(random);
        }

        return matrix;
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static GramMatrix<TTo> Convert<TFrom, TTo>(GramMatrix<TFrom> source)
        where TFrom : unmanaged, IBinaryFloatingPointIeee754<TFrom>
        where TTo : unmanaged, IBinaryFloatingPointIeee754<TTo>
    {
        var target = new GramMatrix<TTo>(source.Rows, source.Columns);
        for (int row = 0; row < source.Rows; row++)
            TensorPrimitives.ConvertTruncating<TFrom, TTo>(source.Row(row), target.Row(row));
        return target;
    }

    private static void Copy(GramMatrix<double> source, GramMatrix<double> target)
    {
        for (int row = 0; row < source.Rows; row++)
            source.Row(row).CopyTo(target.Row(row));
    }

    private static double BackwardError(GramMatrix<double> matrix, GramMatrix<double> x, GramMatrix<double> b)
    {
        using GramMatrix<double> residual = b.Clone();
        var system = new DenseOperator<double>(matrix);
        system.SubtractProduct(x.AsMatrix(), residual.AsMatrix());
        return Enumerable.Range(0, Targets).Max(column => Largest(residual, column) / (system.Norm * Largest(x, column) + Largest(b, column)));
    }

    private static double ForwardError(GramMatrix<double> x, GramMatrix<double> reference) => Enumerable.Range(0, Targets).Max(column =>
        Enumerable.Range(0, x.Rows).Max(row => Math.Abs(x[row, column] - reference[row, column])) / Largest(reference, column));

    private static double Largest(GramMatrix<double> matrix, int column) => Enumerable.Range(0, matrix.Rows).Max(row => Math.Abs(matrix[row, column]));
}
