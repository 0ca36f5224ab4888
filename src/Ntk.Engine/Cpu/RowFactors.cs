using System.Numerics;
using Ntk.Engine.Numerics;

namespace Ntk.Engine.Cpu;

/// <summary>
/// The per-row scalars of one operation, twice: row by row for a first row, which is broadcast, and scalar by scalar for second
/// rows, which fill a lane.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed unsafe class RowFactors<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly NativeBuffer<T> byRow;
    private readonly NativeBuffer<T> byFactor;

    public RowFactors(int rows, int factorCount)
    {
        FactorCount = factorCount;
        Stride = CpuProfile.PaddedCount<T>(rows);
        byRow = new((long)rows * factorCount);
        byFactor = new(Stride * factorCount);
    }

    public int FactorCount { get; }

    /// <summary>Elements from one scalar of the second rows to the next; a multiple of the widest lane.</summary>
    public nint Stride { get; }

    public T* First(int row) => byRow.Pointer + (nint)row * FactorCount;

    public T* Second(int row) => byFactor.Pointer + row;

    /// <summary>Stores the scalars of a row; of those from <paramref name="firstProduct"/> on, the first is the companion of the second.</summary>
    public void Set(int row, ReadOnlySpan<double> factors, int firstProduct)
    {
        T* first = First(row);
        T* second = Second(row);
        for (int k = 0; k < FactorCount; k++)
        {
            second[k * Stride] = T.CreateTruncating(factors[k]);
            first[k] = k < firstProduct ? second[k * Stride] : T.CreateTruncating(Companion(factors[k]));
        }
    }

    /// <summary>What times the rounded value is the value's square, as exactly as a product of two rounded numbers can be.</summary>
    public static double Companion(double value)
    {
        double rounded = double.CreateTruncating(T.CreateTruncating(value));
        return rounded == 0 || !double.IsFinite(rounded) ? value : value * value / rounded;
    }

    public void Dispose()
    {
        byRow.Dispose();
        byFactor.Dispose();
    }
}
