namespace Ntk.Solvers.Inference;

/// <summary>How much of the posterior is predicted.</summary>
public enum PredictionKind
{
    /// <summary>The mean.</summary>
    Mean,

    /// <summary>The mean and the variance of each test row.</summary>
    Variance,

    /// <summary>The mean, the variances and the covariance of all pairs of test rows.</summary>
    Covariance,
}
