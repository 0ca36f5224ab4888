using System.Numerics;
using System.Runtime.CompilerServices;
using Ntk.Engine.Gram;

namespace Ntk.Solvers.Inference;

/// <summary>What fitting a model will take, known before any work.</summary>
/// <param name="TrainingRows">Training rows n.</param>
/// <param name="Outputs">Outputs.</param>
/// <param name="Kernel">The training kernel, which the factor later takes the place of.</param>
/// <param name="Bytes">Memory at the peak: the kernel matrix or packed factors, copies of the data, scratch.</param>
/// <param name="FactorisationFlops">Floating-point operations of the Cholesky factorisation, n³/3.</param>
/// <param name="SolveFlops">Floating-point operations of the solve for the targets and of its residual, 4·n²·outputs.</param>
public sealed record FitPlan(int TrainingRows, int Outputs, GramPlan Kernel, Int128 Bytes, double FactorisationFlops, double SolveFlops)
{
    internal static FitPlan For<T>(GramPlan kernel, long featureCount, int outputs, SolverKind solver)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Int128 n = kernel.Rows, size = Unsafe.SizeOf<T>();
        // Inputs and targets are copied; weights and residuals have the targets' shape.
        Int128 data = n * (featureCount + 3 * (Int128)outputs) * size;
        Int128 packed = n * (n + 2) / 2 * sizeof(float);
        Int128 matrices = solver switch
        {
            SolverKind.Cholesky => kernel.ResultBytes,
            SolverKind.Mixed => kernel.ResultBytes + packed + n * (n + 2) / 2 * size,
            _ => packed,
        };
        double order = kernel.Rows;
        return new(kernel.Rows, outputs, kernel, matrices + kernel.WorkingBytes + data, order * order * order / 3, 4 * order * order * outputs);
    }
}

/// <summary>What a prediction will take, known before any work.</summary>
/// <param name="TestRows">Test rows.</param>
/// <param name="BlockRows">Test rows that are predicted at once.</param>
/// <param name="Kernel">The kernel between one block of test rows and the training rows.</param>
/// <param name="Bytes">Memory at the peak, besides the fitted model.</param>
/// <param name="Flops">Floating-point operations of linear algebra on all blocks, kernels not counted.</param>
public sealed record PredictionPlan(int TestRows, int BlockRows, GramPlan Kernel, Int128 Bytes, double Flops);
