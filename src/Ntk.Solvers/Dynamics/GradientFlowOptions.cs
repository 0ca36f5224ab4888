using System.Numerics;
using System.Numerics.Tensors;

namespace Ntk.Solvers.Dynamics;

/// <summary>How outputs are trained.</summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed record GradientFlowOptions<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>η &gt; 0; a time t is as long as t steps of gradient descent with this rate.</summary>
    public double LearningRate { get; init; } = 1;

    /// <summary>μ in [0, 1) for gradient descent with momentum; null for plain gradient flow.</summary>
    public double? Momentum { get; init; }

    /// <summary>The training outputs at time 0: n × outputs; null for zeros.</summary>
    public Tensor<T>? InitialTraining { get; init; }

    /// <summary>The test outputs at time 0: test rows × outputs; null for zeros.</summary>
    public Tensor<T>? InitialTest { get; init; }

    /// <summary>How exactly the flow is followed.</summary>
    public IntegrationTolerance Tolerance { get; init; } = new();

    /// <summary>Told the time reached, after each step.</summary>
    public Action<double>? Progress { get; init; }
}

/// <summary>A network's outputs at one time.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="Time">t.</param>
/// <param name="Loss">The loss of the training rows.</param>
/// <param name="Training">n × outputs.</param>
/// <param name="Test">Test rows × outputs; null if there are none.</param>
public sealed record FlowPoint<T>(double Time, double Loss, Tensor<T> Training, Tensor<T>? Test)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;

/// <summary>A network's outputs at several times, and the work they took.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="Points">One for each time.</param>
/// <param name="Steps">Steps tried.</param>
/// <param name="RejectedSteps">Steps tried again with a smaller size.</param>
/// <param name="Evaluations">Products of the kernel with a gradient.</param>
public sealed record FlowPath<T>(IReadOnlyList<FlowPoint<T>> Points, int Steps, int RejectedSteps, int Evaluations)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>;
