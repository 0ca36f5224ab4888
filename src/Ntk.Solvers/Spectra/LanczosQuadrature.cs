using System.Numerics;
using System.Runtime.CompilerServices;
using Ntk.Engine.Gram;
using Ntk.Engine.Numerics;
using Ntk.Native;
using Ntk.Solvers.Iterative;

namespace Ntk.Solvers.Spectra;

/// <summary>
/// Stochastic Lanczos quadrature (Ubaru, Chen and Saad 2017, SIAM J. Matrix Anal. Appl. 38, 1075): <c>tr f(A)</c> as the mean over random signs z of <c>zᵀ·f(A)·z</c>, each by
/// the Gauss rule of a Lanczos recurrence. One run serves all functions.
/// </summary>
public sealed class LanczosQuadrature
{
    private const long LargestBatchBytes = 1L << 30;

    private readonly (QuadratureRule Full, QuadratureRule Shorter)[] rules;

    private LanczosQuadrature(int order, (QuadratureRule, QuadratureRule)[] rules)
    {
        Order = order;
        this.rules = rules;
    }

    /// <summary>n.</summary>
    public int Order { get; }

    /// <summary>The smallest node: an upper bound of the smallest eigenvalue; NaN if n = 0.</summary>
    public double SmallestNode => rules.Select(rule => rule.Full.Smallest).DefaultIfEmpty(double.NaN).Min();

    /// <summary>The largest node: a lower bound of the largest eigenvalue; NaN if n = 0.</summary>
    public double LargestNode => rules.Select(rule => rule.Full.Largest).DefaultIfEmpty(double.NaN).Max();

    /// <summary>Runs the recurrences, which share their products with A.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="matrix">A, n × n, symmetric.</param>
    /// <param name="options">Probes and steps; null for the defaults.</param>
    /// <param name="cancellation">Stops the work between two products.</param>
    /// <exception cref="NonFiniteValueException">A product with the matrix is not finite.</exception>
    /// <exception cref="AllocationException">There is not enough memory for the vectors.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static LanczosQuadrature Run<T>(ISymmetricOperator<T> matrix, QuadratureOptions? options = null, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(matrix);
        options ??= new();
        int n = matrix.Order, steps = Math.Min(options.Steps, n);
        if (n == 0)
            return new(0, []);
        int batch = ProbesAtOnce<T>(n, options);
        MemoryCheck.Require(WorkingBytes<T>(n, options));
        var scaled = new ScaledOperator<T>(matrix);
        var random = new Random(options.Seed);
        var rules = new List<(QuadratureRule, QuadratureRule)>();
        int most = (options.Probes + batch - 1) / batch * steps;
        while (rules.Count < options.Probes)
            rules.AddRange(RunBatch(scaled, Math.Min(batch, options.Probes - rules.Count), steps, most, random, options, cancellation));
        return new(n, [.. rules]);
    }

    /// <summary>Memory that a run takes, in bytes.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    /// <param name="order">n, ≥ 0.</param>
    /// <param name="options">Probes and steps.</param>
    public static Int128 WorkingBytes<T>(int order, QuadratureOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(options);
        const int Blocks = 5;
        return (Int128)ProbesAtOnce<T>(Math.Max(1, order), options) * (Math.Min(options.Steps, order) + Blocks) * order * Unsafe.SizeOf<T>();
    }

    /// <summary>tr f(A).</summary>
    /// <param name="function">f, finite wherever A has eigenvalues.</param>
    public TraceEstimate Trace(Func<double, double> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        if (Order == 0)
            return default;
        double[] values = [.. rules.Select(rule => Order * rule.Full.Integral(function))];
        double mean = values.Average(), shorter = rules.Average(rule => Order * rule.Shorter.Integral(function));
        double variance = values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1);
        return new(mean, Math.Sqrt(variance / values.Length), Math.Abs(mean - shorter));
    }

    /// <summary>log det(A + ridge·I).</summary>
    /// <param name="ridge">λ.</param>
    /// <exception cref="RidgeTooSmallException">A + λI is found not to be positive definite.</exception>
    public TraceEstimate LogDeterminant(double ridge = 0)
    {
        RequirePositive(ridge);
        return Trace(value => Math.Log(value + ridge));
    }

    /// <summary>tr A·(A + ridge·I)⁻¹.</summary>
    /// <param name="ridge">λ.</param>
    /// <exception cref="RidgeTooSmallException">A + λI is found not to be positive definite.</exception>
    public TraceEstimate EffectiveDimension(double ridge)
    {
        RequirePositive(ridge);
        return Trace(value => value / (value + ridge));
    }

    private void RequirePositive(double ridge)
    {
        if (Order > 0 && !(SmallestNode + ridge > 0))
            throw new RidgeTooSmallException(ridge, SmallestNode);
    }

    /// <summary>All probes, or as many as 1 GiB holds the vectors of.</summary>
    private static int ProbesAtOnce<T>(int order, QuadratureOptions options)
        where T : unmanaged =>
        (int)Math.Clamp(LargestBatchBytes / ((long)Math.Min(options.Steps, order) * order * Unsafe.SizeOf<T>()), 1, options.Probes);

    private static List<(QuadratureRule, QuadratureRule)> RunBatch<T>(
        ScaledOperator<T> matrix, int probes, int steps, int most, Random random, QuadratureOptions options, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LinearAlgebra library = options.Library ?? LinearAlgebra.Default;
        var runs = new List<LanczosRun<T>>();
        try
        {
            var start = new T[matrix.Order];
            for (int probe = 0; probe < probes; probe++)
            {
                RandomVectors.FillSigns<T>(random, start);
                runs.Add(new(start, steps, library));
            }

            for (List<LanczosRun<T>> active = runs; active.Count > 0; active = active.FindAll(run => !run.IsFinished))
            {
                cancellation.ThrowIfCancellationRequested();
                using var block = new GramMatrix<T>(active.Count, matrix.Order);
                for (int i = 0; i < active.Count; i++)
                    active[i].Next.CopyTo(block.Row(i));
                using GramMatrix<T> products = matrix.Products(block.AsMatrix());
                for (int i = 0; i < active.Count; i++)
                    active[i].Step(products.Row(i));
                options.Progress?.Invoke(matrix.Steps, most);
            }

            return runs.ConvertAll(run => run.Rules(matrix.Unscaled, library));
        }
        finally
        {
            runs.ForEach(run => run.Dispose());
        }
    }
}
