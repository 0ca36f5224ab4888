using System.Text;
using Ntk.Data;
using Ntk.Native;

namespace Ntk.Tests.Data;

/// <summary>Files that are not what they claim: the error, where it lies, and how little memory it takes to find it.</summary>
public class NpyMalformedTests
{
    private const int HeaderStart = 10;

    private static IEnumerable<TestCaseData> Headers()
    {
        yield return Case("{'descr': '<f8', 'fortran_order': False, 'shape': (2,)", 54, "ends early");
        yield return Case("'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", 0, "no brace");
        yield return Case("{'descr': '<f8', 'fortran_order': False, }", 0, "no shape");
        yield return Case("{}", 0, "empty dictionary");
        yield return Case("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), 'more': 1}", 56, "unknown key");
        yield return Case("{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (2,)}", 17, "key twice");
        yield return Case("{'descr': '<f8', 'fortran_order': False, 'shape': (2,)} + 1", 56, "expression");
        yield return Case("{'descr': '<c16', 'fortran_order': False, 'shape': (2,)}", 10, "complex numbers");
        yield return Case("{'descr': '|O', 'fortran_order': False, 'shape': (2,)}", 10, "Python objects");
        yield return Case("{'descr': '<U5', 'fortran_order': False, 'shape': (2,)}", 10, "text");
        yield return Case("{'descr': '|f8', 'fortran_order': False, 'shape': (2,)}", 10, "no byte order");
        yield return Case("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (2,)}", 10, "structure");
        yield return Case("{'descr': '<f8, 'fortran_order': False, 'shape': (2,)}", 10, "quote forgotten");
        yield return Case("{'descr': '<f\\x38', 'fortran_order': False, 'shape': (2,)}", 10, "escape sequence");
        yield return Case("{'descr': '<f8', 'fortran_order': 0, 'shape': (2,)}", 34, "number as boolean");
        yield return Case("{'descr': '<f8', 'fortran_order': False, 'shape': 2}", 50, "number as shape");
        yield return Case("{'descr': '<f8', 'fortran_order': False, 'shape': (2)}", 52, "no tuple");
        yield return Case("{'descr': '<f8', 'fortran_order': False, 'shape': (-2,)}", 51, "negative length");
        yield return Case("{'descr': '<f8', 'fortran_order': False, 'shape': (2.0,)}", 52, "fraction");
        yield return Case("{'descr': '<f8', 'fortran_order': False, 'shape': (1 2)}", 53, "no comma");
        yield return Case("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,)}", 51, "length beyond 63 bits");
        yield return Case("{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296)}", 50, "product beyond 63 bits");
        yield return Case("{'descr': '<f8', 'fortran_order': False, 'shape': (0, 4294967296, 4294967296)}", 50, "product hidden by 0");
        yield return Case($"{{'descr': '<f8', 'fortran_order': False, 'shape': ({string.Concat(Enumerable.Repeat("1,", 65))})}}", 179, "65 axes");

        static TestCaseData Case(string header, int offset, string name) => new TestCaseData(header, HeaderStart + offset).SetArgDisplayNames(name);
    }

