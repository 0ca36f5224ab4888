using System.Numerics;
using System.Numerics.Tensors;

namespace Ntk.Tests.Solvers;

/// <summary>How far results are from what they should be.</summary>
internal static class Difference
{
    /// <summary>The largest |actual − expected| in units of the largest |expected|.</summary>
    public static double Relative<T>(Tensor<T> actual, Tensor<double> expected)
        where T : IBinaryFloatingPointIeee754<T>
    {
        Assert.That(actual.Lengths.ToArray(), Is.EqualTo(expected.Lengths.ToArray()), "shape");
        return Relative<T>([.. actual], [.. expected]);
    }

    /// <inheritdoc cref="Relative{T}(Tensor{T}, Tensor{double})"/>
    public static double Relative<T>(ReadOnlySpan<T> actual, ReadOnlySpan<double> expected)
        where T : IBinaryFloatingPointIeee754<T>
    {
        Assert.That(actual.Length, Is.EqualTo(expected.Length), "length");
        double difference = 0, scale = 0;
        for (int i = 0; i < actual.Length; i++)
        {
            double value = double.CreateTruncating(actual[i]);
            if (!double.IsFinite(value))
                return double.PositiveInfinity;
            difference = Math.Max(difference, Math.Abs(value - expected[i]));
            scale = Math.Max(scale, Math.Abs(expected[i]));
        }

        return difference == 0 ? 0 : difference / scale;
    }
}
