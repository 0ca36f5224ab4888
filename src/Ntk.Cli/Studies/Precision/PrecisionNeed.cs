using Ntk.Solvers.Precision;

namespace Ntk.Cli;

/// <summary>The narrowest formats that suffice for so many rows with a ridge.</summary>
/// <param name="Rows">m.</param>
/// <param name="Ridge">The ridge, relative to the mean of the kernel's diagonal.</param>
/// <param name="CriticalNoise">The noise in entries that the kernel of twice the rows bears, relative to the mean of the diagonal.</param>
/// <param name="Storage">The format to keep entries in; null where none suffices.</param>
/// <param name="Solve">The arithmetic to solve in; null where none suffices.</param>
internal sealed record PrecisionNeed(double Rows, double Ridge, double CriticalNoise, string? Storage, SolveArithmetic? Solve)
{
    /// <summary>A kernel with its noise must still be positive definite at this multiple of the rows: predictions are right within a factor of two.</summary>
    public const double Margin = 2;

    /// <summary>The numbers of rows that are answered for.</summary>
    public static IReadOnlyList<double> AskedRows { get; } = [1e3, 1e4, 1e5, 1e6];

    /// <summary>The relative ridges that are answered for.</summary>
    public static IReadOnlyList<double> AskedRidges { get; } = [0, 1e-6, 1e-4, 1e-2];

    private static readonly SolveArithmetic[] Solves = [SolveArithmetic.Float32, SolveArithmetic.Mixed, SolveArithmetic.Float64];

    /// <summary>All answers for one kernel.</summary>
    public static IReadOnlyList<PrecisionNeed> Of(KernelFinding found) =>
        [.. AskedRows.SelectMany(rows => AskedRidges.Select(ridge => Of(found, rows, ridge)))];

    private static PrecisionNeed Of(KernelFinding found, double rows, double ridge)
    {
        double most = Critical(found, Margin * rows, ridge * found.MeanDiagonal);
        foreach (StorageFormat storage in StorageFormats.Usual)
        {
            double entries = Noise(found, storage);
            foreach (SolveArithmetic solve in Solves)
            {
                double factor = found.SolveNoise.Of(solve, storage, Margin * rows);
                if (Math.Sqrt(entries * entries + factor * factor) <= most)
                    return new(rows, ridge, most / found.MeanDiagonal, storage.Name, solve);
            }
        }

        return new(rows, ridge, most / found.MeanDiagonal, null, null);
    }

    /// <summary>Of as many rows as there are, from their spectra; of more, or with a ridge, from the power law that continues the critical noise.</summary>
    private static double Critical(KernelFinding found, double rows, double ridge) =>
        ridge > 0 && found.Critical.Law(found.TrainRows) is { } law ? Solvers.Precision.CriticalNoise.Of(law, found.TrainRows, rows, ridge) : found.Critical.At(rows);

    /// <summary>Of kernels in float32 if that is enough for the format, else in float64.</summary>
    private static double Noise(KernelFinding found, StorageFormat storage)
    {
        if (storage == StorageFormat.Float64)
            return found.Of(Precision.Float64, StorageFormat.Float64, SolveArithmetic.Float64).Noise.Rms;
        double computed = found.Of(Precision.Float32, StorageFormat.Float32, SolveArithmetic.Float64).Noise.Rms;
        double stored = storage == StorageFormat.Float32 ? 0 : found.Of(Precision.Float64, storage, SolveArithmetic.Float64).Noise.Rms;
        return Math.Sqrt(computed * computed + stored * stored);
    }
}