    private static IEnumerable<TestCaseData> Files()
    {
        byte[] valid = NpyTwin.Encode("f8", isBigEndian: false, isFortranOrder: false, version: 1, [3, 4]);
        int data = valid.Length - 96;
        yield return Case([], 0, "no bytes");
        yield return Case(valid[..5], 5, "part of the magic number");
        yield return Case([.. "PK"u8, .. valid[2..]], 0, "another magic number");
        yield return Case([.. valid[..6], 4, 0, .. valid[8..]], 6, "version 4.0");
        yield return Case([.. valid[..6], 1, 1, .. valid[8..]], 6, "version 1.1");
        yield return Case(valid[..9], 9, "half a header length");
        yield return Case([.. valid[..8], 0xFF, 0xFF, .. valid[10..]], 10, "header longer than the file");
        yield return Case([.. valid[..6], 2, 0, 0xFF, 0xFF, 0xFF, 0xFF, .. valid[10..]], 8, "header of 4 GB");
        yield return Case(valid[..60], 10, "truncated header");
        yield return Case(valid[..data], data, "no elements");
        yield return Case(valid[..^1], data, "one byte short");
        yield return Case([.. valid, 0], valid.Length, "one byte long");
        yield return Case(Claim("(1000000000000,)"), 128, "elements of 8 TB");
        yield return Case(Claim("(2000000000, 0, 500)", 8), 128, "bytes after an empty array");

        static TestCaseData Case(byte[] file, int offset, string name) => new TestCaseData(file, offset).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Headers))]
    public void A_malformed_header_is_refused_where_the_fault_is(string header, int offset) => AssertRefused(WithHeader(header, new byte[16]), offset);

    [TestCaseSource(nameof(Files))]
    public void A_malformed_file_is_refused_where_the_fault_is(byte[] file, int offset) => AssertRefused(file, offset);

    [Test]
    public void A_header_may_be_written_by_others()
    {
        foreach (string header in (string[])[
            "{\"shape\":(2,),\"fortran_order\":False,\"descr\":\"f8\"}",
            " { 'descr' : '=f8' , 'fortran_order' : True , 'shape' : ( 2L , ) , } \n",
            "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 1)}\n",
            "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2,)}\n"])
        {
            Assert.That(Npy.Read<double>(new MemoryStream(WithHeader(header, new byte[16]))).FlattenedLength, Is.EqualTo((nint)2), header);
        }
    }

    [TestCase(1000, 4_000_000)]
    [TestCase(2_400_000, 30_000_000)]
    public void A_compressed_file_that_claims_too_much_takes_memory_for_what_arrives(int bytes, long mostMemory)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a.npy.gz", Gzip.Compress(Claim("(100000000,)", bytes)));

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(() => Npy.Read<double>(path), Throws.TypeOf<DataFormatException>().With.Property("Offset").EqualTo(128 + bytes));

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(mostMemory));
    }

    [Test]
    public void An_array_beyond_the_limit_is_refused_with_numbers()
    {
        ReadOptions options = new() { MaximumBytes = 95 };
        string path = Fixture.Path("version1.npy");

        DataTooLargeException error = Assert.Throws<DataTooLargeException>(() => Npy.Read<float>(path, options))!;

        Assert.That(error.BytesNeeded, Is.EqualTo(96));
        Assert.That(error.Limit, Is.EqualTo(95));
        Assert.That(Npy.Read<float>(path, new ReadOptions { MaximumBytes = 96 }).FlattenedLength, Is.EqualTo((nint)24));
    }

    [Test]
    public void Fortran_order_counts_twice()
    {
        string path = Fixture.Path("fortran.npy");

        Assert.That(() => Npy.Read<float>(path, new ReadOptions { MaximumBytes = 119 }), Throws.TypeOf<DataTooLargeException>());
        Assert.That(Npy.Read<float>(path, new ReadOptions { MaximumBytes = 120 }).FlattenedLength, Is.EqualTo((nint)15));
    }

    [Test]
    public void Gzip_that_expands_beyond_the_limit_is_refused()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("zeros.csv.gz", Gzip.Compress(new byte[1 << 20]));

        Assert.That(() => Csv.Read<double>(path, options: new ReadOptions { MaximumBytes = 1 << 18 }), Throws.TypeOf<DataTooLargeException>());
    }

    [Test]
    public void Gzip_is_refused_if_truncated_corrupt_or_followed_by_more()
    {
        byte[] file = Gzip.Compress(NpyTwin.Encode("f8", isBigEndian: false, isFortranOrder: false, version: 1, [30, 4]));
        using TemporaryFolder folder = new();
        for (int length = 2; length < file.Length; length++)
        {
            string path = folder.File("a.npy.gz", file[..length]);
            Assert.That(() => Npy.Read<double>(path), Throws.TypeOf<DataFormatException>(), $"{length} bytes");
        }

        foreach (int position in (int[])[file.Length - 1, file.Length - 5, file.Length / 2])
        {
            byte[] changed = [.. file];
            changed[position] ^= 1;
            string path = folder.File("a.npy.gz", changed);
            Assert.That(() => Npy.Read<double>(path), Throws.TypeOf<DataFormatException>(), $"byte {position}");
        }

        string trailing = folder.File("a.npy.gz", [.. file, 1]);
        Assert.That(() => Npy.Read<double>(trailing), Throws.TypeOf<DataFormatException>());
    }

    [Test]
    public void Every_error_is_of_the_family_and_names_the_file()
    {
        NtkException error = Assert.Throws<DataFormatException>(() => Npy.Read<double>(new MemoryStream([1, 2, 3]), "somewhere"))!;

        Assert.That(error.Message, Is.EqualTo("somewhere, byte 3: the file ends 5 bytes or more before the end of the magic number"));
    }

    internal static byte[] Claim(string shape, int bytes = 0) =>
        WithHeader($"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n", new byte[bytes]);

    private static byte[] WithHeader(string header, byte[] data) =>
        [.. NpyTwin.Encode("f8", false, false, 1, [0])[..8], (byte)header.Length, (byte)(header.Length >> 8), .. Encoding.ASCII.GetBytes(header), .. data];

    private static void AssertRefused(byte[] file, int offset)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        DataFormatException error = Assert.Throws<DataFormatException>(() =>
        {
            using TemporaryFolder folder = new();
            Npy.Read<double>(folder.File("a.npy", file));
        })!;

        Assert.That(error.Offset, Is.EqualTo(offset), error.Message);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1_000_000));
    }
}
