using System.Numerics;
using Ntk.Engine.Programs;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>Kernels with themselves after operations that see one pixel at a time, and the scalars their steps need.</summary>
internal static class PointwiseTables
{
    /// <summary>√K(x,x) and Θ(x,x) before a convolution that reaches beyond the edge.</summary>
    public static void Edge<T>(ImageSet<T> set, int value, int pixels, RowStates states, double scale)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        set.FillTable(value, pixels, 2, (index, row) =>
        {
            row[0] = Math.Sqrt(states.Variance[index] / scale);
            row[1] = states.Tangent[index] / scale;
        });

    /// <summary>By how much K(x,x) and Θ(x,x) grow.</summary>
    public static void Dropout<T>(PlaneModel model, DropoutOperation operation, int value, ImageSet<T> set)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int pixels = model.Program.Shapes[value].Pixels;
        double scale = model.Scales[value];
        RowStates before = set.States[operation.Source]!;
        RowStates after = set.States[value] = StateRules.Dropout(operation, before, pixels);
        set.FillTable(value, pixels, 2, (index, row) =>
        {
            row[0] = (after.Variance[index] - before.Variance[index]) / scale;
            row[1] = (after.Tangent[index] - before.Tangent[index]) / scale;
        });
    }

    /// <summary>K(x,x) of each source.</summary>
    public static void Sum<T>(PlaneModel model, SumOperation operation, int value, ImageSet<T> set)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int pixels = model.Program.Shapes[value].Pixels;
        RowStates[] before = [.. operation.Sources.Select(source => set.States[source]!)];
        set.States[value] = StateRules.Sum(operation, before, pixels);
        set.FillTable(value, pixels, before.Length, (index, row) =>
        {
            for (int j = 0; j < before.Length; j++)
                row[j] = before[j].Variance[index] / model.Scales[operation.Sources[j]];
        });
    }

    /// <summary>√K(x,x), 1/(2√K(x,x)) and Θ(x,x) of each source, then √K(x,x) and Θ(x,x) of the result.</summary>
    public static void Product<T>(PlaneModel model, ProductOperation operation, int value, ImageSet<T> set)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int pixels = model.Program.Shapes[value].Pixels;
        RowStates[] before = [.. operation.Sources.Select(source => set.States[source]!)];
        RowStates after = set.States[value] = StateRules.Product(operation, before, pixels);
        set.FillTable(value, pixels, 3 * before.Length + 2, (index, row) =>
        {
            for (int j = 0; j < before.Length; j++)
            {
                double scale = model.Scales[operation.Sources[j]];
                double deviation = Math.Sqrt(before[j].Variance[index] / scale);
                row[3 * j] = deviation;
                row[3 * j + 1] = deviation > 0 ? 0.5 / deviation : 0;
                row[3 * j + 2] = before[j].Tangent[index] / scale;
            }

            row[3 * before.Length] = Math.Sqrt(after.Variance[index] / model.Scales[value]);
            row[3 * before.Length + 1] = after.Tangent[index] / model.Scales[value];
        });
    }
}
