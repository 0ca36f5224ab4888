namespace Ntk.Data;

/// <summary>NumPy's short names of element types, such as <c>&lt;f8</c>: byte order, kind, bytes.</summary>
internal static class NpyDescription
{
    /// <summary>The name under which elements of this machine are written.</summary>
    public static string Of(ElementType type)
    {
        char order = type.Size() == 1 ? '|' : BitConverter.IsLittleEndian ? '<' : '>';
        return $"{order}{Kind(type)}{type.Size()}";
    }

    /// <summary>Reads such a name.</summary>
    /// <returns>The layout, or null if the name is of no type that this library reads.</returns>
    public static ElementLayout? Parse(string description)
    {
        // Without a mark of order the elements are in that of the machine that wrote them, which today is little-endian.
        char order = '=';
        string name = description;
        if (name.Length > 0 && name[0] is '<' or '>' or '|' or '=')
        {
            order = name[0];
            name = name[1..];
        }

        foreach (ElementType type in Enum.GetValues<ElementType>())
        {
            if (name == $"{Kind(type)}{type.Size()}" && (order != '|' || type.Size() == 1))
                return new ElementLayout(type, IsBigEndian: order == '>');
        }

        return null;
    }

    private static char Kind(ElementType type) => type switch
    {
        ElementType.Boolean => 'b',
        ElementType.Int8 or ElementType.Int16 or ElementType.Int32 or ElementType.Int64 => 'i',
        ElementType.UInt8 or ElementType.UInt16 or ElementType.UInt32 or ElementType.UInt64 => 'u',
        _ => 'f',
    };
}
