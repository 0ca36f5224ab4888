using System.Runtime.CompilerServices;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>Sums over windows of cells, and the affine layer they belong to.</summary>
internal static unsafe class WindowSums<T, TLane>
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
{
    /// <summary>distance = scale·ΣD and tangent = input·ΣD + scale·ΣT.</summary>
    /// <param name="rows">The rows of the first windows, and those after them.</param>
    /// <param name="window">The windows.</param>
    /// <param name="target">Receives the cells, row after row.</param>
    /// <param name="rowCount">Its rows.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="scale">Factor of the sums.</param>
    /// <param name="input">Weight of the kernel in the tangent kernel.</param>
    public static void Sum(PlaneRow<T>* rows, WindowShape window, PlaneRow<T> target, int rowCount, int columns, T scale, T input)
    {
        nint end = (nint)columns * TLane.Count;
        if (window.IsThreeByThree)
            ThreeByThree(rows, window.RowStride, target.Distance, target.Tangent, rowCount, end, scale, input, T.One);
        else
            Any(rows, window, target.Distance, target.Tangent, rowCount, end, scale, input);
    }

    /// <summary>target = scale·Σ + offset, of one of the distances.</summary>
    public static void Sum(PlaneRow<T>* rows, int part, WindowShape window, PlaneRow<T> target, int rowCount, int columns, T scale, T offset)
    {
        nint end = (nint)columns * TLane.Count;
        if (window.IsThreeByThree)
            ThreeByThree(rows, part, window.RowStride, target.Part(part), rowCount, end, scale, offset, T.One);
        else
            Any(rows, part, window, target.Part(part), rowCount, end, scale, offset);
    }

    /// <summary>The commonest filter: sums of columns move along the row, so that each cell is read three times and added four.</summary>
    /// <remarks>Some processors have as many multiply-adders as adders, which would do all the work: half of a + b is done as a·1 + b.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void ThreeByThree(PlaneRow<T>* rows, int rowStride, T* distance, T* tangent, int rowCount, nint end, T scale, T input, T one)
    {
        TLane factor = TLane.Broadcast(scale);
        TLane inputFactor = TLane.Broadcast(input);
        TLane unit = TLane.Broadcast(one);
        for (; rowCount > 0; rowCount--)
        {
            T* d0 = rows[0].Distance, d1 = rows[1].Distance, d2 = rows[2].Distance;
            T* t0 = rows[0].Tangent, t1 = rows[1].Tangent, t2 = rows[2].Tangent;
            TLane left = Column(d0, d1, d2, 0, unit);
            TLane middle = Column(d0, d1, d2, TLane.Count, unit);
            TLane tangentLeft = Column(t0, t1, t2, 0, unit);
            TLane tangentMiddle = Column(t0, t1, t2, TLane.Count, unit);
            for (nint i = 0; i < end; i += TLane.Count)
            {
                TLane right = Column(d0, d1, d2, i + 2 * TLane.Count, unit);
                TLane tangentRight = Column(t0, t1, t2, i + 2 * TLane.Count, unit);
                TLane sum = TLane.MultiplyAdd(left + middle, unit, right);
                TLane tangentSum = TLane.MultiplyAdd(tangentLeft + tangentMiddle, unit, tangentRight);
                (factor * sum).Store(ref distance[i], 0);
                TLane.MultiplyAdd(factor, tangentSum, inputFactor * sum).Store(ref tangent[i], 0);
                left = middle;
                middle = right;
                tangentLeft = tangentMiddle;
                tangentMiddle = tangentRight;
            }

            rows += rowStride;
            distance += end;
            tangent += end;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void ThreeByThree(PlaneRow<T>* rows, int part, int rowStride, T* target, int rowCount, nint end, T scale, T offset, T one)
    {
        TLane factor = TLane.Broadcast(scale);
        TLane constant = TLane.Broadcast(offset);
        TLane unit = TLane.Broadcast(one);
        for (; rowCount > 0; rowCount--)
        {
            T* r0 = rows[0].Part(part), r1 = rows[1].Part(part), r2 = rows[2].Part(part);
            TLane left = Column(r0, r1, r2, 0, unit);
            TLane middle = Column(r0, r1, r2, TLane.Count, unit);
            for (nint i = 0; i < end; i += TLane.Count)
            {
                TLane right = Column(r0, r1, r2, i + 2 * TLane.Count, unit);
                TLane.MultiplyAdd(factor, TLane.MultiplyAdd(left + middle, unit, right), constant).Store(ref target[i], 0);
                left = middle;
                middle = right;
            }

            rows += rowStride;
            target += end;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Any(PlaneRow<T>* rows, WindowShape window, T* distance, T* tangent, int rowCount, nint end, T scale, T input)
    {
        TLane factor = TLane.Broadcast(scale);
        TLane inputFactor = TLane.Broadcast(input);
        for (; rowCount > 0; rowCount--, rows += window.RowStride, distance += end, tangent += end)
        {
            for (nint i = 0; i < end; i += TLane.Count)
            {
                TLane sum = Window(rows, PlaneParts.Distance, window, i * window.ColumnStride);
                TLane tangents = Window(rows, PlaneParts.Tangent, window, i * window.ColumnStride);
                (factor * sum).Store(ref distance[i], 0);
                TLane.MultiplyAdd(factor, tangents, inputFactor * sum).Store(ref tangent[i], 0);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Any(PlaneRow<T>* rows, int part, WindowShape window, T* target, int rowCount, nint end, T scale, T offset)
    {
        TLane factor = TLane.Broadcast(scale);
        TLane constant = TLane.Broadcast(offset);
        for (; rowCount > 0; rowCount--, rows += window.RowStride, target += end)
        {
            for (nint i = 0; i < end; i += TLane.Count)
                TLane.MultiplyAdd(factor, Window(rows, part, window, i * window.ColumnStride), constant).Store(ref target[i], 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Column(T* first, T* second, T* third, nint i, TLane unit) =>
        TLane.MultiplyAdd(TLane.Load(in first[i], 0) + TLane.Load(in second[i], 0), unit, TLane.Load(in third[i], 0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Window(PlaneRow<T>* rows, int part, WindowShape window, nint i)
    {
        // Column by column, as in the loops for the commonest filter: the same sums to the last bit.
        TLane sum = TLane.Constant(0);
        for (nint column = 0; column < window.Columns; column++)
        {
            nint start = i + column * TLane.Count;
            TLane own = TLane.Load(in rows[0].Part(part)[start], 0);
            for (int row = 1; row < window.Rows; row++)
                own += TLane.Load(in rows[row].Part(part)[start], 0);
            sum += own;
        }

        return sum;
    }
}

/// <summary>Windows on rows of cells.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Columns">Cells along a row.</param>
/// <param name="RowStride">Rows from one window to the next.</param>
/// <param name="ColumnStride">Cells from one window to the next.</param>
internal readonly record struct WindowShape(int Rows, int Columns, int RowStride, int ColumnStride)
{
    /// <summary>Each cell for itself.</summary>
    public static WindowShape Cell => new(1, 1, 1, 1);

    /// <summary>Three by three cells with a stride of one along the row.</summary>
    public bool IsThreeByThree => Rows == 3 && Columns == 3 && ColumnStride == 1;
}
