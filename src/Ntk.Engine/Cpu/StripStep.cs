using System.Numerics;
using Ntk.Engine.Duals;

namespace Ntk.Engine.Cpu;

/// <summary>One step of a program on a strip.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal abstract class StripStep<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Scalars a first row needs prepared.</summary>
    public virtual int PreparedCount => 0;

    public abstract void Run(Strip<T> strip);

    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>The scalars of an operation for the first inputs and for the second, which are the same object where the inputs are.</summary>
internal sealed class PairTable<T>(RowFactors<T> first, RowFactors<T> second) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public RowFactors<T> First { get; } = first;

    public RowFactors<T> Second { get; } = second;

    public unsafe FactorRow<T> For(Strip<T> strip, int row) =>
        new(First.First(strip.FirstRow + row), Second.Second(strip.FirstColumn), Second.Stride);

    public void Dispose()
    {
        First.Dispose();
        Second.Dispose();
    }
}

/// <summary>An activation, and the Dense layer after it if there is one.</summary>
internal class LayerStep<T, TLane, TDual, TAffine, TTangent>(TDual dual, int source, int target, PairTable<T> dualFactors, PairTable<T> affineFactors) : StripStep<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, Native.Lanes.ILane<TLane, T>
    where TDual : struct, IDual
    where TAffine : struct, IAffine
    where TTangent : struct, ITangent
{
    protected TDual Dual { get; } = dual;

    public override void Run(Strip<T> strip)
    {
        for (int row = 0; row < strip.RowCount; row++)
        {
            LayerKernel<T, TLane, TDual, TAffine, TTangent>.Run(
                Dual, strip.Row(source, row), strip.Row(target, row), strip.ColumnCount, Factors(dualFactors, strip, row), affineFactors.For(strip, row));
        }
    }

    public override void Dispose()
    {
        dualFactors.Dispose();
        affineFactors.Dispose();
        base.Dispose();
    }

    protected virtual FactorRow<T> Factors(PairTable<T> table, Strip<T> strip, int row) => table.For(strip, row);
}

/// <summary>A <see cref="LayerStep{T, TLane, TDual, TAffine, TTangent}"/> whose dual prepares each first row.</summary>
internal sealed class PreparedLayerStep<T, TLane, TDual, TAffine, TTangent>(TDual dual, int source, int target, PairTable<T> dualFactors, PairTable<T> affineFactors)
    : LayerStep<T, TLane, TDual, TAffine, TTangent>(dual, source, target, dualFactors, affineFactors)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, Native.Lanes.ILane<TLane, T>
    where TDual : struct, IPreparedDual
    where TAffine : struct, IAffine
    where TTangent : struct, ITangent
{
    public override int PreparedCount => Dual.PreparedCount;

    protected override unsafe FactorRow<T> Factors(PairTable<T> table, Strip<T> strip, int row)
    {
        Span<double> own = stackalloc double[Dual.FactorCount];
        T* stored = table.First.First(strip.FirstRow + row);
        for (int k = 0; k < own.Length; k++)
            own[k] = double.CreateTruncating(stored[k]);
        Dual.Prepare(own, strip.PreparedRow);
        for (int k = 0; k < Dual.PreparedCount; k++)
            strip.Prepared[k] = T.CreateTruncating(strip.PreparedRow[k]);
        return new(strip.Prepared, table.Second.Second(strip.FirstColumn), table.Second.Stride);
    }
}
