using System.Numerics.Tensors;
using System.Text;
using Ntk.Data;

#pragma warning disable NUnit1027 // FsCheck supplies the arguments of its properties.

namespace Ntk.Tests.Data;

public class CsvTests
{
    [FsCheck.NUnit.Property(MaxTest = 200)]
    public bool Numbers_come_back_as_they_were_written(double[] numbers, byte columnChoice, bool hasHeader, bool isCompressed)
    {
        int columns = 1 + (columnChoice % 4);
        double[] values = [.. numbers.Where(double.IsFinite).Append(0)];
        values = values[..(Math.Max(1, values.Length / columns) * Math.Min(columns, values.Length))];
        columns = Math.Min(columns, values.Length);
        StringBuilder text = new(hasHeader ? string.Join(',', Enumerable.Range(0, columns).Select(column => $"c{column}")) + "\n" : "");
        foreach (double[] row in values.Chunk(columns))
            text.Append(string.Join(',', row.Select(value => $"{value:R}"))).Append('\n');

        byte[] file = Encoding.UTF8.GetBytes(text.ToString());
        using TemporaryFolder folder = new();
        Tensor<double> tensor = Csv.Read<double>(folder.File("a.csv", isCompressed ? Gzip.Compress(file) : file));

        return tensor.Lengths.SequenceEqual([values.Length / columns, columns]) && NpyRoundTripTests.Flatten<double>(tensor).SequenceEqual(values);
    }

    [TestCase("1,2\n3,4\n", null)]
    [TestCase("a,b\n1,2\n3,4\n", null)]
    [TestCase("\uFEFFa,b\r\n1,2\r\n3,4", null)]
    [TestCase("1;2\n3;4\n", null)]
    [TestCase("1\t2\n3\t4\n", null)]
    [TestCase("\n1, 2 \n\n \"3\",4\n\n", null)]
    [TestCase("1e0,+2\n3.0,.4e1\n", null)]
    [TestCase("5,6\n1,2\n3,4\n", true)]
    public void Every_style_is_understood(string text, bool? hasHeader) =>
        Assert.That(NpyRoundTripTests.Flatten<float>(Read(text, hasHeader)), Is.EqualTo((float[])[1, 2, 3, 4]));

    [TestCase("", 0)]
    [TestCase("1,2\n3,\n", 6)]
    [TestCase("1,2\n3,x\n", 6)]
    [TestCase("1,2\n3,nan\n", 6)]
    [TestCase("1,2\n3,1e999\n", 6)]
    [TestCase("1,2\n3,\"1,5\"\n", 6)]
    [TestCase("1,2\n3,0x10\n", 6)]
    [TestCase("1,2\n3\n", 4)]
    [TestCase("1,2\n3,4,5\n", 4)]
    [TestCase("a,2\n3,4\n", 0)]
    [TestCase("1,b\n3,4\n", 2)]
    public void What_is_not_a_table_of_finite_numbers_is_refused_where_the_fault_is(string text, int offset) =>
        Assert.That(() => Read(text), Throws.TypeOf<DataFormatException>().With.Property("Offset").EqualTo(offset));

    [Test]
    public void A_quote_that_does_not_end_is_refused() => Assert.That(() => Read("1,2\n3,\"4\n5,6\n"), Throws.TypeOf<DataFormatException>());

    [Test]
    public void Errors_name_line_and_column() =>
        Assert.That(() => Read("first,second\n1,2\n3,x\n"), Throws.TypeOf<DataFormatException>().With.Message.Contains("line 3, column 2 (second): 'x'"));

    [Test]
    public void Labels_are_found_by_name_or_position()
    {
        const string text = "a,class,b\n1,0,2\n3,2,4\n";
        foreach (CsvColumn column in (CsvColumn[])["class", 1, ^2])
        {
            LabelledData<double> data = ReadLabelled(text, column);

            Assert.That(data.Labels, Is.EqualTo((int[])[0, 2]));
            Assert.That(data.ClassCount, Is.EqualTo(3));
            Assert.That(data.ClassNames, Is.Empty);
            Assert.That(data.Name, Is.EqualTo("a.csv"));
            Assert.That(NpyRoundTripTests.Flatten<double>(data.Features), Is.EqualTo((double[])[1, 2, 3, 4]));
        }
    }

