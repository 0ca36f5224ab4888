using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Ntk.Engine.Numerics;
using Ntk.Engine.Programs;
using Ntk.Native;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>One set of images: their kernels with themselves at each point of the network, and the scalars that pairs will need.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed unsafe class ImageSet<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int lanes;
    private readonly int threads;

    /// <summary>An empty set of tables.</summary>
    /// <param name="images">Number of images.</param>
    /// <param name="valueCount">Values of the program.</param>
    /// <param name="lanes">Images in a block.</param>
    /// <param name="needsOwn">Whether images are paired with themselves, in double.</param>
    /// <param name="ownLanes">Images in a block for that.</param>
    /// <param name="threads">Threads that fill tables.</param>
    public ImageSet(int images, int valueCount, int lanes, bool needsOwn, int ownLanes, int threads)
    {
        this.lanes = lanes;
        this.threads = threads;
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
        if (!inputs.IsDense)
        {
            var dense = Tensor.CreateFromShapeUninitialized<T>(inputs.Lengths);
            inputs.CopyTo(dense);
            inputs = dense;
        }

        fixed (T* start = &inputs.GetPinnableReference())
            Load((nint)start, shape, power);
    }

    private void Load(nint start, InputShape shape, double power)
    {
        int channels = shape.Channels;
        RowStates states = States[0] = RowStates.Uninitialized(Count * shape.Image.Pixels);
        FillTable(0, shape.Image.Pixels, channels, [MethodImpl(MethodImplOptions.AggressiveOptimization)] (index, factors) =>
        {
            T* pixel = (T*)start + (nint)index * channels;
            double sum = 0;
            for (int channel = 0; channel < factors.Length; channel++)
            {
                // Scaled, so that no square leaves the range of double.
                double value = double.CreateTruncating(pixel[channel]) * power;
                factors[channel] = value;
                sum += value * value;
            }

            states.Variance[index] = sum / channels / power / power;
            states.Tangent[index] = 0;
        });
    }

    /// <summary>Adds scalars for a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="pixels">Pixels of an image.</param>
    /// <param name="factorCount">Scalars of a pixel.</param>
    /// <param name="fill">Makes those of a pixel, counted over all images, each once.</param>
    public void FillTable(int value, int pixels, int factorCount, PixelFill fill)
    {
        PixelFactors<T> main = Tables.Add(value, pixels, factorCount);
        PixelFactors<double>? own = OwnTables is null || ReferenceEquals(OwnTables, Tables) ? null : OwnTables.Add(value, pixels, factorCount);

        // The images of a block lie next to each other, pixel by pixel.
        ParallelBlocks.Run(Tables.Blocks, threads, block => Fill(block, pixels, main, own, fill));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fill(int block, int pixels, PixelFactors<T> main, PixelFactors<double>? own, PixelFill fill)
    {
        Span<double> row = new double[main.FactorCount];
        int start = block * lanes;
        int end = Math.Min(start + lanes, Count);
        for (int pixel = 0; pixel < pixels; pixel++)
        {
            for (int image = start; image < end; image++)
            {
                fill(image * pixels + pixel, row);
                main.Set(image, pixel, row);
                own?.Set(image, pixel, row);
            }
        }
    }

    public void Dispose()
    {
        Tables.Dispose();
        OwnTables?.Dispose();
    }
}

/// <summary>Makes the scalars of a pixel.</summary>
/// <param name="index">The pixel, counted over all images.</param>
/// <param name="factors">Receives its scalars.</param>
internal delegate void PixelFill(int index, Span<double> factors);
