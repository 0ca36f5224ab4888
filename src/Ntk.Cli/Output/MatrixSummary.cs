using System.Numerics;
using Ntk.Engine.Gram;

namespace Ntk.Cli;

/// <summary>The range of the entries of a kernel matrix.</summary>
/// <param name="Name">nngp or ntk.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Columns">Number of columns.</param>
/// <param name="Smallest">The smallest entry.</param>
/// <param name="Largest">The largest entry.</param>
/// <param name="MeanOfDiagonal">The mean of the entries whose row and column are equal.</param>
/// <param name="InfiniteCount">Entries that are infinite: beyond the range of the type.</param>
/// <param name="ZeroCount">Entries that are zero: below the range of the type, or zero in truth.</param>
internal sealed record MatrixSummary(string Name, int Rows, int Columns, double Smallest, double Largest, double MeanOfDiagonal, long InfiniteCount, long ZeroCount)
{
    public static MatrixSummary Of<T>(string name, GramMatrix<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T smallest = T.PositiveInfinity, largest = T.NegativeInfinity;
        long infinite = 0, zero = 0;
        double diagonal = 0;
        for (int row = 0; row < matrix.Rows; row++)
        {
            foreach (T entry in matrix.Row(row))
            {
                smallest = T.Min(smallest, entry);
                largest = T.Max(largest, entry);
                infinite += T.IsInfinity(entry) ? 1 : 0;
                zero += T.IsZero(entry) ? 1 : 0;
            }
            if (row < matrix.Columns)
                diagonal += double.CreateTruncating(matrix[row, row]);
        }
        bool isEmpty = matrix.Rows == 0 || matrix.Columns == 0;
        return new(
            name, matrix.Rows, matrix.Columns, isEmpty ? 0 : double.CreateTruncating(smallest), isEmpty ? 0 : double.CreateTruncating(largest),
            isEmpty ? 0 : diagonal / Math.Min(matrix.Rows, matrix.Columns), infinite, zero);
    }

    /// <summary>Warns if the type could not hold entries.</summary>
    public void WarnOfRange(Session session, Precision precision)
    {
        string type = precision.Name();
        if (InfiniteCount > 0)
            session.Warn($"{InfiniteCount} entries of {Name} are infinite: beyond the range of {type}. Use float64, or scale the inputs.");
        if (ZeroCount > 0)
            session.Warn($"{ZeroCount} entries of {Name} are zero: orthogonal inputs, or values below the range of {type}.");
    }
}
