using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Native;
using Ntk.Solvers;
using Ntk.Solvers.Precision;
using Ntk.Solvers.Spectra;

namespace Ntk.Cli;

/// <summary>Examines one kernel of one network: spectra, noise, predicted and observed critical sizes.</summary>
/// <param name="kernel">Which kernel.</param>
/// <param name="rows">The network and its rows.</param>
/// <param name="single">The kernel in float32, of training and test rows.</param>
/// <param name="exact">The same in float64.</param>
/// <param name="exactNoise">The errors of the float64 kernel.</param>
/// <param name="targets">Targets of the training rows.</param>
/// <param name="labels">Classes of the test rows.</param>
/// <param name="session">What the command talks to.</param>
internal sealed class KernelExamination(
    KernelKind kernel, NetworkRows rows, GramMatrix<float> single, GramMatrix<double> exact, NoiseMeasure exactNoise, GramMatrix<double> targets, int[] labels,
    Session session)
{
    /// <summary>Norms of errors, and what eigenvectors see of them, are measured with at most so many rows.</summary>
    public const int MostNormRows = 2000;

    // Random orders of the rows besides the one all else is of.
    private const int Orders = 4;

    // In another order a format may fail this much later than in the first; more rows are not tried.
    private const int LaterFactor = 4;

    private readonly LinearAlgebra library = LinearAlgebra.Default;

    public KernelFinding Run()
    {
        session.Log($"{rows.Network.Name}, {kernel.Name()}: spectra");
        Spectra[] spectra = [.. rows.Sizes.Select(SpectraOf)];
        SizeFinding[] sizes = [.. spectra.Select(found => found.Describe())];
        if (sizes.Count(size => size.CriticalNoise > 0) < 2)
            throw new SingularKernelException(rows.Network.Name, kernel, sizes);
        var critical = new CriticalNoiseCurve(sizes.Select(size => (size.Rows, size.CriticalNoise)));
        session.Log($"{rows.Network.Name}, {kernel.Name()}: noise");
        using GramMatrix<double> tail = TailVectors();
        SolveNoises solve = SolveNoises.Measure(exact, rows.Sizes, targets, tail, session.Cancellation);
        session.Log($"{rows.Network.Name}, {kernel.Name()}: pipelines");
        var predictions = new Predictions(TailFits.Of(spectra[^1].Float64), rows.Train, critical);
        var departures = new DepartureSearch(exact, targets, labels, rows, session.Cancellation);
        PipelineFinding[] pipelines = [.. Pipeline.All.GroupBy(pipeline => (pipeline.Kernel, pipeline.Storage)).SelectMany(group => Examine([.. group], tail, solve, predictions, departures))];
        double mean = Enumerable.Range(0, rows.Train).Average(row => exact[row, row]);
        var found = new KernelFinding(rows.Network.Name, kernel, rows.Train, rows.Test, mean, sizes, solve, pipelines, [], [], spectra[^1], critical, departures.Paths);
        return found with { Needs = PrecisionNeed.Of(found), Deviations = Deviation.Of(found) };
    }

    private Spectra SpectraOf(int size)
    {
        session.Cancellation.ThrowIfCancellationRequested();
        return new(Find<double, double>(exact, Precision.Float64), Find<float, double>(single, Precision.Float32), Find<float, float>(single, Precision.Float32));

        // Eigenvalues of a float32 kernel are those of float32 rounding errors below their noise, whatever finds them.
        SpectrumAnalysis Find<TSource, T>(GramMatrix<TSource> source, Precision precision)
            where TSource : unmanaged, IBinaryFloatingPointIeee754<TSource>
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            using GramMatrix<T> block = KernelBlocks.Leading<TSource, T>(source, size, size);
            var values = new T[size];
            library.Eigenvalues(block.AsMatrix(), values.AsSpan());
            return new SpectrumAnalysis(
                Array.ConvertAll(values, value => double.CreateTruncating(value)), precision == Precision.Float32 ? UnitRoundoff.Of<float>() : UnitRoundoff.Of<double>());
        }
    }

    /// <summary>Eigenvectors of the smaller half of the eigenvalues of a leading block, one a row.</summary>
    private GramMatrix<double> TailVectors()
    {
        int size = Math.Min(rows.Train, MostNormRows);
        using GramMatrix<double> block = GramBlocks.Copy(exact, 0, size, size);
        library.Syevd(block.AsMatrix(), new double[size].AsSpan());
        return GramBlocks.Copy(block, 0, Math.Max(1, size / 2), size);
    }

    private List<PipelineFinding> Examine(IReadOnlyList<Pipeline> pipelines, GramMatrix<double> tail, SolveNoises solve, Predictions predictions, DepartureSearch departures)
    {
        session.Cancellation.ThrowIfCancellationRequested();
        Pipeline first = pipelines[0];
        using GramMatrix<double> noisy = first.Kernel == Precision.Float32
            ? KernelBlocks.Leading<float, double>(single, rows.Train, single.Columns) : KernelBlocks.Rounded(exact, rows.Train, first.Storage);
        NoiseMeasure noise = first is { Kernel: Precision.Float64 } && first.Storage == StorageFormat.Float64 ? exactNoise : NoiseMeasure.Between(exact, noisy, tail, library, session.Cancellation);
        var found = new List<PipelineFinding>();
        foreach (Pipeline pipeline in pipelines)
        {
            double SolveNoise(double size) => solve.Of(pipeline.Solve, pipeline.Storage, size);
            Departure? observed = pipeline.Solve == SolveArithmetic.Mixed ? null : departures.Find(pipeline, noisy);
            IReadOnlyList<int?> orders = pipeline.IsFormat && observed is not null ? [observed.Cholesky, .. OtherOrders(noisy, observed.Cholesky)] : [];
            found.Add(new(pipeline, noise, SolveNoise(rows.Train), predictions.Of(noise.Rms, SolveNoise), observed, orders));
        }

        return found;
    }

    private IEnumerable<int?> OtherOrders(GramMatrix<double> noisy, int? failing)
    {
        if (failing is not { } rowsOfFirst)
            return Enumerable.Repeat<int?>(null, Orders);
        int most = (int)Math.Min(rows.Train, LaterFactor * (long)rowsOfFirst);
        return Enumerable.Range(1, Orders).Select(seed =>
        {
            session.Cancellation.ThrowIfCancellationRequested();
            int[] order = [.. Enumerable.Range(0, rows.Train)];
            new Random(seed).Shuffle(order);
            using NestedCholesky<double> factor = NestedCholesky<double>.Factor(
                most, matrix => KernelBlocks.Fill(matrix, (row, column) => noisy[order[row], order[column]]), library, session.Cancellation);
            return factor.FailingRows;
        }).ToArray();
    }
}
