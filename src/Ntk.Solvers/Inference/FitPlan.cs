using System.Numerics;
using System.Runtime.CompilerServices;
using Ntk.Engine.Gram;
using Ntk.Solvers.Factorisation;
using Ntk.Solvers.LowRank;

namespace Ntk.Solvers.Inference;

/// <summary>What fitting a model will take, known before any work.</summary>
/// <param name="TrainingRows">Training rows n.</param>
/// <param name="Outputs">Outputs.</param>
/// <param name="Kernel">The training kernel, which the factor later takes the place of.</param>
/// <param name="Bytes">Memory at the peak: the kernel matrix or packed factors, copies of the data, scratch.</param>
/// <param name="FactorisationFlops">Floating-point operations of the factorisation: n³/3 for Cholesky, about 9·n³ for eigenvectors, 2·n·rank² for a low rank.</param>
/// <param name="SolveFlops">Floating-point operations of the solve for the targets and of its residual, 4·n²·outputs; conjugate gradients with 50 steps.</param>
/// <param name="KernelEvaluations">How often the training kernel is computed: 1, more where residuals need it again (50 steps of conjugate gradients, 3 of refinement), less where few columns do.</param>
/// <param name="Solver">The solver this is the plan of, never <see cref="SolverKind.Auto"/>.</param>
public sealed record FitPlan(int TrainingRows, int Outputs, GramPlan Kernel, Int128 Bytes, double FactorisationFlops, double SolveFlops, double KernelEvaluations, SolverKind Solver)
{
    // How many there are depends on the data.
    private const int GradientSteps = 50, RefinementSteps = 3;

    internal static FitPlan For<T>(GramPlan kernel, long featureCount, int outputs, SolverKind solver, FitOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Int128 n = kernel.Rows, size = Unsafe.SizeOf<T>(), rank = Math.Min(kernel.Rows, options.ResolvedRank);

        // Inputs and targets are copied; weights and residuals have the targets' shape.
        Int128 data = n * (featureCount + 3 * (Int128)outputs) * size;
        Int128 packed = n * (n + 2) / 2, lowRank = (n * (rank + RandomlyPivotedCholesky.LargestBlock) + rank * rank) * size;
        Int128 matrices = solver switch
        {
            SolverKind.Cholesky => kernel.ResultBytes,
            SolverKind.Packed => packed * size,
            SolverKind.Mixed => kernel.ResultBytes + packed * (sizeof(float) + size),
            SolverKind.MatrixFree when options.FactorStore is not null => StoredCholesky<float>.WorkingBytes(kernel.Rows, new StoredCholeskyOptions().PanelColumns),
            SolverKind.MatrixFree => packed * sizeof(float),
            SolverKind.Eigen => kernel.ResultBytes + EigenFactor<T>.WorkingBytes(kernel.Rows),
            SolverKind.Nystrom => lowRank,
            SolverKind.ConjugateGradients => lowRank + 5 * n * outputs * size,
            _ => throw new ArgumentOutOfRangeException(nameof(solver), solver, "There is no such solver."),
        };
        double order = kernel.Rows, columns = (double)rank;
        double factor = solver switch
        {
            SolverKind.Eigen => 9 * order * order * order,
            SolverKind.Nystrom or SolverKind.ConjugateGradients => 2 * order * columns * columns,
            _ => order * order * order / 3,
        };
        double solve = 4 * order * outputs * solver switch
        {
            SolverKind.Nystrom => columns,
            SolverKind.ConjugateGradients => GradientSteps * order,
            _ => order,
        };
        double lowRankShare = order == 0 ? 0 : 2 * columns / order;
        double evaluations = solver switch
        {
            SolverKind.Packed or SolverKind.Eigen => 2,
            SolverKind.MatrixFree => 1 + RefinementSteps,
            SolverKind.Nystrom => lowRankShare,
            SolverKind.ConjugateGradients => lowRankShare + GradientSteps,
            _ => 1,
        };
        return new(kernel.Rows, outputs, kernel, matrices + kernel.WorkingBytes + data, factor, solve, evaluations, solver);
    }
}

/// <summary>What a prediction will take, known before any work.</summary>
/// <param name="TestRows">Test rows.</param>
/// <param name="BlockRows">Test rows that are predicted at once.</param>
/// <param name="Kernel">The kernel between one block of test rows and the training rows.</param>
/// <param name="Bytes">Memory at the peak, besides the fitted model.</param>
/// <param name="Flops">Floating-point operations of linear algebra on all blocks, kernels not counted.</param>
public sealed record PredictionPlan(int TestRows, int BlockRows, GramPlan Kernel, Int128 Bytes, double Flops);
