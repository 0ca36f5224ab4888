using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Native;
using Ntk.Solvers;
using Ntk.Solvers.Iterative;
using Ntk.Solvers.LowRank;
using Ntk.Solvers.Spectra;

namespace Ntk.Cli;

/// <summary>Both ends of a spectrum, and traces, from products with a kernel whose tiles are computed anew for each.</summary>
internal static class LanczosSpectrum
{
    private const int LargestRank = 500;
    private const int RowsPerColumn = 4;

    /// <summary>Columns of the low-rank approximation that preconditions the search for the smallest eigenvalues.</summary>
    public static int RankOf(int rows) => Math.Clamp(rows / RowsPerColumn, 1, LargestRank);

    public static SpectrumResult Find<T>(SpectrumSettings settings, Tensor<T> x, RunSettings run, Session session)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using GramTiles<T> tiles = new GramBuilder<T>(settings.Network, run.GramOptions()).Open(x, settings.Outputs);
        int n = tiles.Order;
        var kernel = new KernelOperator<T>(tiles, settings.Outputs, ridge: 0);
        double trace = 0;
        foreach (double entry in tiles.Diagonal(settings.Outputs))
            trace += entry;
        double ridge = settings.Ridge.Resolve(trace / n), roundoff = UnitRoundoff.Of<T>();

        List<Eigenvalue> largest = Search(kernel, settings.LargestOf(n), SpectrumEnd.Largest, null, settings, run, session);
        using LowRankFactor<T> factor = RandomlyPivotedCholesky.Approximate<T>(
            settings.Network, settings.Outputs, x, RankOf(n), unchecked((int)run.Seed), run.GramOptions(), cancellation: session.Cancellation);
        IPreconditioner<T>? preconditioner = factor.Rank > 0 ? factor.Preconditioner(Math.Max(factor.ResidualTrace / n, n * roundoff * trace)) : null;
        List<Eigenvalue> smallest = Search(kernel, settings.SmallestOf(n), SpectrumEnd.Smallest, preconditioner, settings, run, session);
        session.Log("Quadrature");
        LanczosQuadrature quadrature = LanczosQuadrature.Run(
            kernel, settings.Quadrature(run.Seed) with { Progress = (done, most) => session.Log($"quadrature: product {done} of {most}") }, session.Cancellation);

        double low = smallest.Count > 0 ? Math.Min(smallest[0].Value, quadrature.SmallestNode) : quadrature.SmallestNode, high = largest.Count > 0 ? largest[0].Value : quadrature.LargestNode;
        double noise = n * roundoff * Math.Max(high, -low);
        bool isPositive = quadrature.SmallestNode + ridge > 0;
        if (!isPositive)
            session.Warn($"{new RidgeTooSmallException(ridge, low).Message} Effective dimension and log-determinant are left out.");
        Quantity? dimension = isPositive ? Quantity.Of(quadrature.EffectiveDimension(ridge)) : null, logarithm = isPositive ? Quantity.Of(quadrature.LogDeterminant(ridge)) : null;
        if (dimension?.IsShortOfSteps == true || logarithm?.IsShortOfSteps == true)
            session.Warn("The last steps of the quadrature changed effective dimension or log-determinant by more than the standard error, which says nothing of that: use more --steps.");
        double[] values = [.. largest.Select(pair => pair.Value)];
        PowerLawFit? law = DenseSpectrum.PowerLawOf(values, noise, session);
        return new(
            settings.Kernel, settings.Method, run.PrecisionOrDefault, n, Format.InputShape(x.Lengths), ridge, trace, low + ridge > 0 ? (high + ridge) / (low + ridge) : double.PositiveInfinity,
            dimension, logarithm, noise, null, law, law is null ? null : new(law.CriticalSize(n, UnitRoundoff.Of<float>() * trace / n), law.CriticalSize(n, UnitRoundoff.Of<double>() * trace / n)),
            largest, smallest, settings.Output, settings.Report, 0, session.Warnings)
        {
            Values = values,
        };
    }

    /// <summary>One end; where not all converge, what was reached, with a warning.</summary>
    private static List<Eigenvalue> Search<T>(
        KernelOperator<T> kernel, int count, SpectrumEnd end, IPreconditioner<T>? preconditioner, SpectrumSettings settings, RunSettings run, Session session)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string name = end == SpectrumEnd.Largest ? "largest" : "smallest";
        var options = new EigenpairOptions<T>
        {
            Steps = settings.Steps,
            Seed = unchecked((int)run.Seed),
            Preconditioner = preconditioner,
            Progress = state => session.Log($"{name}: product {state.Steps}, {state.Converged} of {state.Count} converged"),
        };
        try
        {
            using Eigenpairs<T> pairs = ExtremeEigenpairs.Find(kernel, count, end, options, session.Cancellation);
            return Pair(pairs.Values, pairs.Residuals);
        }
        catch (EigenpairConvergenceException error)
        {
            session.Warn($"{error.Message} What was reached is reported{(end == SpectrumEnd.Smallest ? ", and the condition number is a lower bound" : "")}; --steps allows more.");
            return Pair([.. error.Values], [.. error.Residuals]);
        }
    }

    private static List<Eigenvalue> Pair(ReadOnlySpan<double> values, ReadOnlySpan<double> residuals)
    {
        var pairs = new List<Eigenvalue>();
        for (int i = 0; i < values.Length; i++)
            pairs.Add(new(values[i], residuals[i]));
        return pairs;
    }
}
