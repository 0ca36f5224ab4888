using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Data;

namespace Ntk.Tests.Data;

/// <summary>What becomes of values that the type asked for cannot represent.</summary>
public class NpyConversionTests
{
    [Test]
    public void Floating_point_types_round_to_nearest()
    {
        Assert.That(Convert<double, float>(0.1), Is.EqualTo(0.1f));
        Assert.That(Convert<long, float>((1L << 24) + 1), Is.EqualTo(1 << 24));
        Assert.That(Convert<long, double>(long.MaxValue), Is.EqualTo(Math.Pow(2, 63)));
        Assert.That(Convert<ulong, Half>(2049), Is.EqualTo((Half)2048));
    }

    [Test]
    public void Infinities_and_NaN_stay_what_they_are()
    {
        Assert.That(Convert<double, float>(double.NegativeInfinity), Is.EqualTo(float.NegativeInfinity));
        Assert.That(Convert<double, float>(double.NaN), Is.NaN);
        Assert.That(Convert<float, double>(float.PositiveInfinity), Is.EqualTo(double.PositiveInfinity));
    }

    [Test]
    public void A_finite_value_never_becomes_infinite()
    {
        AssertRefused<double, float>(1e300);
        AssertRefused<float, Half>(-70000);
        AssertRefused<long, Half>(70000);
    }

    [Test]
    public void Integers_take_integral_values_in_range()
    {
        Assert.That(Convert<double, int>(-3.0), Is.EqualTo(-3));
        Assert.That(Convert<float, byte>(255), Is.EqualTo(255));
        Assert.That(Convert<double, long>(-9223372036854775808.0), Is.EqualTo(long.MinValue));
        Assert.That(Convert<ulong, long>(long.MaxValue), Is.EqualTo(long.MaxValue));
    }

    [Test]
    public void Integers_refuse_fractions_NaN_and_values_out_of_range()
    {
        AssertRefused<double, int>(0.5);
        AssertRefused<double, int>(double.NaN);
        AssertRefused<double, int>(double.PositiveInfinity);
        AssertRefused<double, long>(9223372036854775808.0);
        AssertRefused<float, byte>(256);
        AssertRefused<int, byte>(-1);
        AssertRefused<ulong, long>(1UL << 63);
        AssertRefused<Half, sbyte>((Half)(-129));
    }

    [Test]
    public void The_error_says_which_value_is_refused()
    {
        double[] values = new double[20_000];
        values[12_345] = 2.5;
        using MemoryStream stream = Write<double>(values);

        DataConversionException error = Assert.Throws<DataConversionException>(() => Npy.Read<int>(stream, "numbers.npy"))!;

        Assert.That(error.Index, Is.EqualTo(12_345));
        Assert.That(error.Stored, Is.EqualTo(ElementType.Float64));
        Assert.That(error.Requested, Is.EqualTo(ElementType.Int32));
        Assert.That(error.Message, Does.Contain("numbers.npy").And.Contain("2.5"));
    }

    [Test]
    public void Types_that_files_do_not_hold_are_not_supported() =>
        Assert.That(() => Npy.Read<decimal>(Fixture.Path("vector.npy")), Throws.TypeOf<NotSupportedException>());

    private static T Convert<TStored, T>(TStored value)
        where TStored : unmanaged, INumber<TStored>
        where T : unmanaged, INumber<T>
    {
        using MemoryStream stream = Write<TStored>([value]);
        return Npy.Read<T>(stream)[0];
    }

    private static void AssertRefused<TStored, T>(TStored value)
        where TStored : unmanaged, INumber<TStored>
        where T : unmanaged, INumber<T> => Assert.That(() => Convert<TStored, T>(value), Throws.TypeOf<DataConversionException>());

    private static MemoryStream Write<T>(T[] values)
        where T : unmanaged, INumber<T>
    {
        MemoryStream stream = new();
        Npy.Write<T>(stream, Tensor.Create(values));
        stream.Position = 0;
        return stream;
    }
}
