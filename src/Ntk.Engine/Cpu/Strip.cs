using System.Numerics;
using Ntk.Engine.Numerics;

namespace Ntk.Engine.Cpu;

/// <summary>
/// A few first rows against a stretch of second rows, small enough for the L1 cache, with as many registers as the program has
/// values alive at once. One thread's scratch memory.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed unsafe class Strip<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly NativeBuffer<T> memory;
    private readonly NativeBuffer<T> prepared;
    private readonly nint rowLength = CpuProfile.StripColumns<T>();

    public Strip(int registers, int preparedCount)
    {
        memory = new(registers * 2L * CpuProfile.StripRows * rowLength);
        prepared = new(preparedCount);
        PreparedRow = new double[preparedCount];
    }

    /// <summary>Index of the first row among all first inputs.</summary>
    public int FirstRow { get; set; }

    /// <summary>Number of first rows, at most <see cref="CpuProfile.StripRows"/>.</summary>
    public int RowCount { get; set; }

    /// <summary>Index of the first column among all second inputs; a multiple of the widest lane.</summary>
    public int FirstColumn { get; set; }

    /// <summary>Number of columns, rounded up to whole lanes.</summary>
    public nint ColumnCount { get; set; }

    /// <summary>Scratch for the scalars of a first row that a dual prepares.</summary>
    public T* Prepared => prepared.Pointer;

    /// <summary>The same in double.</summary>
    public double[] PreparedRow { get; }

    /// <summary>One row of one register.</summary>
    public StripRow<T> Row(int register, int row)
    {
        T* haversine = memory.Pointer + (register * 2 * CpuProfile.StripRows + row) * rowLength;
        return new(haversine, haversine + CpuProfile.StripRows * rowLength);
    }

    public void Dispose()
    {
        memory.Dispose();
        prepared.Dispose();
    }
}
