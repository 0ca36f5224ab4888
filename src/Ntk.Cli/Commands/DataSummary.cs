using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Ntk.Data;

namespace Ntk.Cli;

/// <summary>One set of rows in numbers; ranges are of the finite values.</summary>
/// <param name="Name">Which set.</param>
/// <param name="Shape">Lengths of the axes, rows first.</param>
/// <param name="Smallest">The smallest value.</param>
/// <param name="Largest">The largest value.</param>
/// <param name="Mean">The mean of all values.</param>
/// <param name="Deviation">Their standard deviation (of the population).</param>
/// <param name="NonFiniteCount">Values that are NaN or infinite.</param>
/// <param name="ZeroRows">Rows whose values are all zero.</param>
/// <param name="DuplicateRows">Rows equal to an earlier one, bit by bit.</param>
/// <param name="ConstantFeatures">Features with the same value in all rows.</param>
/// <param name="RowsOfClasses">How many rows each class has; null without labels.</param>
internal sealed record DataSummary(
    string Name, IReadOnlyList<long> Shape, double Smallest, double Largest, double Mean, double Deviation, long NonFiniteCount, int ZeroRows, int DuplicateRows,
    int ConstantFeatures, IReadOnlyList<int>? RowsOfClasses)
{
    public static DataSummary Of<T>(DataPart<T> part)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ReadOnlyTensorSpan<T> rows = TensorRows.AsMatrix<T>(part.Features);
        int features = (int)rows.Lengths[1];
        var moments = default(Moments);
        var seen = new HashSet<(UInt128 First, UInt128 Second)>();
        T[] first = new T[features];
        bool[] varies = new bool[features];
        int zeroRows = 0, duplicates = 0;
        for (nint row = 0; row < rows.Lengths[0] && features > 0; row++)
        {
            ReadOnlySpan<T> values = rows.GetSpan([row, 0], features);
            if (row == 0)
                values.CopyTo(first);
            bool isZero = true;
            for (int feature = 0; feature < features; feature++)
            {
                moments.Add(double.CreateTruncating(values[feature]));
                isZero &= T.IsZero(values[feature]);
                varies[feature] |= values[feature] != first[feature];
            }
            zeroRows += isZero ? 1 : 0;
            duplicates += seen.Add(KeyOf(values)) ? 0 : 1;
        }
        return new(
            part.Name, [.. part.Features.Lengths.ToArray().Select(length => (long)length)], moments.Smallest, moments.Largest, moments.Mean, moments.Deviation, moments.NonFiniteCount, zeroRows, duplicates,
            varies.Count(value => !value), part.Labels is { } labels ? Labels.Counts(labels, part.ClassCount) : null);
    }

    /// <summary>A digest that no two different rows share.</summary>
    private static (UInt128 First, UInt128 Second) KeyOf<T>(ReadOnlySpan<T> row)
        where T : unmanaged
    {
        Span<UInt128> digest = stackalloc UInt128[2];
        SHA256.HashData(MemoryMarshal.AsBytes(row), MemoryMarshal.AsBytes(digest));
        return (digest[0], digest[1]);
    }

    /// <summary>Range, mean and variance in one pass (Welford's update, which does not cancel).</summary>
    private struct Moments
    {
        private long count;
        private double sumOfSquares;
        private double smallest;
        private double largest;

        public readonly double Smallest => smallest;

        public readonly double Largest => largest;

        public double Mean { get; private set; }

        public long NonFiniteCount { get; private set; }

        public readonly double Deviation => count == 0 ? 0 : Math.Sqrt(sumOfSquares / count);

        public void Add(double value)
        {
            if (!double.IsFinite(value))
            {
                NonFiniteCount++;
                return;
            }
            (smallest, largest) = count == 0 ? (value, value) : (Math.Min(smallest, value), Math.Max(largest, value));
            count++;
            double delta = value - Mean;
            Mean += delta / count;
            sumOfSquares += delta * (value - Mean);
        }
    }
}
