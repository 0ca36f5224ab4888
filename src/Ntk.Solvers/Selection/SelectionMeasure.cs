namespace Ntk.Solvers.Selection;

/// <summary>What a validation set is to decide by.</summary>
public enum SelectionMeasure
{
    /// <summary>The share of rows whose largest predicted output is their largest target; more is better.</summary>
    ClassificationAccuracy,

    /// <summary>The mean of (prediction − target)² over all rows and outputs; less is better.</summary>
    MeanSquaredError,
}
