namespace Ntk.Cli;

/// <summary>A colour map whose brightness grows evenly, also for colour-blind eyes and in print: dark violet over teal to yellow.</summary>
internal static class Palette
{
    public const int Size = 256;

    // Nine points of the map "viridis" by S. van der Walt and N. Smith (CC0), evenly spaced.
    private static readonly (byte Red, byte Green, byte Blue)[] Points =
    [
        (68, 1, 84), (71, 44, 122), (59, 81, 139), (44, 113, 142), (33, 144, 141), (39, 173, 129), (92, 200, 99), (170, 220, 50), (253, 231, 37),
    ];

    /// <summary>Red, green and blue of all colours, for a PNG file.</summary>
    public static byte[] Bytes { get; } = [.. Enumerable.Range(0, Size).SelectMany(index => Colour(index / (Size - 1.0)))];

    /// <summary>The colour of a share of the range, for a style sheet.</summary>
    public static string Css(double share)
    {
        byte[] colour = Colour(share);
        return $"#{colour[0]:x2}{colour[1]:x2}{colour[2]:x2}";
    }

    private static byte[] Colour(double share)
    {
        double position = Math.Clamp(share, 0, 1) * (Points.Length - 1);
        int index = Math.Min((int)position, Points.Length - 2);
        (byte Red, byte Green, byte Blue) a = Points[index], b = Points[index + 1];
        return [Mix(a.Red, b.Red), Mix(a.Green, b.Green), Mix(a.Blue, b.Blue)];

        byte Mix(byte from, byte to) => (byte)Math.Round(from + (position - index) * (to - from));
    }
}
