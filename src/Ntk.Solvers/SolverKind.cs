using System.Text.Json.Serialization;

namespace Ntk.Solvers;

/// <summary>How the training kernel's system is solved.</summary>
public enum SolverKind
{
    /// <summary>The first of Cholesky, packed, matrix-free (float64 data) and conjugate gradients that fits into the memory that is free.</summary>
    Auto,

    /// <summary>A Cholesky factor in the precision of the data, beside its matrix: n² numbers.</summary>
    Cholesky,

    /// <summary>A packed Cholesky factor in the precision of the data: n²/2 numbers.</summary>
    Packed,

    /// <summary>float64 data: a packed factor in float32, refined to float64.</summary>
    Mixed,

    /// <summary>float64 data: the same, without the matrix in float64, whose tiles are computed for each residual.</summary>
    [JsonStringEnumMemberName("matrixfree")]
    MatrixFree,

    /// <summary>Conjugate gradients on tiles that are computed for each step, preconditioned by a low-rank approximation: n·rank numbers.</summary>
    [JsonStringEnumMemberName("cg")]
    ConjugateGradients,

    /// <summary>An eigendecomposition; a singular kernel has the solution of least squares and least length.</summary>
    Eigen,

    /// <summary>An approximation: a regression on rank columns of the kernel, chosen by randomly pivoted Cholesky.</summary>
    Nystrom,
}