    [Test]
    public void A_column_that_is_not_there_is_an_error_that_names_those_there_are()
    {
        Assert.That(() => ReadLabelled("a,b\n1,2\n", "c"), Throws.TypeOf<MissingDataException>().With.Message.Contains("a, b"));
        Assert.That(() => ReadLabelled("1,2\n", 2), Throws.TypeOf<MissingDataException>().With.Message.Contains("2 columns"));
        Assert.That(() => ReadLabelled("1,2\n", ^3), Throws.TypeOf<MissingDataException>());
    }

    [Test]
    public void Text_labels_are_sorted()
    {
        LabelledData<double> data = ReadLabelled("1,dog\n2,cat\n3,dog\n", 1);

        Assert.That(data.ClassNames, Is.EqualTo((string[])["cat", "dog"]));
        Assert.That(data.Labels, Is.EqualTo((int[])[1, 0, 1]));
    }

    [TestCase("1,0.5\n2,x\n")]
    [TestCase("1,x\n2,0.5\n")]
    public void Numbers_among_text_are_text(string text) => Assert.That(ReadLabelled(text, 1).ClassNames, Is.EqualTo((string[])["0.5", "x"]));

    [Test]
    public void Negative_labels_are_sorted_by_value()
    {
        LabelledData<double> data = ReadLabelled("1,+1\n2,-1\n3,1.0\n4,-10\n", 1);

        Assert.That(data.ClassNames, Is.EqualTo((string[])["-10", "-1", "1"]));
        Assert.That(data.Labels, Is.EqualTo((int[])[2, 1, 2, 0]));
    }

    [Test]
    public void Classes_of_training_data_are_kept()
    {
        CsvOptions options = new() { ClassNames = ["dog", "cat", "bird"] };
        using TemporaryFolder folder = new();
        string path = folder.File("a.csv", "1,bird\n2,dog\n"u8.ToArray());

        LabelledData<double> data = Csv.ReadLabelled<double>(path, 1, options);

        Assert.That(data.Labels, Is.EqualTo((int[])[2, 0]));
        Assert.That(data.ClassCount, Is.EqualTo(3));
        Assert.That(() => ReadLabelled("1,bird\n2,fish\n", 1, options), Throws.TypeOf<DataFormatException>().With.Property("Offset").EqualTo(7));
    }

    [TestCase("1,0.5\n")]
    [TestCase("1,2000000\n")]
    [TestCase("1,-1e300\n")]
    public void Numbers_that_are_no_classes_are_refused(string text) =>
        Assert.That(() => ReadLabelled(text, 1), Throws.TypeOf<DataFormatException>());

    [Test]
    public void Numbers_beyond_the_limit_are_refused()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a.csv", Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("1,2\n", 1000))));

        Assert.That(() => Csv.Read<double>(path, options: new ReadOptions { MaximumBytes = 15_999 }), Throws.TypeOf<DataTooLargeException>());
        Assert.That(Csv.Read<double>(path, options: new ReadOptions { MaximumBytes = 16_000 }).FlattenedLength, Is.EqualTo((nint)2000));
    }

    [Test]
    public void Truncated_gzip_is_refused_even_at_the_end_of_a_line()
    {
        byte[] file = Gzip.Compress(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("1,2\n", 10_000))));
        using TemporaryFolder folder = new();

        Assert.That(() => Csv.Read<double>(folder.File("a.csv", file[..^8])), Throws.TypeOf<DataFormatException>());
    }

    private static Tensor<float> Read(string text, bool? hasHeader = null)
    {
        using TemporaryFolder folder = new();
        return Csv.Read<float>(folder.File("a.csv", Encoding.UTF8.GetBytes(text)), new CsvOptions { HasHeader = hasHeader });
    }

    private static LabelledData<double> ReadLabelled(string text, CsvColumn label, CsvOptions? options = null)
    {
        using TemporaryFolder folder = new();
        return Csv.ReadLabelled<double>(folder.File("a.csv", Encoding.UTF8.GetBytes(text)), label, options);
    }
}
