using System.Diagnostics;
using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Native;

namespace Ntk.Solvers.Iterative;

/// <summary>Conjugate gradients between two steps, besides the solution.</summary>
internal sealed class GradientState<T>(int order, int columns) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public GramMatrix<T> Residual { get; } = new(order, columns);

    public GramMatrix<T> LastResidual { get; } = new(order, columns);

    public GramMatrix<T> Direction { get; } = new(order, columns);

    /// <summary>The inner products of residuals and preconditioned residuals; none before the first step.</summary>
    public double[] Products { get; set; } = [];

    public int Step { get; set; }

    public int NextResidual { get; set; }

    public void Dispose()
    {
        Residual.Dispose();
        LastResidual.Dispose();
        Direction.Dispose();
    }
}

/// <summary>Keeps the state of conjugate gradients now and then.</summary>
/// <param name="store">Where.</param>
/// <param name="problem">The hash of all that the iteration depends on.</param>
internal sealed class StateKeeper<T>(IIterationStore store, string problem)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private long lastKept = Stopwatch.GetTimestamp();
    private int keptStep = -1;

    /// <summary>Goes on from what was kept.</summary>
    /// <exception cref="IterationMismatchException">That belongs to another problem.</exception>
    public void Restore(GradientState<T> state, MatrixSpan<T> x)
    {
        if (store.Load<T>() is not { } kept)
            return;
        bool fits = kept.Problem == problem && kept.Solution.Lengths is [var rows, var columns] && rows == x.Rows && columns == x.Columns
            && kept.Products.Length is var count && (count == 0 || count == columns);
        if (!fits)
            throw new IterationMismatchException(problem, kept.Problem);
        Write(kept.Solution, x);
        Write(kept.Residual, state.Residual.AsMatrix());
        Write(kept.LastResidual, state.LastResidual.AsMatrix());
        Write(kept.Direction, state.Direction.AsMatrix());
        state.Products = kept.Products;
        state.Step = keptStep = kept.Step;
        state.NextResidual = kept.NextResidual;
    }

    public void KeepNowAndThen(GradientState<T> state, ReadOnlyMatrixSpan<T> x, bool isLast)
    {
        if (isLast || Stopwatch.GetElapsedTime(lastKept) >= Interval)
            Keep(state, x);
    }

    public void Keep(GradientState<T> state, ReadOnlyMatrixSpan<T> x)
    {
        if (state.Step == keptStep)
            return;
        using var solution = new GramMatrix<T>((int)x.Rows, (int)x.Columns);
        Columns.Copy(x, solution.AsMatrix());
        store.Keep(new IterationState<T>(
            problem, state.Step, state.NextResidual, solution.ToTensor(), state.Residual.ToTensor(), state.LastResidual.ToTensor(), state.Direction.ToTensor(), state.Products));
        keptStep = state.Step;
        lastKept = Stopwatch.GetTimestamp();
    }

    private static void Write(System.Numerics.Tensors.Tensor<T> source, MatrixSpan<T> target)
    {
        for (nint row = 0; row < target.Rows && target.Columns > 0; row++)
            source.GetSpan([row, 0], (int)target.Columns).CopyTo(target.Row(row));
    }
}
