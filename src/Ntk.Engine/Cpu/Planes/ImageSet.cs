using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Programs;
using Ntk.Native;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>One set of images: their kernels with themselves at each point of the network, and the scalars that pairs will need.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class ImageSet<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>An empty set of tables.</summary>
    /// <param name="images">Number of images.</param>
    /// <param name="valueCount">Values of the program.</param>
    /// <param name="lanes">Images in a block.</param>
    /// <param name="needsOwn">Whether images are paired with themselves, in double.</param>
    /// <param name="ownLanes">Images in a block for that.</param>
    public ImageSet(int images, int valueCount, int lanes, bool needsOwn, int ownLanes)
    {
        Count = images;
        Tables = new(images, valueCount, lanes);
        if (needsOwn)
            OwnTables = lanes == ownLanes && Tables is PixelTables<double> shared ? shared : new(images, valueCount, ownLanes);
        States = new RowStates?[valueCount];
        Excess = new RowStates?[valueCount];
    }

    /// <summary>Number of images.</summary>
    public int Count { get; }

    /// <summary>Scalars of the pixels.</summary>
    public PixelTables<T> Tables { get; }

    /// <summary>The same in double, for pairs of an image with itself; null if there are none.</summary>
    public PixelTables<double>? OwnTables { get; }

    /// <summary>Kernels of the pixels with themselves, by value; null once nothing needs them.</summary>
    public RowStates?[] States { get; }

    /// <summary>For readouts, by how much the weighted sum of the pixels' kernels exceeds that of the result.</summary>
    public RowStates?[] Excess { get; }

    /// <summary>The largest magnitude of a number in each image.</summary>
    /// <exception cref="NonFiniteValueException">A number is NaN or infinite.</exception>
    public static double[] Magnitudes(ReadOnlyTensorSpan<T> inputs, string name)
    {
        var row = new T[InputShape.CountFeatures(inputs.Lengths[1..])];
        var magnitudes = new double[(int)inputs.Lengths[0]];
        for (int image = 0; image < inputs.Lengths[0]; image++)
        {
            InputTensor.CopyRow(inputs, image, row);
            double magnitude = double.Abs(double.CreateTruncating(TensorPrimitives.MaxMagnitude<T>(row)));
            if (!double.IsFinite(magnitude))
            {
                int feature = Array.FindIndex(row, value => !T.IsFinite(value));
                throw new NonFiniteValueException(name, image, feature, double.CreateTruncating(row[feature]));
            }

            magnitudes[image] = magnitude;
        }

        return magnitudes;
    }

    /// <summary>Takes the images times a power of two, which keeps their digits.</summary>
    public void Load(ReadOnlyTensorSpan<T> inputs, InputShape shape, double power)
    {
        var row = new T[shape.FeatureCount];
        var values = new double[shape.FeatureCount];
        var states = new RowStates(Count * shape.Image.Pixels);
        FactorWriter<T> writer = AddTable(0, shape.Image.Pixels, shape.Channels);
        for (int image = 0; image < Count; image++)
        {
            InputTensor.CopyRow(inputs, image, row);
            TensorPrimitives.ConvertTruncating<T, double>(row, values);
            for (int pixel = 0; pixel < shape.Image.Pixels; pixel++)
            {
                Span<double> channels = values.AsSpan(pixel * shape.Channels, shape.Channels);
                states.Variance[image * shape.Image.Pixels + pixel] = MeanSquare(channels, power);
                TensorPrimitives.Multiply(channels, power, channels);
                writer.Set(image, pixel, channels);
            }
        }

        States[0] = states;
    }

    /// <summary>Adds scalars for a value.</summary>
    public FactorWriter<T> AddTable(int value, int pixels, int factorCount)
    {
        PixelFactors<T> main = Tables.Add(value, pixels, factorCount);
        PixelFactors<double>? own = OwnTables is null || ReferenceEquals(OwnTables, Tables) ? null : OwnTables.Add(value, pixels, factorCount);
        return new(main, own);
    }

    /// <summary>Adds scalars for a value, pixel after pixel.</summary>
    /// <param name="value">The value.</param>
    /// <param name="pixels">Pixels of an image.</param>
    /// <param name="factorCount">Scalars of a pixel.</param>
    /// <param name="fill">Makes those of a pixel, counted over all images.</param>
    public void FillTable(int value, int pixels, int factorCount, Action<int, double[]> fill)
    {
        FactorWriter<T> writer = AddTable(value, pixels, factorCount);
        var row = new double[factorCount];
        for (int index = 0; index < Count * pixels; index++)
        {
            fill(index, row);
            writer.Set(index / pixels, index % pixels, row);
        }
    }

    public void Dispose()
    {
        Tables.Dispose();
        OwnTables?.Dispose();
    }

    /// <summary>The mean square of values, formed from scaled ones so that no square leaves the range of double.</summary>
    private static double MeanSquare(ReadOnlySpan<double> values, double power)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value * power * (value * power);
        return sum / values.Length / power / power;
    }
}

/// <summary>Stores scalars of pixels, in double too where pairs of an image with itself need them.</summary>
internal readonly struct FactorWriter<T>(PixelFactors<T> main, PixelFactors<double>? own)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public void Set(int image, int pixel, ReadOnlySpan<double> factors)
    {
        main.Set(image, pixel, factors);
        own?.Set(image, pixel, factors);
    }
}
