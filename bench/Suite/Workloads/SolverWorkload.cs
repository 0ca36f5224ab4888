using System.Numerics;
using Ntk.Bench.Limits;
using Ntk.Bench.Solvers;
using Ntk.Cli;
using Ntk.Engine.Gram;
using Ntk.Native;
using Ntk.Solvers;
using Ntk.Solvers.Factorisation;

namespace Ntk.Bench.Suite;

/// <summary>Ways to solve a training kernel.</summary>
internal enum SolverMethod
{
    /// <summary>A Cholesky factor in the type of the data, and a solve.</summary>
    Cholesky,

    /// <summary>A Cholesky factor in float, and refinement to double.</summary>
    Mixed,

    /// <summary>All eigenvalues and eigenvectors, and a solve.</summary>
    Eigen,
}

/// <summary>A solver to time.</summary>
/// <param name="Method">Which.</param>
/// <param name="Order">Rows of the kernel.</param>
/// <param name="Kernel">The kernel, made once for all solvers of an order.</param>
internal sealed record SolverTask(SolverMethod Method, int Order, Lazy<GramMatrix<double>> Kernel)
{
    /// <summary>What the figure is called.</summary>
    public string Title => Method switch
    {
        SolverMethod.Cholesky => "Cholesky",
        SolverMethod.Mixed => "mixed Cholesky",
        _ => "eigenvectors",
    };

    /// <summary>
    /// Operations of the leading order: n³/3 of Cholesky; 14/3 n³ of reduction to tridiagonal form, divide and conquer without deflation, and the way back (Golub and Van Loan, §8.3).
    /// </summary>
    public double Operations => (Method == SolverMethod.Eigen ? 14.0 : 1.0) / 3 * Order * Order * Order;

    /// <summary>Prepares the work.</summary>
    public IWorkload Prepare(Precision precision) => precision.Run(new Preparation(this));

    private sealed class Preparation(SolverTask task) : IPrecisionAction<IWorkload>
    {
        public IWorkload Run<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> => new SolverWorkload<T>(task);
    }
}

/// <summary>The factorisation of a kernel and a solve for ten right-hand sides; the copies they overwrite are not timed.</summary>
internal sealed class SolverWorkload<T> : IWorkload
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly SolverTask task;
    private readonly GramMatrix<T> kernel;
    private readonly GramMatrix<T> rightHandSides;

    public SolverWorkload(SolverTask task)
    {
        this.task = task;
        kernel = KernelSystem.Convert<double, T>(task.Kernel.Value);
        using GramMatrix<double> targets = KernelSystem.RightHandSides(task.Order);
        rightHandSides = KernelSystem.Convert<double, T>(targets);
    }

    public double Run()
    {
        using GramMatrix<T> x = rightHandSides.Clone();
        GramMatrix<T> copy = kernel.Clone();
        return Stopwatches.Once(() =>
        {
            switch (task.Method)
            {
                case SolverMethod.Cholesky:
                    using (CholeskyFactor<T> factor = CholeskyFactor<T>.Factor(copy, Ridge.Absolute(0)))
                        factor.Solve(x.AsMatrix());
                    break;
                case SolverMethod.Mixed:
                    using (MixedCholesky<T, float> factor = MixedCholesky<T, float>.Factor(copy, Ridge.Absolute(0)))
                        factor.Solve(x.AsMatrix());
                    break;
                default:
                    using (EigenFactor<T> factor = EigenFactor<T>.Decompose(copy, Ridge.Absolute(0)))
                        factor.Solve(x.AsMatrix());
                    break;
            }
        });
    }

    public WorkBound Bound(MachineRates rates)
    {
        Precision work = task.Method == SolverMethod.Mixed || typeof(T) == typeof(float) ? Precision.Float32 : Precision.Float64;
        return new($"{work.Name()} matrix products", task.Operations / rates.Products(work));
    }

    public IEnumerable<(string Name, double Value)> Details(double seconds, MachineRates rates) => [("billionOperationsASecond", task.Operations / seconds / 1e9)];

    public void Dispose()
    {
        kernel.Dispose();
        rightHandSides.Dispose();
    }
}
