using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Ntk.Data;

/// <summary>
/// Reads the header of a NumPy array: a Python dictionary of three literals, of which just the forms that NumPy writes are understood.
/// </summary>
internal ref struct NpyHeaderParser
{
    private const int LongestHeader = 1 << 16;
    private const int MostAxes = 64;

    private readonly ByteSource source;
    private readonly ReadOnlySpan<byte> text;
    private readonly long textOffset;
    private int position;

    private NpyHeaderParser(ByteSource source, ReadOnlySpan<byte> text)
    {
        this.source = source;
        this.text = text;
        textOffset = source.Position - text.Length;
    }

    /// <summary>Reads the header, and leaves the source where the elements begin.</summary>
    public static NpyHeader Read(ByteSource source)
    {
        Span<byte> prefix = stackalloc byte[8];
        source.ReadExactly(prefix, "the magic number");
        if (!prefix[..6].SequenceEqual(NpyHeader.Magic))
            throw source.Malformed(0, "the magic number of a NumPy array (\\x93NUMPY) is missing");

        int version = prefix[6];
        if (version is < 1 or > 3 || prefix[7] != 0)
            throw source.Malformed(6, $"the format version is {version}.{prefix[7]}; 1.0, 2.0 and 3.0 are known");

        Span<byte> lengthBytes = stackalloc byte[version == 1 ? 2 : 4];
        source.ReadExactly(lengthBytes, "the length of the header");
        uint length = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(lengthBytes) : BinaryPrimitives.ReadUInt32LittleEndian(lengthBytes);
        if (length > LongestHeader)
            throw source.Malformed(8, $"the header has {length} bytes; {LongestHeader} are allowed");

        source.RequireRemaining(length, "the header");
        byte[] dictionary = new byte[length];
        source.ReadExactly(dictionary, "the header");
        return new NpyHeaderParser(source, dictionary).ParseDictionary(version);
    }

    private NpyHeader ParseDictionary(int version)
    {
        ElementLayout? layout = null;
        bool? isFortranOrder = null;
        ImmutableArray<nint> shape = default;
        int shapePosition = 0;

        Require('{');
        while (!Take('}'))
        {
            SkipSpace();
            int start = position;
            string key = ParseString();
            Require(':');
            SkipSpace();
            switch (key)
            {
                case "descr" when layout is null:
                    layout = ParseDescription();
                    break;
                case "fortran_order" when isFortranOrder is null:
                    isFortranOrder = ParseBoolean();
                    break;
                case "shape" when shape.IsDefault:
                    shapePosition = position;
                    shape = ParseShape();
                    break;
                default:
                    throw Malformed(start, $"the key '{key}' is unknown or comes twice; 'descr', 'fortran_order' and 'shape' come once each");
            }

            if (!Take(','))
            {
                Require('}');
                break;
            }
        }

        SkipSpace();
        if (position < text.Length)
            throw Malformed(position, "something follows the dictionary of the header");

        if (layout is null || isFortranOrder is null || shape.IsDefault)
            throw Malformed(0, "the header lacks one of 'descr', 'fortran_order' and 'shape'");

        RequireCountable(shape, layout.Value.Size, shapePosition);
        return new NpyHeader(version, layout.Value, isFortranOrder.Value, shape, source.Position);
    }

    private ElementLayout ParseDescription()
    {
        int start = position;
        if (Take('['))
            throw Malformed(start, "the array has structured elements, which are not supported: save each field as an array of its own");

        string description = ParseString();
        if (description.EndsWith('O'))
            throw Malformed(start, "the array holds pickled Python objects, which are never read: save it with a numeric dtype");

        return NpyDescription.Parse(description) ?? throw Malformed(
            start, $"elements of type '{description}' are not supported: b1, i1 to i8, u1 to u8, f2, f4 and f8 are, in either byte order");
    }

    private bool ParseBoolean()
    {
        if (TakeWord("True"u8)) return true;
        if (TakeWord("False"u8)) return false;
        throw Malformed(position, "True or False is expected");
    }

    private ImmutableArray<nint> ParseShape()
    {
        ImmutableArray<nint>.Builder shape = ImmutableArray.CreateBuilder<nint>();
        Require('(');
        while (!Take(')'))
        {
            if (shape.Count == MostAxes)
                throw Malformed(position, $"the array has more than {MostAxes} axes");

            shape.Add(ParseLength());
            if (Take(','))
                continue;

            if (shape.Count == 1)
                throw Malformed(position, "a tuple of one length needs a comma");

            Require(')');
            break;
        }

        return shape.ToImmutable();
    }

    private nint ParseLength()
    {
        SkipSpace();
        int start = position;
        while (position < text.Length && char.IsAsciiDigit((char)text[position]))
            position++;

        if (position == start)
            throw Malformed(start, "the length of an axis, 0 or more, is expected");

        if (!nint.TryParse(text[start..position], NumberStyles.None, CultureInfo.InvariantCulture, out nint length))
            throw Malformed(start, "the length of an axis does not fit into 63 bits");

        // Python 2 wrote long integers so.
        if (position < text.Length && text[position] == 'L')
            position++;

        return length;
    }

    /// <summary>Axes of length 0 must not hide a product that overflows: strides are computed from it.</summary>
    private readonly void RequireCountable(ImmutableArray<nint> shape, int elementSize, int at)
    {
        UInt128 bytes = (UInt128)elementSize;
        foreach (nint length in shape)
        {
            bytes *= (UInt128)Math.Max(1, length);
            if (bytes > (UInt128)long.MaxValue)
                throw Malformed(at, "the size of the array does not fit into 63 bits");
        }
    }

    private string ParseString()
    {
        SkipSpace();
        int start = position;
        if (position == text.Length || text[position] is not ((byte)'\'' or (byte)'"'))
            throw Malformed(start, "a string is expected");

        byte quote = text[position++];
        int length = text[position..].IndexOfAny(quote, (byte)'\\', (byte)'\n');
        if (length < 0 || text[position + length] != quote)
            throw Malformed(start, "the string does not end, or has an escape sequence");

        string value = Encoding.UTF8.GetString(text.Slice(position, length));
        position += length + 1;
        return value;
    }

    private bool TakeWord(ReadOnlySpan<byte> word)
    {
        if (!text[position..].StartsWith(word))
            return false;

        position += word.Length;
        return true;
    }

    private bool Take(char symbol)
    {
        SkipSpace();
        if (position == text.Length || text[position] != symbol)
            return false;

        position++;
        return true;
    }

    private void Require(char symbol)
    {
        if (!Take(symbol))
            throw Malformed(position, $"'{symbol}' is expected");
    }

    private void SkipSpace()
    {
        while (position < text.Length && text[position] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            position++;
    }

    private readonly DataFormatException Malformed(int at, string cause) => source.Malformed(textOffset + at, $"NumPy header: {cause}");
}
