using System.Numerics;
using System.Numerics.Tensors;

namespace Ntk.Tests.Engine.Images;

/// <summary>Reproducible images, and what is done to them.</summary>
internal static class RandomImages
{
    /// <summary>Standard normal values in a tensor of the given lengths.</summary>
    public static Tensor<T> Normal<T>(int seed, params int[] lengths)
        where T : IBinaryFloatingPointIeee754<T> =>
        Tensor.Create([.. RandomInputs.Normal<T>(1, lengths.Aggregate(1, (product, length) => product * length), seed)], Lengths(lengths));

    /// <summary>Values of a function of row, position in the row and random number.</summary>
    public static Tensor<T> Make<T>(Func<int, int, double> value, params int[] lengths)
        where T : IBinaryFloatingPointIeee754<T>
    {
        int size = lengths.Skip(1).Aggregate(1, (product, length) => product * length);
        return Tensor.Create([.. Enumerable.Range(0, lengths[0] * size).Select(k => T.CreateTruncating(value(k / size, k % size)))], Lengths(lengths));
    }

    /// <summary>The same numbers in double, or in another shape.</summary>
    public static Tensor<TResult> Convert<T, TResult>(Tensor<T> images, params int[] lengths)
        where T : IBinaryFloatingPointIeee754<T>
        where TResult : IBinaryFloatingPointIeee754<TResult> =>
        Tensor.Create([.. images.Select(TResult.CreateTruncating)], lengths.Length == 0 ? images.Lengths : Lengths(lengths));

    /// <summary>The same numbers in another shape.</summary>
    public static Tensor<T> Reshape<T>(Tensor<T> images, params int[] lengths)
        where T : IBinaryFloatingPointIeee754<T> =>
        Convert<T, T>(images, lengths);

    /// <summary>Each value times a factor.</summary>
    public static Tensor<T> Scale<T>(Tensor<T> images, double factor)
        where T : IBinaryFloatingPointIeee754<T> =>
        Tensor.Create([.. images.Select(x => T.CreateTruncating(double.CreateTruncating(x) * factor))], images.Lengths);

    private static nint[] Lengths(int[] lengths) => Array.ConvertAll(lengths, length => (nint)length);
}
