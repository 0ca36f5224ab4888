using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Data;
using Ntk.Native;

namespace Ntk.Tests.Data;

[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
public class UnitSphereTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly double Tolerance = typeof(T) == typeof(float) ? 1e-6 : 1e-14;

    [Test]
    public void Rows_have_length_1_and_keep_their_direction()
    {
        Tensor<T> data = Of([3, 4, 0, 0, -5, 12], [2, 3]);

        UnitSphere.Project<T>(data);

        Assert.That(Values(data), Is.EqualTo((double[])[0.6, 0.8, 0, 0, -5 / 13.0, 12 / 13.0]).Within(Tolerance));
    }

    [Test]
    public void All_axes_but_the_first_count()
    {
        Tensor<T> data = Of([1, 1, 1, 1, 2, 0, 0, 0], [2, 2, 2]);

        UnitSphere.Project<T>(data);

        Assert.That(Values(data), Is.EqualTo((double[])[0.5, 0.5, 0.5, 0.5, 1, 0, 0, 0]).Within(Tolerance));
    }

    [Test]
    public void Zero_rows_stay_zero()
    {
        Tensor<T> data = Of([0, 0, 0, 2], [2, 2]);

        UnitSphere.Project<T>(data);

        Assert.That(Values(data), Is.EqualTo((double[])[0, 0, 0, 1]));
    }

    [Test]
    public void Neither_huge_nor_tiny_rows_lose_their_length()
    {
        Tensor<T> data = Tensor.Create<T>([Largest, Largest, T.Epsilon, T.Zero], [2, 2]);

        UnitSphere.Project<T>(data);

        Assert.That(Values(data), Is.EqualTo((double[])[Math.Sqrt(0.5), Math.Sqrt(0.5), 1, 0]).Within(Tolerance));
    }

    [Test]
    public void Values_that_are_not_finite_are_refused()
    {
        Tensor<T> data = Of([0, 0, double.NaN, 2], [2, 2]);

        Assert.That(
            () => UnitSphere.Project<T>(data), Throws.TypeOf<NonFiniteValueException>().With.Property("Row").EqualTo(1).And.Property("Column").EqualTo(0));
    }

    private static T Largest => typeof(T) == typeof(float) ? T.CreateChecked(float.MaxValue) : T.CreateChecked(double.MaxValue);

    private static Tensor<T> Of(double[] values, nint[] lengths) => Tensor.Create<T>([.. values.Select(T.CreateChecked)], lengths);

    private static double[] Values(Tensor<T> tensor) => [.. NpyRoundTripTests.Flatten<T>(tensor).Select(double.CreateChecked)];
}
