using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Cpu;
using Ntk.Engine.Programs;
using Ntk.Native;

namespace Ntk.Engine.Reference;

/// <summary>One input, its numbers exact.</summary>
/// <param name="values">Pixels × channels.</param>
/// <param name="channels">Channels of a pixel, or features.</param>
internal sealed class ReferenceRow(double[] values, int channels)
{
    // Squares of squares of the smallest and the largest numbers stay in the range of double-double.
    private const double Smallest = 1e-60, Largest = 1e60;

    public int Pixels => values.Length / channels;

    /// <summary>The rows of a tensor.</summary>
    /// <exception cref="NonFiniteValueException">An input is NaN or infinite.</exception>
    /// <exception cref="ReferenceRangeException">An input is too large or too small.</exception>
    public static ReferenceRow[] Split<T>(ReadOnlyTensorSpan<T> inputs, InputShape shape, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var rows = new ReferenceRow[checked((int)inputs.Lengths[0])];
        var buffer = new T[shape.FeatureCount];
        for (int row = 0; row < rows.Length; row++)
        {
            InputTensor.CopyRow(inputs, row, buffer);
            double[] values = Array.ConvertAll(buffer, double.CreateTruncating);
            int wrong = Array.FindIndex(values, value => !double.IsFinite(value));
            if (wrong >= 0)
                throw new NonFiniteValueException(name, row, wrong, values[wrong]);
            double largest = values.Max(Math.Abs);
            if (largest is not 0 and (< Smallest or > Largest))
                throw new ReferenceRangeException(name, row, largest);
            rows[row] = new(values, shape.Channels);
        }

        return rows;
    }

    /// <summary>The distances of a pixel from one of another input, as means over the channels; Θ = 0.</summary>
    public PairKernel With(ReferenceRow other, int pixel, int otherPixel)
    {
        DoubleDouble covariance = DoubleDouble.Zero, distance = DoubleDouble.Zero, mirror = DoubleDouble.Zero;
        for (int channel = 0; channel < channels; channel++)
        {
            double u = values[pixel * channels + channel], v = other.At(otherPixel, channel);
            covariance += DoubleDouble.Product(u, v);
            distance += DoubleDouble.Square(DoubleDouble.Sum(u, -v));
            mirror += DoubleDouble.Square(DoubleDouble.Sum(u, v));
        }

        return new(covariance / channels, distance / channels, mirror / channels, DoubleDouble.Zero);
    }

    private double At(int pixel, int channel) => values[pixel * channels + channel];
}
