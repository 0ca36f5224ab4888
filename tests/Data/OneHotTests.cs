using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Data;
using Ntk.Native;

namespace Ntk.Tests.Data;

[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
public class OneHotTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [Test]
    public void Targets_are_one_hot_minus_the_mean_of_the_classes()
    {
        Tensor<T> targets = OneHot.Encode<T>([2, 0], 4);

        Assert.That(targets.Lengths.ToArray(), Is.EqualTo((nint[])[2, 4]));
        Assert.That(
            NpyRoundTripTests.Flatten<T>(targets).Select(double.CreateChecked), Is.EqualTo((double[])[-0.25, -0.25, 0.75, -0.25, 0.75, -0.25, -0.25, -0.25]));
    }

    [Test]
    public void Decoding_undoes_encoding()
    {
        int[] labels = [.. Enumerable.Range(0, 100).Select(row => row * 7 % 10)];

        Assert.That(OneHot.Decode<T>(OneHot.Encode<T>(labels, 10)), Is.EqualTo(labels));
        Assert.That(OneHot.Decode<T>(OneHot.Encode<T>([], 10)), Is.Empty);
    }

    [Test]
    public void Of_equal_scores_the_first_counts() =>
        Assert.That(OneHot.Decode<T>(Tensor.Create<T>([T.One, T.One, T.Zero, -T.One, T.Zero, T.Zero], [2, 3])), Is.EqualTo((int[])[0, 1]));

    [Test]
    public void Labels_that_are_no_classes_are_refused()
    {
        Assert.That(
            () => OneHot.Encode<T>([0, 1, 3], 3),
            Throws.TypeOf<LabelOutOfRangeException>().With.Property("Row").EqualTo(2).And.Property("Label").EqualTo(3).And.Property("ClassCount").EqualTo(3));
        Assert.That(() => OneHot.Encode<T>([-1], 3), Throws.TypeOf<LabelOutOfRangeException>());
        Assert.That(() => OneHot.Encode<T>([], 0), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Scores_that_are_not_comparable_are_refused()
    {
        Assert.That(
            () => OneHot.Decode<T>(Tensor.Create<T>([T.One, T.Zero, T.One, T.NaN], [2, 2])),
            Throws.TypeOf<NonFiniteValueException>().With.Property("Row").EqualTo(1).And.Property("Column").EqualTo(1));
        Assert.That(() => OneHot.Decode<T>(Tensor.CreateFromShape<T>([2, 0])), Throws.ArgumentException);
    }
}
