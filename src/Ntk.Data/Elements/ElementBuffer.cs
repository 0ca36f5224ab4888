using System.Runtime.CompilerServices;

namespace Ntk.Data;

/// <summary>An array that grows with what arrives, up to a limit of memory.</summary>
/// <param name="name">The file the elements come from, for errors.</param>
/// <param name="maximumBytes">The limit.</param>
internal sealed class ElementBuffer<T>(string name, long maximumBytes)
    where T : unmanaged
{
    private readonly long mostElements = Math.Min(maximumBytes / Unsafe.SizeOf<T>(), Array.MaxLength);
    private T[] values = [];

    /// <summary>The elements so far.</summary>
    public int Count { get; private set; }

    /// <summary>Makes room for as many further elements.</summary>
    /// <exception cref="DataTooLargeException">They pass the limit.</exception>
    public void Reserve(long count)
    {
        long needed = Count + count;
        if (needed > mostElements)
        {
            throw new DataTooLargeException(
                name,
                needed * Unsafe.SizeOf<T>(),
                mostElements * Unsafe.SizeOf<T>(),
                $"{nameof(ReadOptions)}.{nameof(ReadOptions.MaximumBytes)} and the longest array of .NET set the limit.");
        }

        if (needed > values.Length)
            Array.Resize(ref values, (int)Math.Max(needed, Math.Min(mostElements, 2L * values.Length)));
    }

    /// <summary>Appends elements, to be written to the span.</summary>
    public Span<T> Extend(int count)
    {
        Reserve(count);
        Count += count;
        return values.AsSpan(Count - count, count);
    }

    /// <summary>The elements. The buffer must not be used afterwards.</summary>
    public T[] ToArray()
    {
        Array.Resize(ref values, Count);
        return values;
    }
}
