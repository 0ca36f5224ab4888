using System.Numerics;
using Ntk.Engine.Programs;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>The scalars that <see cref="PoolSink{T, TLane, TFirst}"/> needs of a pixel of its result.</summary>
internal static class PoolFactors
{
    /// <summary>ω, the weight of a pixel of the window.</summary>
    public const int Weight = 0;

    /// <summary>ωn − 1, n the number of the window's pixels inside the image.</summary>
    public const int Uneven = 1;

    /// <summary>ωQ, Q the sum of K(p,p) over the window.</summary>
    public const int Variance = 2;

    /// <summary>ωQ − K(P,P).</summary>
    public const int VarianceExcess = 3;

    /// <summary>ωQ of Θ.</summary>
    public const int Tangent = 4;

    /// <summary>ωQ − Θ(P,P).</summary>
    public const int TangentExcess = 5;

    public const int Count = 6;
}

/// <summary>Variances after a pool, from those before it and from the sums of the distances within each window.</summary>
internal sealed class PooledVariances
{
    private readonly ImageShape source;
    private readonly int pixels;
    private readonly List<int>[] inside;
    private readonly double[] weights;

    private PooledVariances(PoolOperation operation, ImageShape source, ImageShape shape)
    {
        this.source = source;
        pixels = shape.Pixels;
        var rows = new PoolAxis(operation.Window.Y, source.Height, operation.Window.Padding);
        var columns = new PoolAxis(operation.Window.X, source.Width, operation.Window.Padding);
        inside = [.. Enumerable.Range(0, pixels).Select(_ => new List<int>())];
        for (int pixel = 0; pixel < source.Pixels; pixel++)
        {
            foreach (int y in rows.Of(pixel / source.Width))
            {
                foreach (int x in columns.Of(pixel % source.Width))
                    inside[y * shape.Width + x].Add(pixel);
            }
        }

        weights = [.. inside.Select(window => !operation.IsMean ? 1 : 1.0 / (operation.NormalizeEdges ? window.Count : operation.Window.Pixels))];
    }

    /// <summary>Kernels with themselves after a pool, and the scalars of its pixels.</summary>
    public static void Add<T>(PlaneModel model, PoolOperation operation, int value, ImageSet<T> set, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ImageShape shape = model.Program.Shapes[value];
        RowStates before = set.States[operation.Source]!;
        RowStates sums = OwnPlanes.Sums(model, value, set, threads);
        RowStates after = set.States[value] = new RowStates(set.Count * shape.Pixels);
        var windows = new PooledVariances(operation, model.Program.Shapes[operation.Source], shape);
        double scale = model.Scales[value];
        set.FillTable(value, shape.Pixels, PoolFactors.Count, (index, row) => windows.Fill(index, before, sums, scale, after, row));
        after.RequireFinite(operation.Layer, shape.Pixels);
    }

    /// <summary>Makes the scalars of one pixel of one image, and its kernels with itself.</summary>
    private void Fill(int index, RowStates before, RowStates sums, double scale, RowStates after, Span<double> row)
    {
        int image = index / pixels;
        int pixel = index % pixels;
        double variance = 0;
        double tangent = 0;
        foreach (int p in inside[pixel])
        {
            variance += before.Variance[image * source.Pixels + p];
            tangent += before.Tangent[image * source.Pixels + p];
        }

        // ω²ΣK = ω²(nQ − ½ΣD)
        double weight = weights[pixel];
        double share = weight * inside[pixel].Count;
        after.Variance[index] = Math.Max(0, weight * share * variance - 0.5 * weight * weight * scale * sums.Variance[index]);
        after.Tangent[index] = Math.Max(0, weight * share * tangent - 0.5 * weight * weight * scale * sums.Tangent[index]);
        row[PoolFactors.Weight] = weight;
        row[PoolFactors.Uneven] = share - 1;
        row[PoolFactors.Variance] = weight * variance / scale;
        row[PoolFactors.VarianceExcess] = (weight * variance - after.Variance[index]) / scale;
        row[PoolFactors.Tangent] = weight * tangent / scale;
        row[PoolFactors.TangentExcess] = (weight * tangent - after.Tangent[index]) / scale;
    }
}
