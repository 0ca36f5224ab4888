namespace Ntk.Solvers.Selection;

/// <summary>What decides among models. All but the validation measures need training rows only.</summary>
public enum ModelMeasure
{
    /// <summary>The log marginal likelihood, summed over the outputs; more is better (Rasmussen and Williams, eq. 2.30 and section 5.4.1).</summary>
    LogMarginalLikelihood,

    /// <summary>The mean of (leave-one-out prediction − target)² over rows and outputs; less is better.</summary>
    LeaveOneOutSquaredError,

    /// <summary>The mean of the log density of each target given all other rows; more is better (Rasmussen and Williams, eq. 5.10–5.12).</summary>
    LeaveOneOutLogDensity,

    /// <summary>The share of validation rows whose class is right; more is better.</summary>
    ValidationAccuracy,

    /// <summary>The mean squared error on validation rows; less is better.</summary>
    ValidationSquaredError,
}

/// <summary>What measures need, and which way they count.</summary>
internal static class ModelMeasures
{
    public static bool NeedsValidation(this ModelMeasure measure) => measure is ModelMeasure.ValidationAccuracy or ModelMeasure.ValidationSquaredError;

    /// <summary>More is better; null where the score does not have the measure.</summary>
    public static double? Merit(this ModelMeasure measure, CandidateScore score) => measure switch
    {
        ModelMeasure.LogMarginalLikelihood => score.LogMarginalLikelihood,
        ModelMeasure.LeaveOneOutSquaredError => -score.LeaveOneOut?.MeanSquaredError,
        ModelMeasure.LeaveOneOutLogDensity => score.LeaveOneOut?.MeanLogDensity,
        ModelMeasure.ValidationAccuracy => score.Validation?.Accuracy,
        ModelMeasure.ValidationSquaredError => -score.Validation?.MeanSquaredError,
        _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, "Not a measure of models."),
    };
}
