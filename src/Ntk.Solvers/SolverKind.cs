namespace Ntk.Solvers;

/// <summary>How the training kernel's system is solved.</summary>
public enum SolverKind
{
    /// <summary>A Cholesky factor in the precision of the data, which serves variances and likelihoods too.</summary>
    Cholesky,

    /// <summary>float64 data: a packed factor in float32, refined to float64.</summary>
    Mixed,

    /// <summary>float64 data: the same, without the matrix in float64, whose tiles are computed for each residual.</summary>
    MatrixFree,
}
