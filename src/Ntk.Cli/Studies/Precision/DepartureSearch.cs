using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Solvers.Precision;

namespace Ntk.Cli;

/// <summary>Finds where pipelines leave the one in float64.</summary>
internal sealed class DepartureSearch
{
    /// <summary>The change of a likelihood that counts, relative to the magnitudes of its parts: the quadratic form, the log-determinant and the constant.</summary>
    public const double LikelihoodChange = 0.01;

    /// <summary>The change of an accuracy that counts, in standard errors of a paired comparison.</summary>
    public const double AccuracyChange = 2;

    private readonly GramMatrix<double> targets;
    private readonly int[] labels;
    private readonly int rows;
    private readonly int[] sizes;
    private readonly CancellationToken cancellation;
    private readonly Trace exact;
    private readonly List<LikelihoodPath> paths = [];

    public DepartureSearch(GramMatrix<double> exact, GramMatrix<double> targets, int[] labels, NetworkRows rows, CancellationToken cancellation)
    {
        this.targets = targets;
        this.labels = labels;
        this.rows = rows.Train;
        this.cancellation = cancellation;
        sizes = rows.ComparedSizes;
        this.exact = Follow<double>(exact);
    }

    /// <summary>How the likelihood of the usual formats left that of float64, of the formats found so far.</summary>
    public IReadOnlyList<LikelihoodPath> Paths => paths;

    /// <summary>Follows one pipeline.</summary>
    /// <param name="pipeline">Which.</param>
    /// <param name="noisy">Its kernel of training rows (rows) with training and test rows (columns).</param>
    public Departure Find(Pipeline pipeline, GramMatrix<double> noisy)
    {
        Trace trace = pipeline.Solve == SolveArithmetic.Float32 ? Follow<float>(noisy) : Follow<double>(noisy);
        int common = Math.Min(trace.Order, exact.Order);
        double Change(int m) => Math.Abs(trace.Likelihoods[m].Value - exact.Likelihoods[m].Value) / exact.Likelihoods[m].Scale;
        int lastLikelihood = Enumerable.Range(1, common).LastOrDefault(m => Change(m) <= LikelihoodChange);
        int lastAccuracy = Enumerable.Range(0, sizes.Count(size => size <= common)).LastOrDefault(index => !Differ(trace.Classes[index], exact.Classes[index]), -1);
        if (pipeline.Solve == SolveArithmetic.Float64 && pipeline.Kernel == Precision.Float64 && StorageFormats.Usual.Contains(pipeline.Storage) && pipeline.Storage != StorageFormat.Float64)
            paths.Add(new(pipeline.Storage, [.. sizes.Where(size => size <= common).Select(size => ((double)size, Change(size)))]));
        return new(trace.FailingRows, lastAccuracy + 1 < sizes.Length ? sizes[lastAccuracy + 1] : null, lastLikelihood < rows ? lastLikelihood + 1 : null);
    }

    /// <summary>Whether the numbers of rows that only one has right differ by more than twice the standard error of their difference, √(b + c) (McNemar 1947).</summary>
    private bool Differ(int[] one, int[] other)
    {
        int onlyOne = 0, onlyOther = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            bool isOne = one[row] == labels[row], isOther = other[row] == labels[row];
            onlyOne += isOne && !isOther ? 1 : 0;
            onlyOther += isOther && !isOne ? 1 : 0;
        }

        return Math.Abs(onlyOne - onlyOther) > AccuracyChange * Math.Sqrt(onlyOne + onlyOther);
    }

    private Trace Follow<T>(GramMatrix<double> kernel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using NestedCholesky<T> factor = NestedCholesky<T>.Factor(rows, matrix => KernelBlocks.Fill(matrix, kernel), cancellation: cancellation);
        using GramMatrix<T> right = KernelBlocks.Leading<double, T>(targets, rows, targets.Columns), cross = KernelBlocks.Cross<double, T>(kernel, rows);
        using NestedFit<T> fit = factor.Fit(right.AsMatrix(), cross.AsMatrix());
        return new(factor.Order, factor.FailingRows, fit.LogMarginalLikelihoods(), fit.Classes([.. sizes.Where(size => size <= factor.Order)]));
    }

    /// <summary>What one pipeline says of every number of rows.</summary>
    private sealed record Trace(int Order, int? FailingRows, (double Value, double Scale)[] Likelihoods, int[][] Classes);
}
