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
    /// <summary>Rows that are prepared at once.</summary>
    private const int PreparedRows = 1024;

    private readonly List<(RowFactors<T> Factors, RowPreparation? Preparation)> parts = [];

    /// <summary>Scalars of a first input.</summary>
    public int FirstCount { get; private set; }

    /// <summary>Scalars of a second input.</summary>
    public int SecondCount { get; private set; }

    /// <summary>Makes place for the scalars of an operation.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="preparation">How those of first inputs are made of them, if they are others.</param>
    public RowFactors<T> Add(int count, RowPreparation? preparation = null)
    {
        var factors = new RowFactors<T>(rows, count);
        parts.Add((factors, preparation));
        FirstCount += preparation?.Count ?? count;
        SecondCount += count;
        return factors;
    }

    /// <summary>Elements in all.</summary>
    public long Length(bool asFirst) => (long)(asFirst ? FirstCount : SecondCount) * rows;

    /// <summary>Copies all to a device, scalar after scalar.</summary>
    /// <param name="device">The device.</param>
    /// <param name="asFirst">Whether as those of first inputs, which differ from those of second ones in products and where they are prepared.</param>
    public DeviceArray<T> Upload(ComputeDevice device, bool asFirst)
    {
        var target = new DeviceArray<T>(device, Length(asFirst));
        var column = new T[rows];
        long start = 0;
        foreach ((RowFactors<T> part, RowPreparation? preparation) in parts)
        {
            if (asFirst && preparation is not null)
            {
                UploadPrepared(device, target, start, part, preparation);
                start += (long)preparation.Count * rows;
                continue;
            }

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
        foreach ((RowFactors<T> part, _) in parts)
            part.Dispose();
    }

    private void UploadPrepared(ComputeDevice device, DeviceArray<T> target, long start, RowFactors<T> part, RowPreparation preparation)
    {
        var own = new double[part.FactorCount];
        var prepared = new double[preparation.Count];
        var block = new T[preparation.Count * Math.Min(PreparedRows, rows)];
        for (int first = 0; first < rows; first += PreparedRows)
        {
            int count = Math.Min(PreparedRows, rows - first);
            for (int row = 0; row < count; row++)
            {
                for (int factor = 0; factor < own.Length; factor++)
                    own[factor] = double.CreateTruncating(part.First(first + row)[factor]);
                preparation.Prepare(own, prepared);
                for (int factor = 0; factor < prepared.Length; factor++)
                    block[factor * count + row] = T.CreateTruncating(prepared[factor]);
            }

            for (int factor = 0; factor < prepared.Length; factor++)
                target.Fill(device, start + (long)factor * rows + first, block.AsSpan(factor * count, count));
        }
    }
}
