namespace Ntk.Data;

/// <summary>
/// The SplitMix64 generator of Steele, Lea and Flood (2014). It is specified here, and not taken from .NET, so that a seed
/// gives the same numbers on every platform and in every version.
/// </summary>
/// <param name="seed">Any number; equal seeds give equal sequences.</param>
public struct SplitMix64(ulong seed)
{
    private ulong state = seed;

    /// <summary>The next number, uniform over 64 bits.</summary>
    /// <returns>The number.</returns>
    public ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        ulong mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>The next number, uniform over 0 to <paramref name="bound"/> − 1.</summary>
    /// <param name="bound">1 or more.</param>
    /// <returns>The high half of <see cref="Next"/> times the bound; numbers whose low half would favour some results are drawn again.</returns>
    public ulong NextBelow(ulong bound)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bound);
        ulong unfair = (0 - bound) % bound;
        while (true)
        {
            ulong result = Math.BigMul(Next(), bound, out ulong low);
            if (low >= unfair)
                return result;
        }
    }

    /// <summary>A random order of the numbers 0 to <paramref name="count"/> − 1: Fisher–Yates from the last position to the second.</summary>
    /// <param name="count">How many numbers, 0 or more.</param>
    /// <param name="seed">Of a generator of its own; equal seeds give equal orders.</param>
    /// <returns>The numbers in that order.</returns>
    public static int[] Permutation(int count, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int[] order = new int[count];
        for (int position = 0; position < count; position++)
            order[position] = position;

        SplitMix64 random = new(seed);
        for (int position = count - 1; position > 0; position--)
        {
            int other = (int)random.NextBelow((ulong)position + 1);
            (order[position], order[other]) = (order[other], order[position]);
        }

        return order;
    }
}
