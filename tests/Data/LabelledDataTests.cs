using System.Numerics.Tensors;
using Ntk.Data;

namespace Ntk.Tests.Data;

public class LabelledDataTests
{
    private static readonly Tensor<float> Features = Tensor.Create<float>([1, 2, 3, 4, 5, 6], [3, 2, 1]);

    [Test]
    public void Rows_are_selected_with_their_labels()
    {
        LabelledData<float> data = new LabelledData<float>("name", Features, [0, 1, 2], 3, ["a", "b", "c"]).Select([2, 0, 2]);

        Assert.That(data.Features.Lengths.ToArray(), Is.EqualTo((nint[])[3, 2, 1]));
        Assert.That(NpyRoundTripTests.Flatten<float>(data.Features), Is.EqualTo((float[])[5, 6, 1, 2, 5, 6]));
        Assert.That(data.Labels, Is.EqualTo((int[])[2, 0, 2]));
        Assert.That(data.ClassNames, Is.EqualTo((string[])["a", "b", "c"]));
        Assert.That(data.Name, Is.EqualTo("name"));
    }

    [Test]
    public void Rows_that_are_not_there_are_refused()
    {
        LabelledData<float> data = new("name", Features, [0, 1, 2], 3);

        Assert.That(() => data.Select([3]), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => data.Select([-1]), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => data.Take(4), Throws.TypeOf<InsufficientRowsException>());
        Assert.That(data.Take(2).Labels, Is.EqualTo((int[])[0, 1]));
        Assert.That(data.Take(0).RowCount, Is.Zero);
    }

    [Test]
    public void Parts_that_do_not_fit_are_refused()
    {
        Assert.That(() => new LabelledData<float>("name", Features, [0, 1], 3), Throws.ArgumentException);
        Assert.That(() => new LabelledData<float>("name", Features, [0, 1, 3], 3), Throws.TypeOf<LabelOutOfRangeException>());
        Assert.That(() => new LabelledData<float>("name", Features, [0, 1, 2], 3, ["a"]), Throws.ArgumentException);
    }

    [Test]
    public void Images_are_viewed_as_rows_of_features()
    {
        ReadOnlyTensorSpan<float> matrix = TensorRows.AsMatrix<float>(Features);

        Assert.That(matrix.Lengths.ToArray(), Is.EqualTo((nint[])[3, 2]));
        Assert.That(NpyRoundTripTests.Flatten(matrix), Is.EqualTo((float[])[1, 2, 3, 4, 5, 6]));
        Assert.That(TensorRows.AsMatrix<float>(Tensor.CreateFromShape<float>([0, 3, 2])).Lengths.ToArray(), Is.EqualTo((nint[])[0, 6]));
        Assert.That(TensorRows.AsMatrix<float>(Tensor.CreateFromShape<float>([5])).Lengths.ToArray(), Is.EqualTo((nint[])[5, 1]));
        Assert.That(() => TensorRows.AsMatrix<float>(Tensor.PermuteDimensions(Features, [1, 0, 2])).Rank, Throws.ArgumentException);
    }

    [Test]
    public void Labels_are_counted() => Assert.That(Labels.Counts([2, 0, 2], 4), Is.EqualTo((int[])[1, 0, 2, 0]));
}
