using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Programs;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>Variances after a readout, from those before it and from the sum of the distances between all pixels of an image.</summary>
internal static class ReadoutVariances
{
    /// <summary>w of ΣK(p, p') over the pairs of pixels that the readout reads.</summary>
    public static double Weight(ReadoutKind kind, ImageShape shape) => kind switch
    {
        ReadoutKind.Flatten => 1.0 / shape.Pixels,
        ReadoutKind.Mean => 1.0 / shape.Pixels / shape.Pixels,
        _ => 1,
    };

    public static void Add<T>(PlaneModel model, ReadoutOperation operation, int value, ImageSet<T> set, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ImageShape shape = model.Program.Shapes[operation.Source];
        RowStates before = set.States[operation.Source]!;
        RowStates? sums = operation.Kind == ReadoutKind.Flatten ? null : OwnPlanes.Sums(model, value, set, threads);
        RowStates after = set.States[value] = new RowStates(set.Count);
        RowStates excess = set.Excess[value] = new RowStates(set.Count);
        double scale = model.Scales[value];

        // Over all pairs ΣK(p,p') = P·ΣK(p,p) − ½ΣD(p,p').
        double weight = Weight(operation.Kind, shape);
        double pixelWeight = operation.Kind == ReadoutKind.Flatten ? weight : weight * shape.Pixels;
        for (int image = 0; image < set.Count; image++)
        {
            double variance = pixelWeight * TensorPrimitives.Sum<double>(before.Variance.AsSpan(image * shape.Pixels, shape.Pixels));
            double tangent = pixelWeight * TensorPrimitives.Sum<double>(before.Tangent.AsSpan(image * shape.Pixels, shape.Pixels));
            excess.Variance[image] = sums is null ? 0 : 0.5 * weight * sums.Variance[image];
            excess.Tangent[image] = sums is null ? 0 : 0.5 * weight * sums.Tangent[image];
            after.Variance[image] = Math.Max(0, variance - scale * excess.Variance[image]);
            after.Tangent[image] = Math.Max(0, tangent - scale * excess.Tangent[image]);
        }

        after.RequireFinite(operation.Layer);
    }
}
