using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Native;

namespace Ntk.Solvers.Inference;

/// <summary>Chooses a solver by the memory that is free.</summary>
internal static class SolverChoice
{
    // The rest is for the operating system and what a prediction needs.
    private const double UsableShare = 0.9;

    private static readonly SolverKind[] Preferred = [SolverKind.Cholesky, SolverKind.Packed, SolverKind.MatrixFree];

    /// <summary>The solver asked for, or the first that fits into memory.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="kernel">The training kernel.</param>
    /// <param name="featureCount">Features of an input.</param>
    /// <param name="outputs">Outputs.</param>
    public static SolverKind Resolve<T>(FitOptions options, GramPlan kernel, long featureCount, int outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (options.Solver != SolverKind.Auto)
            return options.Solver;
        if (options.Jitter.Attempts > 0)
            return SolverKind.Cholesky;
        double usable = UsableShare * MachineInfo.Read().MemoryAvailable;
        foreach (SolverKind solver in Preferred)
        {
            bool isPossible = solver != SolverKind.MatrixFree || typeof(T) == typeof(double);
            if (isPossible && (double)FitPlan.For<T>(kernel, featureCount, outputs, solver, options).Bytes <= usable)
                return solver;
        }

        return SolverKind.ConjugateGradients;
    }
}
