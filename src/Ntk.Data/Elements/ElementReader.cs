using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ntk.Data;

/// <summary>Reads runs of numbers from a file into memory of the type asked for.</summary>
internal static class ElementReader
{
    private const int ElementsAtOnce = 1 << 18;
    private const int StagingBytes = 1 << 16;
    private const int GrowthFactor = 8;

    /// <summary>Reads an array.</summary>
    /// <param name="source">Where the elements begin.</param>
    /// <param name="layout">How they are stored.</param>
    /// <param name="count">How many there are; as many bytes as they are stored in fit into 63 bits.</param>
    /// <param name="maximumBytes">The limit of memory.</param>
    /// <param name="copies">How many arrays of this size the caller holds at its peak.</param>
    /// <exception cref="DataFormatException">There are fewer.</exception>
    /// <exception cref="DataTooLargeException">They take more memory than the limit, or more elements than an array can have.</exception>
    /// <exception cref="DataConversionException">One of them has no counterpart in <typeparamref name="T"/>.</exception>
    public static T[] ReadArray<T>(ByteSource source, ElementLayout layout, long count, long maximumBytes, int copies = 1)
        where T : unmanaged, INumber<T>
    {
        source.RequireRemaining(count * layout.Size, $"an array of {count} {layout.Type}");
        RequireFits<T>(source.Name, count, maximumBytes, copies);
        T[] values = GC.AllocateUninitializedArray<T>((int)(source.IsLengthReal ? count : Math.Min(count, ElementsAtOnce)));
        for (int done = 0; done < count;)
        {
            // The bytes of a compressed file may turn out fewer than its header says: memory grows with those that came.
            if (done == values.Length)
                Array.Resize(ref values, (int)Math.Min(count, (long)done * GrowthFactor));

            int next = Math.Min(values.Length - done, ElementsAtOnce);
            Read(source, layout, values.AsSpan(done, next), done);
            done += next;
        }

        return values;
    }

    /// <summary>Fills a span with the next elements.</summary>
    /// <param name="source">Where they begin.</param>
    /// <param name="layout">How they are stored.</param>
    /// <param name="destination">What to fill.</param>
    /// <param name="position">How many elements of the array came before, for errors.</param>
    public static void Read<T>(ByteSource source, ElementLayout layout, Span<T> destination, long position)
        where T : unmanaged, INumber<T>
    {
        while (destination.Length > ElementsAtOnce)
        {
            Read(source, layout, destination[..ElementsAtOnce], position);
            destination = destination[ElementsAtOnce..];
            position += ElementsAtOnce;
        }

        if (layout.Type == ElementTypes.Of<T>())
        {
            Span<byte> bytes = MemoryMarshal.AsBytes(destination);
            source.ReadExactly(bytes, "the array");
            layout.ToNative(bytes);
            return;
        }

        byte[] staging = ArrayPool<byte>.Shared.Rent(StagingBytes);
        try
        {
            while (destination.Length > 0)
            {
                int next = Math.Min(destination.Length, StagingBytes / layout.Size);
                Span<byte> stored = staging.AsSpan(0, next * layout.Size);
                source.ReadExactly(stored, "the array");
                layout.ToNative(stored);
                int failed = ElementConverter.Convert(stored, layout.Type, destination[..next]);
                if (failed >= 0)
                {
                    string value = ElementConverter.Format(stored[(failed * layout.Size)..], layout.Type);
                    throw new DataConversionException(source.Name, position + failed, value, layout.Type, ElementTypes.Of<T>());
                }

                destination = destination[next..];
                position += next;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(staging);
        }
    }

    private static void RequireFits<T>(string name, long count, long maximumBytes, int copies)
        where T : unmanaged
    {
        long bytes = (long)UInt128.Min((UInt128)count * (uint)(Unsafe.SizeOf<T>() * copies), long.MaxValue);
        if (bytes > maximumBytes)
        {
            throw new DataTooLargeException(
                name, bytes, maximumBytes, $"Raise {nameof(ReadOptions)}.{nameof(ReadOptions.MaximumBytes)}, or read fewer rows at a time.");
        }

        if (count > Array.MaxLength)
        {
            throw new DataTooLargeException(
                name, bytes, (long)Array.MaxLength * Unsafe.SizeOf<T>(), "An array has no more elements: map the file, or read it by rows.");
        }
    }
}
