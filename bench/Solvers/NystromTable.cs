using System.Diagnostics;
using System.Numerics.Tensors;
using Ntk.Data;
using Ntk.Engine.Networks;
using Ntk.Solvers;
using Ntk.Solvers.Inference;

namespace Ntk.Bench.Solvers;

/// <summary>Regressions on few columns of the kernel of all 60,000 Fashion-MNIST images, beside the exact solve.</summary>
internal static class NystromTable
{
    private const double RelativeRidge = 0.1;

    /// <summary>Prints a row for each rank, and one for the exact solve.</summary>
    /// <param name="ranks">Columns of the approximations.</param>
    /// <param name="withExact">Whether to solve exactly, too: about ten minutes on two cores.</param>
    public static void Print(IEnumerable<int> ranks, bool withExact)
    {
        (LabelledData<double> train, LabelledData<double> test) = FashionMnist.Load<double>();
        Tensor<double> targets = OneHot.Encode<double>(train.Labels, 10);
        Console.WriteLine($"Fashion-MNIST, {train.Labels.Length:N0} training and {test.Labels.Length:N0} test images, NNGP of three hidden ReLU layers, float64, relative ridge {RelativeRidge}");
        Console.WriteLine();
        Console.WriteLine("| columns | residual trace | accuracy | fit | prediction |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (int rank in ranks)
            Row(new() { Solver = SolverKind.Nystrom, Rank = rank });
        if (withExact)
            Row(new() { Solver = SolverKind.MatrixFree });

        void Row(FitOptions options)
        {
            long start = Stopwatch.GetTimestamp();
            using GaussianProcess<double> model = GaussianProcess.Fit<double>(
                Presets.FullyConnected(3), KernelKind.Nngp, train.Features, targets, Ridge.Relative(RelativeRidge), options);
            double fit = Stopwatch.GetElapsedTime(start).TotalSeconds;
            start = Stopwatch.GetTimestamp();
            int[] classes = OneHot.Decode<double>(model.Predict(test.Features).Mean);
            double prediction = Stopwatch.GetElapsedTime(start).TotalSeconds;
            double accuracy = classes.Zip(test.Labels).Count(pair => pair.First == pair.Second) / (double)classes.Length;
            LowRankReport? report = model.Fitting.LowRank;
            string columns = report is null ? $"all (backward error {model.Fitting.Mixed!.BackwardError:G2})" : $"{report.Rank:N0}";
            string trace = report is null ? "0" : $"{report.ResidualTrace / report.Trace:P2}";
            Console.WriteLine($"| {columns} | {trace} | {accuracy:P2} | {fit:F0} s | {prediction:F1} s |");
        }
    }
}
