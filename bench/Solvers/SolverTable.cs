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
    /// <summary>Prints one table for each order.</summary>
    public static void Print(IEnumerable<int> orders)
    {
        Console.WriteLine($"NTK of three hidden ReLU layers, {KernelSystem.Features} normal features, ridge {KernelSystem.Ridge:G3} of the mean diagonal, {KernelSystem.Targets} right-hand sides, {LinearAlgebra.Default.Name}, {LinearAlgebra.Default.ThreadCount} threads");
        foreach (int order in orders)
            Print(order);
    }

    private static void Print(int order)
    {
        using GramMatrix<double> matrix = KernelSystem.Kernel(order);
        using GramMatrix<double> b = KernelSystem.RightHandSides(order);
        using GramMatrix<double> reference = b.Clone();
        using (PackedCholesky<double> factor = PackedCholesky<double>.Factor(PackedMatrix<double>.Copy(matrix)))
        {
            using var x = new GramMatrix<double>(order, KernelSystem.Targets);
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
            using MixedCholesky<double, float> factor = MixedCholesky<double, float>.Factor(copy, Ridge.Absolute(0));
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
        using GramMatrix<float> copy = KernelSystem.Convert<double, float>(matrix), right = KernelSystem.Convert<double, float>(x);
        (double Seconds, string Path) result = solve(copy, right);
        using GramMatrix<double> back = KernelSystem.Convert<float, double>(right);
        Copy(back, x);
        return result;
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
        return Enumerable.Range(0, KernelSystem.Targets).Max(column => Largest(residual, column) / (system.Norm * Largest(x, column) + Largest(b, column)));
    }

    private static double ForwardError(GramMatrix<double> x, GramMatrix<double> reference) => Enumerable.Range(0, KernelSystem.Targets).Max(column =>
        Enumerable.Range(0, x.Rows).Max(row => Math.Abs(x[row, column] - reference[row, column])) / Largest(reference, column));

    private static double Largest(GramMatrix<double> matrix, int column) => Enumerable.Range(0, matrix.Rows).Max(row => Math.Abs(matrix[row, column]));
}
