using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Data;
using Ntk.Native;

namespace Ntk.Tests.Data;

[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
public class StandardiserTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly double Tolerance = typeof(T) == typeof(float) ? 2e-6 : 1e-13;

    [Test]
    public void Features_are_those_of_the_slow_twin()
    {
        Tensor<T> training = Random([40, 3, 2], seed: 1);
        Tensor<T> test = Random([7, 3, 2], seed: 2);
        Standardiser standardiser = Standardiser.FitFeatures<T>(training);
        double[][] features = [.. Enumerable.Range(0, 6).Select(feature =>
            Enumerable.Range(0, 40).Select(row => Value(training, [row, feature / 2, feature % 2])).ToArray())];

        Assert.That(standardiser.Means.ToArray(), Is.EqualTo(features.Select(Mean)).Within(1e-12));
        Assert.That(standardiser.Scales.ToArray(), Is.EqualTo(features.Select(Deviation)).Within(1e-12));
        AssertApplied(standardiser, test, index => features[(index[1] * 2) + index[2]]);
    }

    [Test]
    public void Channels_are_those_of_the_slow_twin()
    {
        Tensor<T> training = Random([10, 4, 3], seed: 3);
        Tensor<T> test = Random([2, 4, 3], seed: 4);
        Standardiser standardiser = Standardiser.FitChannels<T>(training);
        double[][] channels = [.. Enumerable.Range(0, 3).Select(channel =>
            Enumerable.Range(0, 40).Select(pixel => Value(training, [pixel / 4, pixel % 4, channel])).ToArray())];

        Assert.That(standardiser.Means.ToArray(), Is.EqualTo(channels.Select(Mean)).Within(1e-12));
        Assert.That(standardiser.Scales.ToArray(), Is.EqualTo(channels.Select(Deviation)).Within(1e-12));
        AssertApplied(standardiser, test, index => channels[index[2]]);
    }

    [Test]
    public void A_constant_feature_is_shifted_and_not_scaled()
    {
        // The sum of a thousand times 0.1 is not 100.
        T constant = T.CreateChecked(0.1);
        Tensor<T> training = Tensor.CreateFromShape<T>([1000, 2]);
        for (nint row = 0; row < 1000; row++)
        {
            training[row, 0] = constant;
            training[row, 1] = T.CreateChecked(row);
        }

        Standardiser standardiser = Standardiser.FitFeatures<T>(training);
        Tensor<T> test = Tensor.Create<T>([constant, T.Zero, constant + T.One, T.Zero], [2, 2]);
        standardiser.Apply<T>(test);

        Assert.That(standardiser.Scales[0], Is.EqualTo(1));
        Assert.That(test[0, 0], Is.EqualTo(T.Zero));
        Assert.That(Value(test, [1, 0]), Is.EqualTo(1).Within(1e-7));
    }

    [Test]
    public void A_large_mean_does_not_drown_a_small_deviation()
    {
        if (typeof(T) == typeof(float))
            Assert.Pass("float32 cannot represent such data.");

        // Eighths above 10¹²: each is exact, and their sum is rounded to multiples of 16.
        Tensor<T> training = Tensor.CreateFromShape<T>([100_000, 1]);
        for (int row = 0; row < 100_000; row++)
            training[row, 0] = T.CreateChecked(1e12 + ((row % 8) / 8.0));

        Standardiser standardiser = Standardiser.FitFeatures<T>(training);

        Assert.That(standardiser.Means[0], Is.EqualTo(1e12 + (7 / 16.0)).Within(1e-3));
        Assert.That(standardiser.Scales[0], Is.EqualTo(Math.Sqrt(5.25) / 8).Within(1e-9));
    }

    [Test]
    public void One_row_is_shifted_to_zero()
    {
        Tensor<T> data = Random([1, 5], seed: 5);

        Standardiser.FitFeatures<T>(data).Apply<T>(data);

        Assert.That(NpyRoundTripTests.Flatten<T>(data), Has.All.EqualTo(T.Zero));
    }

    [Test]
    public void Data_that_cannot_be_standardised_are_refused()
    {
        Tensor<T> data = Random([4, 3], seed: 6);
        Standardiser standardiser = Standardiser.FitFeatures<T>(data);
        Tensor<T> wide = Random([4, 6], seed: 7);
        data[2, 1] = T.NaN;

        Assert.That(
            () => Standardiser.FitChannels<T>(data),
            Throws.TypeOf<NonFiniteValueException>().With.Property("Row").EqualTo(2).And.Property("Column").EqualTo(1));
        Assert.That(() => standardiser.Apply<T>(wide), Throws.TypeOf<DimensionMismatchException>());
        Assert.That(() => Standardiser.FitFeatures<T>(Tensor.CreateFromShape<T>([0, 3])), Throws.TypeOf<InsufficientRowsException>());
        Assert.That(() => Standardiser.FitFeatures<T>(Tensor.PermuteDimensions(wide, [1, 0])), Throws.ArgumentException);
    }

    [Test]
    public void Rows_without_elements_stay_so()
    {
        Tensor<T> data = Tensor.CreateFromShape<T>([4, 0, 3]);

        Standardiser.FitChannels<T>(data).Apply<T>(data);
        Standardiser.FitFeatures<T>(data).Apply<T>(data);

        Assert.That(data.IsEmpty);
    }

    [Test]
    public void Values_whose_variance_overflows_are_refused()
    {
        if (typeof(T) == typeof(float))
            Assert.Pass("The squares of float32 values are finite in float64.");

        Tensor<T> data = Tensor.Create<T>([T.CreateChecked(-1e300), T.CreateChecked(1e300)], [2, 1]);

        Assert.That(() => Standardiser.FitFeatures<T>(data), Throws.TypeOf<NonFiniteValueException>());
    }

    private static void AssertApplied(Standardiser standardiser, Tensor<T> data, Func<int[], double[]> trainingValues)
    {
        Tensor<T> original = Tensor.Create(NpyRoundTripTests.Flatten<T>(data), data.Lengths);
        standardiser.Apply<T>(data);
        for (int position = 0; position < data.FlattenedLength; position++)
        {
            int last = (int)data.Lengths[2];
            int middle = (int)data.Lengths[1];
            int[] index = [position / (middle * last), position / last % middle, position % last];
            double[] training = trainingValues(index);
            Assert.That(Value(data, index), Is.EqualTo((Value(original, index) - Mean(training)) / Deviation(training)).Within(Tolerance));
        }
    }

    private static double Mean(double[] values) => values.Sum() / values.Length;

    private static double Deviation(double[] values) => Math.Sqrt(values.Sum(value => (value - Mean(values)) * (value - Mean(values))) / values.Length);

    private static double Value(Tensor<T> tensor, int[] index) => double.CreateChecked(tensor[[.. index.Select(axis => (nint)axis)]]);

    private static Tensor<T> Random(nint[] lengths, int seed)
    {
        Random random = new(seed);
        Tensor<T> tensor = Tensor.CreateFromShape<T>(lengths);
        foreach (ref T value in tensor.AsTensorSpan())
            value = T.CreateChecked((random.NextDouble() * 4) + 1);

        return tensor;
    }
}
