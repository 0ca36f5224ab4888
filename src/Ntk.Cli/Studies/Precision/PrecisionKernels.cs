using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Data;
using Ntk.Engine.Gram;
using Ntk.Solvers;

namespace Ntk.Cli;

/// <summary>The kernels of one network in both precisions, of training rows and then test rows. Dispose it to free them.</summary>
/// <param name="Single">In float32.</param>
/// <param name="Double">In float64, of the same numbers.</param>
internal sealed record PrecisionKernels(GramResult<float> Single, GramResult<double> Double) : IDisposable
{
    /// <summary>Computes them, or takes tiles that a run before this one kept.</summary>
    public static PrecisionKernels Build(NetworkRows rows, PrecisionData data, PrecisionSettings settings, RunSettings run, Session session)
    {
        Tensor<float> inputs = data.Inputs(rows);
        GramResult<float> single = Build(inputs, Precision.Float32);
        try
        {
            return new(single, Build(Tensor.ConvertChecked<float, double>(inputs), Precision.Float64));
        }
        catch
        {
            single.Dispose();
            throw;
        }

        GramResult<T> Build<T>(Tensor<T> x, Precision precision)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            var store = new StoreSettings(settings.Study.Store is { } folder ? new TileFolder(Path.Combine(folder, $"{StudyNames.File(rows.Network.Name)}-{precision.Name()}")) : null, TileSize: null);
            GramResult<T> gram = session.WithProgress(
                $"{rows.Network.Name}, {precision.Name()}: kernels of {rows.All} rows",
                (progress, cancellation) => new GramBuilder<T>(rows.Network.Network, store.Apply(run.GramOptions(progress))).Build(x, settings.Outputs, cancellation));
            store.WarnOfDamages(session);
            return gram;
        }
    }

    /// <summary>One of the kernels in both precisions.</summary>
    public (GramMatrix<float> Single, GramMatrix<double> Double) Of(KernelKind kernel) =>
        kernel == KernelKind.Ntk ? (Single.Ntk, Double.Ntk) : (Single.Nngp, Double.Nngp);

    public void Dispose()
    {
        Single.Dispose();
        Double.Dispose();
    }
}
