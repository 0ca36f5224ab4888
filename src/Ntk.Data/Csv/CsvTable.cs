using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;
using System.Text;
using CsvHelper;

namespace Ntk.Data;

/// <summary>Reads the records of a CSV file: numbers into a tensor, labels apart.</summary>
internal sealed class CsvTable<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int LongestRecord = 1 << 26;

    private readonly ByteSource source;
    private readonly CsvReader reader;
    private readonly int columnCount;
    private readonly int labelColumn;
    private readonly string[] header;

    private CsvTable(ByteSource source, CsvReader reader, CsvColumn? label, bool? hasHeader)
    {
        this.source = source;
        this.reader = reader;
        if (!reader.Read())
            throw source.Malformed(0, "the file has no records");

        columnCount = reader.FieldCount;
        int position = label is { Name: null } ? label.Value.Index.GetOffset(columnCount) : -1;
        header = hasHeader ?? (label?.Name is not null || LooksLikeHeader(position))
            ? [.. Enumerable.Range(0, columnCount).Select(column => reader.GetString(column))]
            : [];
        labelColumn = label is null ? -1 : FindLabel(label.Value, position);
    }

    /// <summary>Reads a file to its end.</summary>
    /// <param name="source">The file.</param>
    /// <param name="label">The column of labels, or null if there is none.</param>
    /// <param name="csv">How to understand the file.</param>
    /// <param name="options">Limits.</param>
    public static (Tensor<T> Features, CsvLabels Labels) Read(ByteSource source, CsvColumn? label, CsvOptions csv, ReadOptions options)
    {
        CsvReaderOptions readerOptions = new()
        {
            HasHeader = false,
            Separator = csv.Separator,
            DetectSeparatorHint = false,
            TrimWhitespace = true,
            MalformedData = CsvMalformedDataHandling.Throw,
            MaxRecordSize = LongestRecord,
            TrackLineNumbers = true,
        };
        try
        {
            using CsvReader records = CsvReader.Create(source.Stream, readerOptions, leaveOpen: true);
            CsvLabels labels = new(source, csv.ClassNames, options.MaximumBytes);
            Tensor<T> features = new CsvTable<T>(source, records, label, csv.HasHeader).ReadRecords(labels, options);
            return (features, labels);
        }
        catch (CsvFormatException error)
        {
            throw source.Malformed(error.ByteOffset, error.Message, error);
        }
        catch (InvalidDataException error)
        {
            throw source.Malformed(0, "the compressed data are corrupt", error);
        }
    }

    private Tensor<T> ReadRecords(CsvLabels labels, ReadOptions options)
    {
        int featureCount = labelColumn < 0 ? columnCount : columnCount - 1;
        ElementBuffer<T> features = new(source.Name, options.MaximumBytes);
        nint rowCount = 0;
        bool more = header.Length == 0 || reader.Read();
        for (; more; more = reader.Read())
        {
            if (reader.FieldCount != columnCount)
            {
                throw source.Malformed(
                    reader.ByteOffset, $"line {reader.LineNumber} has {reader.FieldCount} fields; the first record has {columnCount}");
            }

            Span<T> row = features.Extend(featureCount);
            int feature = 0;
            for (int column = 0; column < columnCount; column++)
            {
                if (column == labelColumn)
                    labels.Add(reader.GetString(column), reader.ByteOffset);
                else
                    row[feature++] = ParseNumber(column);
            }

            rowCount++;
        }

        return Tensor.Create(features.ToArray(), [rowCount, featureCount]);
    }

    private T ParseNumber(int column)
    {
        if (T.TryParse(reader.GetSpan(column), NumberStyles.Float, CultureInfo.InvariantCulture, out T value) && T.IsFinite(value))
            return value;

        const int longestQuotation = 40;
        string text = Encoding.UTF8.GetString(reader.GetSpan(column)[..Math.Min(longestQuotation, reader.GetSpan(column).Length)]);
        string name = header.Length == 0 ? $"{column + 1}" : $"{column + 1} ({header[column]})";
        throw source.Malformed(OffsetOf(column), $"line {reader.LineNumber}, column {name}: '{text}' is not a finite {typeof(T).Name}");
    }

    private long OffsetOf(int column)
    {
        long offset = reader.ByteOffset;
        for (int before = 0; before < column; before++)
            offset += reader.GetRawSpan(before).Length + 1;

        return offset;
    }

    private bool LooksLikeHeader(int excludedColumn)
    {
        int firstText = -1;
        bool hasNumber = false;
        for (int column = 0; column < columnCount; column++)
        {
            if (column == excludedColumn)
                continue;

            if (T.TryParse(reader.GetSpan(column), NumberStyles.Float, CultureInfo.InvariantCulture, out _))
                hasNumber = true;
            else if (firstText < 0)
                firstText = column;
        }

        if (hasNumber && firstText >= 0)
        {
            throw source.Malformed(
                OffsetOf(firstText),
                $"the first record has numbers and, in column {firstText + 1}, other text: say whether it is a header, or which column holds labels");
        }

        return firstText >= 0;
    }

    private int FindLabel(CsvColumn label, int position)
    {
        int found = label.Name is null ? position : Array.IndexOf(header, label.Name);
        if (found < 0 || found >= columnCount)
        {
            string columns = header.Length == 0 ? $"{columnCount} columns without names" : string.Join(", ", header);
            throw new MissingDataException($"{source.Name}, column {label}", $"The file has: {columns}.");
        }

        return found;
    }
}
