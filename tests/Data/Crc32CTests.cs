using System.Text;
using Ntk.Data;

namespace Ntk.Tests.Data;

/// <summary>CRC-32C as RFC 3720 has it, by the processor's instruction and by tables.</summary>
public class Crc32CTests
{
    // RFC 3720, B.4, and the check value of the catalogue of parametrised CRC algorithms.
    private static IEnumerable<TestCaseData> KnownVectors()
    {
        yield return new TestCaseData(new byte[32], 0x8A9136AAu).SetArgDisplayNames("32 bytes of zeros");
        yield return new TestCaseData(Enumerable.Repeat((byte)0xFF, 32).ToArray(), 0x62A8AB43u).SetArgDisplayNames("32 bytes of ones");
        yield return new TestCaseData(Enumerable.Range(0, 32).Select(value => (byte)value).ToArray(), 0x46DD794Eu).SetArgDisplayNames("incrementing");
        yield return new TestCaseData(Enumerable.Range(0, 32).Select(value => (byte)(31 - value)).ToArray(), 0x113FDB5Cu).SetArgDisplayNames("decrementing");
        yield return new TestCaseData(
            Convert.FromHexString("01C0000000000000000000000000000014000000000004000000001400000018280000000000000002000000000000" + "00"), 0xD9963A56u)
            .SetArgDisplayNames("an iSCSI read command");
        yield return new TestCaseData(Encoding.ASCII.GetBytes("123456789"), 0xE3069283u).SetArgDisplayNames("123456789");
        yield return new TestCaseData(Array.Empty<byte>(), 0u).SetArgDisplayNames("nothing");
    }

    [TestCaseSource(nameof(KnownVectors))]
    public void Has_the_known_values(byte[] bytes, uint expected)
    {
        Assert.That(Crc32C.Append(0, bytes), Is.EqualTo(expected));
        Assert.That(Crc32C.AppendInSoftware(0, bytes), Is.EqualTo(expected));
    }

    [Test]
    public void Parts_of_any_length_give_the_checksum_of_the_whole()
    {
        byte[] bytes = new byte[97];
        new Random(1).NextBytes(bytes);
        uint whole = Crc32C.AppendInSoftware(0, bytes);
        for (int first = 0; first <= bytes.Length; first++)
        {
            Assert.That(Crc32C.Append(Crc32C.Append(0, bytes.AsSpan(0, first)), bytes.AsSpan(first)), Is.EqualTo(whole), $"{first}");
            Assert.That(Crc32C.AppendInSoftware(Crc32C.Append(0, bytes.AsSpan(0, first)), bytes.AsSpan(first)), Is.EqualTo(whole), $"{first}");
        }
    }

    [Test]
    public void A_stream_counts_what_passes_in_either_direction()
    {
        byte[] bytes = [.. Enumerable.Range(0, 300).Select(value => (byte)value)];
        using MemoryStream memory = new();
        using ChecksummedStream writing = new(memory);
        writing.Write(bytes.AsSpan(0, 7));
        writing.Write(bytes, 7, 293);
        memory.Position = 0;
        using ChecksummedStream reading = new(memory);
        reading.ReadExactly(new byte[300]);
        Assert.Multiple(() =>
        {
            Assert.That(memory.ToArray(), Is.EqualTo(bytes));
            Assert.That((writing.Checksum, writing.Count), Is.EqualTo((Crc32C.Append(0, bytes), 300L)));
            Assert.That((reading.Checksum, reading.Count), Is.EqualTo((Crc32C.Append(0, bytes), 300L)));
        });
    }
}
