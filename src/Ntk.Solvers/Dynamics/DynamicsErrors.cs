using Ntk.Native;

namespace Ntk.Solvers.Dynamics;

/// <summary>A loss was given a target that it has no meaning for.</summary>
/// <param name="loss">The loss, such as "Cross-entropy".</param>
/// <param name="expected">What it needs.</param>
/// <param name="row">Zero-based row of the first such target.</param>
/// <param name="value">The target, or the sum of the row.</param>
public sealed class LossTargetException(string loss, string expected, long row, double value)
    : NtkException($"{loss} needs targets that are {expected}; row {row} has {value:G6}. Encode classes one-hot, or choose another loss.")
{
    /// <summary>Zero-based row of the first target at fault.</summary>
    public long Row { get; } = row;

    /// <summary>The target, or the sum of the row.</summary>
    public double Value { get; } = value;
}

/// <summary>Why an integration ended before its time.</summary>
public enum IntegrationFailure
{
    /// <summary>The number of steps allowed was used up.</summary>
    StepLimit,

    /// <summary>Steps became too small to change the time.</summary>
    StepUnderflow,
}

/// <summary>A differential equation could not be followed to the time asked for.</summary>
/// <param name="failure">Why.</param>
/// <param name="time">The time reached.</param>
/// <param name="step">The size of the next step.</param>
/// <param name="steps">Steps tried so far, rejected ones included.</param>
public sealed class IntegrationException(IntegrationFailure failure, double time, double step, int steps)
    : NtkException(failure == IntegrationFailure.StepLimit
        ? $"After {steps} steps the flow has been followed to time {time:G6} only, in steps of {step:G3} now. The flow is stiff: its fastest component limits the steps. "
            + "Ask for earlier times, a smaller learning rate or a larger tolerance, or allow more steps."
        : $"At time {time:G6}, after {steps} steps, a step of {step:G3} is too small to go on. The loss or its gradient is not finite or not smooth there, or the tolerance is below the rounding error: "
            + "allow a larger tolerance, or compute in float64.")
{
    /// <summary>Why.</summary>
    public IntegrationFailure Failure { get; } = failure;

    /// <summary>The time reached.</summary>
    public double Time { get; } = time;

    /// <summary>The size of the next step.</summary>
    public double Step { get; } = step;

    /// <summary>Steps tried, rejected ones included.</summary>
    public int Steps { get; } = steps;
}
