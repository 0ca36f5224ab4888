using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Native;
using Ntk.Solvers.Iterative;

namespace Ntk.Solvers.Spectra;

/// <summary>One search for eigenpairs: a space that grows by the residuals of its Ritz pairs.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class EigenpairSearch<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Products are cheaper together: so many residuals are added even if fewer pairs are sought.
    private const int FewestResiduals = 4;

    // The products of a space that was combined often are no longer exact; a fresh start mends that.
    private const int MostFreshStarts = 4;

    private readonly ScaledOperator<T> matrix;
    private readonly SearchSpace<T> space;
    private readonly SearchSize size;
    private readonly EigenpairOptions<T> options;
    private readonly SpectrumEnd end;
    private readonly int count;
    private readonly Random random;

    public EigenpairSearch(ISymmetricOperator<T> matrix, int count, SpectrumEnd end, SearchSize size, EigenpairOptions<T> options)
    {
        this.matrix = new(matrix);
        this.count = count;
        this.end = end;
        this.size = size;
        this.options = options;
        random = new Random(options.Seed);
        space = new(this.matrix, size.Largest, options.ResolvedLibrary);
    }

    private double Bound => options.Tolerance * matrix.Norm;

    public void Dispose() => space.Dispose();

    public Eigenpairs<T> Run(CancellationToken cancellation)
    {
        AddRandom(size.Kept);
        for (int freshStarts = 0; ;)
        {
            space.Multiply();
            cancellation.ThrowIfCancellationRequested();
            double[] values = space.Project(end, size.Kept);
            using GramMatrix<T> vectors = space.RitzVectors(), residuals = space.RitzProducts();
            double[] norms = RitzPairs.Residuals<T>(values, vectors, residuals);
            int converged = norms.Take(count).Count(norm => norm <= Bound);
            options.Progress?.Invoke(new(matrix.Steps, converged, count, norms.Take(count).Max() / Math.Max(1, matrix.Norm)));
            if (converged < count && matrix.Steps < options.Steps)
            {
                Expand(residuals, norms);
                continue;
            }

            if (Verified(values[..count], vectors, isLast: matrix.Steps >= options.Steps || freshStarts++ == MostFreshStarts) is { } found)
                return found;
            space.Restart(vectors);
            AddRandom(size.Kept - space.Count);
        }
    }

    /// <summary>The pairs sought with residuals from a product of their own; null if those are too large.</summary>
    /// <exception cref="EigenpairConvergenceException">They are too large, and this was the last chance.</exception>
    private Eigenpairs<T>? Verified(double[] values, GramMatrix<T> vectors, bool isLast)
    {
        using var found = new GramMatrix<T>(count, vectors.Columns);
        for (int i = 0; i < count; i++)
            vectors.Row(i).CopyTo(found.Row(i));
        using GramMatrix<T> products = matrix.Products(found.AsMatrix());
        double[] norms = RitzPairs.Residuals<T>(values, found, products);
        if (norms.All(norm => norm <= Bound))
            return RitzPairs.Result(matrix, values, norms, found);
        return isLast
            ? throw new EigenpairConvergenceException(end, Array.ConvertAll(values, matrix.Unscaled), Array.ConvertAll(norms, matrix.Unscaled), matrix.Unscaled(Bound), matrix.Steps)
            : null;
    }

    /// <summary>Adds the residuals of the pairs that have not converged.</summary>
    private void Expand(GramMatrix<T> residuals, double[] norms)
    {
        int[] unconverged = [.. Enumerable.Range(0, size.Kept).Where(i => norms[i] > Bound)];
        int wanted = unconverged.Count(i => i < count);
        unconverged = [.. unconverged.Take(Math.Max(wanted, FewestResiduals))];
        if (space.Count + unconverged.Length > size.Largest)
            space.Compress();

        using GramMatrix<T> directions = Preconditioned(residuals, unconverged);
        int before = space.Count;
        for (int i = 0; i < directions.Rows; i++)
            space.TryAdd(directions.Row(i));

        // The space has all of its residuals: only chance leads on.
        if (space.Count == before)
            AddRandom(1);
    }

    private GramMatrix<T> Preconditioned(GramMatrix<T> residuals, int[] chosen)
    {
        var rows = new GramMatrix<T>(chosen.Length, residuals.Columns);
        for (int i = 0; i < chosen.Length; i++)
            residuals.Row(chosen[i]).CopyTo(rows.Row(i));
        if (options.Preconditioner is not { } preconditioner)
            return rows;
        using (rows)
        {
            using GramMatrix<T> columns = Columns.Transposed<T>(rows.AsMatrix());
            preconditioner.Apply(columns.AsMatrix());
            return Columns.Transposed<T>(columns.AsMatrix());
        }
    }

    private void AddRandom(int vectors)
    {
        var vector = new T[matrix.Order];
        for (int target = space.Count + vectors; space.Count < target;)
        {
            RandomVectors.FillUniform<T>(random, vector);
            space.TryAdd(vector);
        }
    }
}
