using Ntk.Engine.Numerics;
using Ntk.Solvers;
using Ntk.Solvers.Factorisation;
using Ntk.Solvers.Inference;

namespace Ntk.Tests.Solvers;

/// <summary>Without a choice of solver the memory that is free decides.</summary>
internal sealed class SolverChoiceTests
{
    [Test]
    public void SmallProblemsGetACholeskyFactor()
    {
        var problem = new Problem<double>(20);
        using GaussianProcess<double> process = GaussianProcess.Fit<double>(
            Problem<double>.Network, KernelKind.Nngp, problem.XTrain, problem.YTrain, Ridge.Relative(0.1), new() { Solver = SolverKind.Auto });
        Assert.That(process.Fitting.Solver, Is.EqualTo(SolverKind.Cholesky));
    }

    [Test]
    public void LargerOnesTakeLessMemoryAndAlwaysFit([Values] bool isDouble)
    {
        SolverKind[] order = [SolverKind.Cholesky, SolverKind.Packed, SolverKind.MatrixFree, SolverKind.ConjugateGradients];
        int last = 0;
        long free = MachineInfo.Read().MemoryAvailable;
        int size = isDouble ? sizeof(double) : sizeof(float);
        foreach (double share in new[] { 0.3, 1.3, 2.6, 10 })
        {
            // A matrix of this share of the memory.
            int rows = (int)Math.Sqrt(share * free / size);
            FitPlan plan = isDouble ? Plan<double>(rows) : Plan<float>(rows);
            int place = Array.IndexOf(order, plan.Solver);
            Assert.That(place, Is.GreaterThanOrEqualTo(last));
            Assert.That((double)plan.Bytes, Is.LessThan(free));
            if (!isDouble)
                Assert.That(plan.Solver, Is.Not.EqualTo(SolverKind.MatrixFree));
            last = place;
        }

        Assert.That(order[last], Is.EqualTo(SolverKind.ConjugateGradients));

        static FitPlan Plan<T>(int rows)
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
            GaussianProcess.Plan<T>(Problem<T>.Network, KernelKind.Nngp, rows, 6, 2, new() { Solver = SolverKind.Auto, Rank = 100 });
    }

    [Test]
    public void JitterGoesWithAFactorInMemory() => Assert.That(
        GaussianProcess.Plan<double>(Problem<double>.Network, KernelKind.Nngp, 2_000_000, 6, 2, new() { Solver = SolverKind.Auto, Jitter = Jitter.Growing(1e-10) }).Solver,
        Is.EqualTo(SolverKind.Cholesky));

    [Test]
    public void WhatDoesNotFitIsRefusedBeforeWork() => Assert.Throws<AllocationException>(
        () => Ntk.Engine.Gram.MemoryCheck.Require(GaussianProcess.Plan<double>(Problem<double>.Network, KernelKind.Nngp, 2_000_000, 6, 2, new() { Solver = SolverKind.Packed }).Bytes));
}
