using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Programs;
using Ntk.Engine.Reference;
using Ntk.Native;
using Ntk.Solvers;
using Ntk.Solvers.Precision;

namespace Ntk.Cli;

/// <summary>Errors of float64 kernels: entries of a few rows beside the same in double-double.</summary>
internal static class ReferenceNoise
{
    // Pairs of pixels of all pairs of rows: less than a minute in double-double.
    private const double LargestPairs = 2e7;
    private const int FewestRows = 4, MostRows = 24;

    /// <summary>How many rows are compared.</summary>
    /// <param name="lengths">The dimensions of one input.</param>
    /// <param name="train">Training rows.</param>
    public static int RowsOf(ReadOnlySpan<nint> lengths, int train)
    {
        double pixels = lengths.Length < 2 ? 1 : TensorPrimitives.Product<double>([.. lengths[..^1].ToArray().Select(length => (double)length)]);
        return Math.Min(train, (int)Math.Clamp(Math.Sqrt(2 * LargestPairs) / pixels, FewestRows, MostRows));
    }

    /// <summary>Measures the kernels asked for.</summary>
    /// <returns>Their noise; none, with a warning, for networks that the reference does not know.</returns>
    public static Func<KernelKind, NoiseMeasure> Measure(NetworkRows rows, PrecisionData data, PrecisionKernels kernels, RunSettings run, Session session)
    {
        int count = RowsOf(data.Lengths, rows.Train);
        session.Log($"{rows.Network.Name}: {count} rows in double-double");
        ReferenceResult reference;
        try
        {
            reference = new ReferenceKernel(rows.Network.Network, run.ThreadCount).Build<float>(data.Inputs(rows, count), session.Cancellation);
        }
        catch (NtkException error) when (error is ReferenceLayerException or ReferenceRangeException or ReferenceOverflowException)
        {
            session.Warn($"Errors of the float64 kernels of {rows.Network.Name} are not known: {error.Message}");
            return _ => NoiseMeasure.None;
        }

        return kind =>
        {
            ReferenceMatrix exact = reference.Of(kind == KernelKind.Ntk ? KernelOutputs.Ntk : KernelOutputs.Nngp);
            GramMatrix<double> computed = kernels.Of(kind).Double;
            double[] errors = [.. Enumerable.Range(0, count * count).Select(index => (double)(computed[index / count, index % count] - exact[index / count, index % count]))];
            return new(Math.Sqrt(errors.Average(error => error * error)), errors.Average(), double.NaN, double.NaN, double.NaN);
        };
    }
}
