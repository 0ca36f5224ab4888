using System.Numerics;
using Ntk.Engine.Cpu;
using Ntk.Kernels.Devices;

namespace Ntk.Kernels.Features;

/// <summary>The scalars of one set of inputs for all operations, one after the other.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="rows">Inputs.</param>
internal sealed unsafe class FactorTable<T>(int rows) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<RowFactors<T>> parts = [];

    /// <summary>Scalars of an input.</summary>
    public int Count { get; private set; }

    /// <summary>Elements in all.</summary>
    public long Length => (long)Count * rows;

    /// <summary>Makes place for the scalars of an operation.</summary>
    public RowFactors<T> Add(int count)
    {
        var factors = new RowFactors<T>(rows, count);
        parts.Add(factors);
        Count += count;
        return factors;
    }

    /// <summary>Copies all to a device, scalar after scalar.</summary>
    /// <param name="device">The device.</param>
    /// <param name="asFirst">Whether as those of first inputs, which differ from those of second ones in products.</param>
    public DeviceArray<T> Upload(ComputeDevice device, bool asFirst)
    {
        var target = new DeviceArray<T>(device, Length);
        var column = new T[rows];
        long start = 0;
        foreach (RowFactors<T> part in parts)
        {
            for (int factor = 0; factor < part.FactorCount; factor++, start += rows)
            {
                for (int row = 0; row < rows; row++)
                    column[row] = asFirst ? part.First(row)[factor] : part.Second(row)[factor * part.Stride];
                target.Fill(device, start, column);
            }
        }

        return target;
    }

    public void Dispose()
    {
        foreach (RowFactors<T> part in parts)
            part.Dispose();
    }
}
