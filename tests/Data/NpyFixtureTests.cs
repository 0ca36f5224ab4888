using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Data;

namespace Ntk.Tests.Data;

/// <summary>Files that NumPy wrote.</summary>
public class NpyFixtureTests
{
    [Test]
    public void Every_type_order_and_endianness([Values("dtypes.npz", "dtypes-compressed.npz")] string file)
    {
        using NpzReader archive = NpzReader.Open(Fixture.Path(file));

        Assert.That(archive.Names, Has.Length.EqualTo(48));
        foreach (string name in archive.Names)
        {
            Assert.That(archive.Read<double>(name).Lengths.ToArray(), Is.EqualTo((nint[])[2, 3, 4]), name);
            Assert.That(NpyRoundTripTests.Flatten<double>(archive.Read<double>(name)), Is.EqualTo(Expected(name)), name);
            Assert.That(NpyRoundTripTests.Flatten<float>(archive.Read<float>(name)), Is.EqualTo(Expected(name).Select(value => (float)value)), name);
        }
    }

    [Test]
    public void Headers_say_what_NumPy_wrote()
    {
        using NpzReader archive = NpzReader.Open(Fixture.Path("dtypes.npz"));
        using NpyReader array = archive.OpenArray("f4_F_big");

        Assert.That(array.Header.ElementType, Is.EqualTo(ElementType.Float32));
        Assert.That(array.Header.IsBigEndian, Is.True);
        Assert.That(array.Header.IsFortranOrder, Is.True);
        Assert.That(array.Header.Shape, Is.EqualTo((nint[])[2, 3, 4]));
        Assert.That(array.Header.ElementCount, Is.EqualTo(24));
        Assert.That(array.Header.DataBytes, Is.EqualTo(96));
    }

    [Test]
    public void Every_format_version([Values(1, 2, 3)] int version)
    {
        string path = Fixture.Path($"version{version}.npy");

        Assert.That(Npy.ReadHeader(path).Version, Is.EqualTo(version));
        Assert.That(NpyRoundTripTests.Flatten<double>(Npy.Read<double>(path)), Is.EqualTo(Expected("f8")));
    }

    [Test]
    public void A_scalar_is_one_element()
    {
        Tensor<double> scalar = Npy.Read<double>(Fixture.Path("scalar.npy"));

        Assert.That(scalar.Lengths.ToArray(), Is.EqualTo((nint[])[1]));
        Assert.That(scalar[0], Is.EqualTo(2.5));
        Assert.That(Npy.ReadHeader(Fixture.Path("scalar.npy")).Shape, Is.Empty);
    }

    [Test]
    public void An_empty_array_keeps_its_shape() =>
        Assert.That(Npy.Read<float>(Fixture.Path("empty.npy")).Lengths.ToArray(), Is.EqualTo((nint[])[3, 0, 2]));

    [Test]
    public void Arrays_follow_each_other_in_a_stream_and_not_in_a_file()
    {
        using FileStream stream = File.OpenRead(Fixture.Path("two-arrays.npy"));

        Assert.That(Npy.Read<double>(stream).FlattenedLength, Is.EqualTo((nint)3));
        Assert.That(Npy.Read<double>(stream).FlattenedLength, Is.EqualTo((nint)4));
        Assert.That(() => Npy.Read<double>(Fixture.Path("two-arrays.npy")), Throws.TypeOf<DataFormatException>());
    }

    [Test]
    public void Integers_are_read_into_every_type_that_holds_them()
    {
        using NpzReader archive = NpzReader.Open(Fixture.Path("dtypes.npz"));

        AssertHolds<sbyte>(archive, "i8_C_big");
        AssertHolds<short>(archive, "i1_F_little");
        AssertHolds<int>(archive, "u8_F_big");
        AssertHolds<long>(archive, "i2_C_little");
        AssertHolds<byte>(archive, "u4_C_big");
        AssertHolds<ushort>(archive, "b1_C_little");
        AssertHolds<uint>(archive, "u2_F_little");
        AssertHolds<ulong>(archive, "u1_F_big");
        AssertHolds<Half>(archive, "f8_F_big");
    }

    [Test]
    public void A_missing_array_is_an_error_that_names_those_there_are()
    {
        using NpzReader archive = NpzReader.Open(Fixture.Path("labelled.npz"));

        Assert.That(() => archive.Read<float>("z"), Throws.TypeOf<MissingDataException>().With.Message.Contains("x, y"));
    }

    private static void AssertHolds<T>(NpzReader archive, string name)
        where T : unmanaged, INumber<T> =>
        Assert.That(NpyRoundTripTests.Flatten<T>(archive.Read<T>(name)).Select(double.CreateChecked), Is.EqualTo(Expected(name)), name);

    private static IEnumerable<double> Expected(string name) => Enumerable.Range(0, 24).Select(index => name[0] switch
    {
        'u' => index,
        'i' => index - 12,
        'f' => (index / 4.0) - 3,
        _ => index % 2,
    });
}
