using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Solvers;
using Ntk.Solvers.Selection;

namespace Ntk.Cli;

/// <summary>Ridges of a kernel of training rows, then validation rows: fitted to the first, compared on the others.</summary>
internal static class RidgeSearch
{
    /// <summary>The ridge that is most accurate on the validation rows, of equally good ones the largest.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="training">Their kernel, which stays as it is.</param>
    /// <param name="candidates">The ridges; null for <see cref="RidgeGrid.Default"/>.</param>
    /// <param name="cancellation">Stops the work between two ridges.</param>
    public static RidgeSelection Choose<T>(ExperimentData<T> data, GramMatrix<T> training, IReadOnlyList<Ridge>? candidates = null, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = data.Split.Train.Length;
        using RidgeSweep<T> sweep = Sweep(data, training);
        using GramMatrix<T> validation = Validation(data, training);
        return RidgeSelection.Choose(sweep, validation, data.Targets(rows..), SelectionMeasure.ClassificationAccuracy, candidates, cancellation);
    }

    /// <summary>All fits to the training rows.</summary>
    public static RidgeSweep<T> Sweep<T>(ExperimentData<T> data, GramMatrix<T> training)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = data.Split.Train.Length;
        GramMatrix<T> kernel = GramBlocks.Copy(training, 0, rows, rows);
        try
        {
            return RidgeSweep<T>.Create(kernel, data.Targets(..rows));
        }
        catch
        {
            kernel.Dispose();
            throw;
        }
    }

    /// <summary>The kernel between validation and training rows.</summary>
    public static GramMatrix<T> Validation<T>(ExperimentData<T> data, GramMatrix<T> training)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = data.Split.Train.Length;
        return GramBlocks.Copy(training, rows, data.Split.Validation.Length, rows);
    }
}
