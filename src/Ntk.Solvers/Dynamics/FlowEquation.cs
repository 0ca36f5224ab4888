using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Native;

namespace Ntk.Solvers.Dynamics;

/// <summary>
/// ḟ = −η·M·∇L(f), of training rows and below them test rows. With momentum the state has velocities q behind the outputs: dq/dτ = (μ − 1)/√η·q − M·∇L, df/dτ = q in
/// τ = √η·t, which in t is ḟ = √η·q, q̇ = (μ − 1)·q − √η·M·∇L.
/// </summary>
internal sealed class FlowEquation<T>(GramMatrix<T> train, GramMatrix<T>? cross, ITrainingLoss<T> loss, DenseRows<T> targets, double learningRate, double? momentum, LinearAlgebra library)
    : IDifferentialEquation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly DenseRows<T> gradient = DenseRows<T>.Zeros(targets.Count, targets.Width);

    /// <summary>Outputs of all rows.</summary>
    public int OutputCount { get; } = checked((train.Rows + (cross?.Columns ?? 0)) * targets.Width);

    /// <summary>Outputs, and velocities if there are any.</summary>
    public int StateCount => checked(momentum is null ? OutputCount : 2 * OutputCount);

    /// <summary>The outputs of the training rows.</summary>
    public ReadOnlyMatrixSpan<T> Training(ReadOnlySpan<T> state) => new(state[..(train.Rows * targets.Width)], train.Rows, targets.Width);

    /// <summary>The outputs of the test rows.</summary>
    public ReadOnlyMatrixSpan<T> Test(ReadOnlySpan<T> state) => new(state[(train.Rows * targets.Width)..OutputCount], cross?.Columns ?? 0, targets.Width);

    /// <inheritdoc/>
    public void Slope(ReadOnlySpan<T> state, Span<T> slope)
    {
        loss.Gradient(Training(state), targets.Matrix, gradient.Matrix);
        Span<T> force = slope[^OutputCount..];
        T factor = T.CreateTruncating(-(momentum is null ? learningRate : Math.Sqrt(learningRate)));
        int split = train.Rows * targets.Width;
        library.Gemm(factor, train.AsMatrix(), Transpose.No, gradient.Matrix, Transpose.No, T.Zero, new(force[..split], train.Rows, targets.Width));
        if (cross is not null)
            library.Gemm(factor, cross.AsMatrix(), Transpose.Yes, gradient.Matrix, Transpose.No, T.Zero, new(force[split..], cross.Columns, targets.Width));
        if (momentum is not { } inertia)
            return;
        ReadOnlySpan<T> velocity = state[OutputCount..];
        TensorPrimitives.Multiply(velocity, -factor, slope[..OutputCount]);
        TensorPrimitives.MultiplyAdd(velocity, T.CreateTruncating(inertia - 1), force, force);
    }
}
