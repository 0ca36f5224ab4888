using System.Collections.Immutable;
using System.Globalization;
using System.Numerics.Tensors;

namespace Ntk.Data;

/// <summary>The labels of a CSV file: texts, as they come, that are classes once all of them are known.</summary>
/// <param name="source">The file.</param>
/// <param name="classNames">The classes, if they are given.</param>
/// <param name="maximumBytes">The limit of memory.</param>
internal sealed class CsvLabels(ByteSource source, ImmutableArray<string> classNames, long maximumBytes)
{
    private readonly Dictionary<string, int> numbers = [];
    private readonly List<(string Text, long Offset)> texts = [];
    private readonly ElementBuffer<int> rows = new(source.Name, maximumBytes);

    /// <summary>Takes the label of the next row.</summary>
    public void Add(string text, long offset)
    {
        if (!numbers.TryGetValue(text, out int number))
        {
            if (texts.Count == Labels.MaximumClassCount)
                throw source.Malformed(offset, $"there are more than {Labels.MaximumClassCount} different labels: are they classes?");

            number = texts.Count;
            numbers.Add(text, number);
            texts.Add((text, offset));
        }

        rows.Extend(1)[0] = number;
    }

    /// <summary>Joins features and classes.</summary>
    public LabelledData<T> ToData<T>(string name, Tensor<T> features)
        where T : unmanaged
    {
        long[]? integers = classNames.IsDefaultOrEmpty ? Integers() : null;
        if (integers is not null && integers.All(value => value >= 0))
            return ToData(name, features, [.. integers.Select(value => (int)value)], (int)integers.Append(0).Max() + 1, default);

        string[] keys = [.. integers?.Select(value => $"{value}") ?? texts.Select(label => label.Text)];
        ImmutableArray<string> names = classNames.IsDefaultOrEmpty
            ? [.. integers?.Distinct().Order().Select(value => $"{value}") ?? keys.Order(StringComparer.Ordinal)]
            : classNames;
        return ToData(name, features, ClassesOf(keys, names), names.Length, names);
    }

    private LabelledData<T> ToData<T>(string name, Tensor<T> features, int[] classes, int classCount, ImmutableArray<string> names)
        where T : unmanaged
    {
        int[] labels = rows.ToArray();
        for (int row = 0; row < labels.Length; row++)
            labels[row] = classes[labels[row]];

        return new LabelledData<T>(name, features, labels, classCount, names);
    }

    /// <summary>The labels as integers, or null if one of them is no number.</summary>
    private long[]? Integers()
    {
        double[] values = new double[texts.Count];
        for (int number = 0; number < values.Length; number++)
        {
            if (!double.TryParse(texts[number].Text, NumberStyles.Float, CultureInfo.InvariantCulture, out values[number]))
                return null;
        }

        int noClass = Array.FindIndex(values, value => !double.IsInteger(value) || Math.Abs(value) >= Labels.MaximumClassCount);
        if (noClass >= 0)
        {
            throw source.Malformed(
                texts[noClass].Offset, $"the label '{texts[noClass].Text}' is a number and no class: read a numeric target as a feature");
        }

        return [.. values.Select(value => (long)value)];
    }

    private int[] ClassesOf(string[] keys, ImmutableArray<string> names)
    {
        Dictionary<string, int> positions = [];
        for (int position = 0; position < names.Length; position++)
            positions.TryAdd(names[position], position);

        int[] classes = new int[keys.Length];
        for (int number = 0; number < keys.Length; number++)
        {
            if (!positions.TryGetValue(keys[number], out classes[number]))
                throw source.Malformed(texts[number].Offset, $"the label '{keys[number]}' is none of the class names that were given");
        }

        return classes;
    }
}
