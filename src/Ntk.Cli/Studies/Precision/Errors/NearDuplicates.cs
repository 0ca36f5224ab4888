using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Engine.Reference;
using Ntk.Solvers;

namespace Ntk.Cli;

/// <summary>
/// Kernels of rows with others at a small distance. A row's number of smallest magnitude becomes 0 in the one and the distance times the row's length in the other: float32 holds such
/// pairs at any distance, as it holds the sparse differences between images.
/// </summary>
internal static class NearDuplicates
{
    public static IEnumerable<DistanceErrors> Measure(KernelErrorSettings settings, CancellationToken cancellation)
    {
        // The kinds of error are the activation's; depth and pixels add to them, as the other part of the study shows.
        const int Depth = 3;
        NetworkDepths dense = settings.Networks[0];
        Network network = dense.OfDepth(Depth);
        return settings.Distances.SelectMany(distance => Measure($"{dense.Name}, {Depth} hidden layers", network, distance, settings, cancellation));
    }

    /// <summary>Rows and their near duplicates.</summary>
    /// <param name="inputs">Any rows.</param>
    /// <param name="count">How many of them.</param>
    /// <param name="distance">‖x − x'‖/‖x‖.</param>
    public static (Tensor<float> Rows, Tensor<float> Neighbours) Pairs(Tensor<float> inputs, int count, double distance)
    {
        Tensor<float> rows = inputs.First(count), neighbours = inputs.First(count);
        int size = (int)(rows.FlattenedLength / count);
        float[] values = [.. rows], others = [.. neighbours];
        for (int row = 0; row < count; row++)
        {
            Span<float> x = values.AsSpan(row * size, size);
            int place = TensorPrimitives.IndexOfMinMagnitude<float>(x);
            x[place] = 0;
            double length = Math.Sqrt(x.ToArray().Sum(value => (double)value * value));
            x.CopyTo(others.AsSpan(row * size, size));
            others[row * size + place] = (float)(distance * length);
        }

        return (Tensor.Create(values, rows.Lengths), Tensor.Create(others, rows.Lengths));
    }

    private static DistanceErrors[] Measure(string name, Network network, double distance, KernelErrorSettings settings, CancellationToken cancellation)
    {
        (Tensor<float> rows, Tensor<float> neighbours) = Pairs(settings.Inputs, settings.DistanceRows, distance);
        ReferenceResult truth = new ReferenceKernel(network, settings.Threads).Build(rows.AsReadOnlyTensorSpan(), neighbours.AsReadOnlyTensorSpan(), cancellation);
        return [.. Errors<double>(Precision.Float64), .. Errors<float>(Precision.Float32)];

        IEnumerable<DistanceErrors> Errors<T>(Precision precision)
            where T : unmanaged, IBinaryFloatingPointIeee754<T>
        {
            Tensor<T> first = rows.To<T>(), second = neighbours.To<T>();
            using GramResult<T> engine = new GramBuilder<T>(network, new() { ThreadCount = settings.Threads }).Build(first.AsReadOnlyTensorSpan(), second.AsReadOnlyTensorSpan(), cancellation: cancellation);
            (T Nngp, T Ntk)[] textbook = [.. Enumerable.Range(0, settings.DistanceRows).Select(row => TextbookKernel.Of(network, Row(first, row), Row(second, row)))];
            return
            [
                new(name, distance, KernelKind.Nngp, KernelMethod.Engine, precision, Largest(row => engine.Nngp[row, row], truth.Nngp)),
                new(name, distance, KernelKind.Ntk, KernelMethod.Engine, precision, Largest(row => engine.Ntk[row, row], truth.Ntk)),
                new(name, distance, KernelKind.Nngp, KernelMethod.Textbook, precision, Largest(row => textbook[row].Nngp, truth.Nngp)),
                new(name, distance, KernelKind.Ntk, KernelMethod.Textbook, precision, Largest(row => textbook[row].Ntk, truth.Ntk)),
            ];
        }

        T[] Row<T>(Tensor<T> tensor, int row)
            where T : unmanaged
        {
            int size = (int)(tensor.FlattenedLength / settings.DistanceRows);
            return [.. tensor.Skip(row * size).Take(size)];
        }

        double Largest<T>(Func<int, T> value, ReferenceMatrix reference)
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            Enumerable.Range(0, settings.DistanceRows).Max(row =>
                Math.Abs((double.CreateTruncating(value(row)) - reference[row, row]).High) / Math.Sqrt(reference.RowValues[row].High * reference.ColumnValues[row].High));
    }
}
