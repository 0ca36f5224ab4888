using Ntk.Bench.Solvers;
using Ntk.Cli;
using Ntk.Engine.Gram;

namespace Ntk.Bench.Suite;

/// <summary>Ways to solve a training kernel, of growing order.</summary>
internal static class SolverCases
{
    // Eigenvectors take fourteen times the operations of Cholesky.
    private static int LargestEigenOrder(SuiteScale scale) => scale.Choose(48, 1000, 2000);

    /// <summary>Interleaved by order; the method's series goes over the orders.</summary>
    public static IEnumerable<IReadOnlyList<PlannedWorkload>> All(SuiteSettings settings)
    {
        foreach (int order in settings.Scale.Choose<int[]>([24, 32, 48], [500, 1000, 2000], [1000, 2000, 4000, 8000]))
        {
            var kernel = new Lazy<GramMatrix<double>>(() => KernelSystem.Kernel(order));
            yield return
            [
                .. from threads in settings.Threads
                   from choice in Choices(settings.Scale, order)
                   select Plan(new(choice.Method, order, kernel), choice.Precision, threads, threads == settings.AllThreads),
            ];
        }
    }

    private static IEnumerable<(SolverMethod Method, Precision Precision)> Choices(SuiteScale scale, int order)
    {
        yield return (SolverMethod.Cholesky, Precision.Float64);
        yield return (SolverMethod.Cholesky, Precision.Float32);
        yield return (SolverMethod.Mixed, Precision.Float64);
        if (order <= LargestEigenOrder(scale))
            yield return (SolverMethod.Eigen, Precision.Float64);
    }

    private static PlannedWorkload Plan(SolverTask task, Precision precision, int threads, bool isInSeries) => new(
        new("solvers", task.Title, $"n = {task.Order}", precision, threads, "cpu", isInSeries ? new($"{task.Title}, {precision.Name()}", "n", task.Order, 3) : null),
        () => task.Prepare(precision));
}
