using System.Numerics;
using System.Runtime.InteropServices;

namespace Ntk.Data;

/// <summary>
/// Converts stored numbers to the type asked for. To a floating-point type every value is rounded to nearest, and only a finite value
/// that would become infinite is refused. To an integer type a value must be exactly representable: a fraction, NaN or an integer out of range is refused.
/// </summary>
internal static class ElementConverter
{
    /// <summary>Converts elements that are in the byte order of this machine.</summary>
    /// <param name="stored">The elements, as bytes; booleans among them are changed to 0 and 1.</param>
    /// <param name="type">What they are.</param>
    /// <param name="destination">As many elements as are stored.</param>
    /// <returns>The position of the first element that cannot be converted, or −1.</returns>
    public static int Convert<T>(Span<byte> stored, ElementType type, Span<T> destination)
        where T : unmanaged, INumber<T>
    {
        switch (type)
        {
            case ElementType.Boolean:
                foreach (ref byte value in stored)
                    value = value == 0 ? (byte)0 : (byte)1;

                return Convert<byte, T>(stored, destination);
            case ElementType.Int8:
                return Convert<sbyte, T>(stored, destination);
            case ElementType.Int16:
                return Convert<short, T>(stored, destination);
            case ElementType.Int32:
                return Convert<int, T>(stored, destination);
            case ElementType.Int64:
                return Convert<long, T>(stored, destination);
            case ElementType.UInt8:
                return Convert<byte, T>(stored, destination);
            case ElementType.UInt16:
                return Convert<ushort, T>(stored, destination);
            case ElementType.UInt32:
                return Convert<uint, T>(stored, destination);
            case ElementType.UInt64:
                return Convert<ulong, T>(stored, destination);
            case ElementType.Float16:
                return Convert<Half, T>(stored, destination);
            case ElementType.Float32:
                return Convert<float, T>(stored, destination);
            default:
                return Convert<double, T>(stored, destination);
        }
    }

    /// <summary>One stored element as text, for an error.</summary>
    public static string Format(ReadOnlySpan<byte> element, ElementType type) => type switch
    {
        ElementType.Boolean or ElementType.UInt8 => $"{element[0]}",
        ElementType.Int8 => $"{(sbyte)element[0]}",
        ElementType.Int16 => $"{MemoryMarshal.Read<short>(element)}",
        ElementType.Int32 => $"{MemoryMarshal.Read<int>(element)}",
        ElementType.Int64 => $"{MemoryMarshal.Read<long>(element)}",
        ElementType.UInt16 => $"{MemoryMarshal.Read<ushort>(element)}",
        ElementType.UInt32 => $"{MemoryMarshal.Read<uint>(element)}",
        ElementType.UInt64 => $"{MemoryMarshal.Read<ulong>(element)}",
        ElementType.Float16 => $"{MemoryMarshal.Read<Half>(element)}",
        ElementType.Float32 => $"{MemoryMarshal.Read<float>(element)}",
        _ => $"{MemoryMarshal.Read<double>(element)}",
    };

    private static int Convert<TStored, T>(ReadOnlySpan<byte> stored, Span<T> destination)
        where TStored : unmanaged, INumber<TStored>
        where T : unmanaged, INumber<T>
    {
        ReadOnlySpan<TStored> source = MemoryMarshal.Cast<byte, TStored>(stored);
        return typeof(T) == typeof(double) || typeof(T) == typeof(float) || typeof(T) == typeof(Half)
            ? ToFloatingPoint(source, destination)
            : ToInteger(source, destination);
    }

    private static int ToFloatingPoint<TStored, T>(ReadOnlySpan<TStored> source, Span<T> destination)
        where TStored : unmanaged, INumber<TStored>
        where T : unmanaged, INumber<T>
    {
        for (int index = 0; index < source.Length; index++)
        {
            T value = T.CreateSaturating(source[index]);
            if (T.IsInfinity(value) && !TStored.IsInfinity(source[index]))
                return index;

            destination[index] = value;
        }

        return -1;
    }

    private static int ToInteger<TStored, T>(ReadOnlySpan<TStored> source, Span<T> destination)
        where TStored : unmanaged, INumber<TStored>
        where T : unmanaged, INumber<T>
    {
        int index = 0;
        try
        {
            for (; index < source.Length; index++)
            {
                if (!TStored.IsInteger(source[index]))
                    return index;

                destination[index] = T.CreateChecked(source[index]);
            }
        }
        catch (OverflowException)
        {
            return index;
        }

        return -1;
    }
}
