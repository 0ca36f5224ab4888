using System.Runtime.CompilerServices;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>Sums over a window of cells, and the affine layer they belong to.</summary>
internal static unsafe class WindowSums<T, TLane>
    where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
{
    /// <summary>distance = scale·ΣD and, if there are tangents, tangent = input·ΣD + scale·ΣT.</summary>
    /// <param name="distances">As many rows as the window is high.</param>
    /// <param name="tangents">The same of the tangents; null if there are none.</param>
    /// <param name="window">Rows, columns and stride along the row.</param>
    /// <param name="distance">Receives <paramref name="count"/> cells.</param>
    /// <param name="tangent">Receives as many.</param>
    /// <param name="count">Number of cells.</param>
    /// <param name="scale">Factor of the sums.</param>
    /// <param name="input">Weight of the kernel in the tangent kernel.</param>
    public static void Sum(T** distances, T** tangents, WindowShape window, T* distance, T* tangent, int count, T scale, T input)
    {
        bool isUnit = scale == T.One && input == T.One;
        if (tangents == null)
            Sum(distances, window, distance, count, scale, T.Zero);
        else if (window.Rows == 3 && window.Columns == 3 && window.Stride == 1 && isUnit)
            ThreeByThree(distances, tangents, distance, tangent, count);
        else
            Any(distances, tangents, window, distance, tangent, count, scale, input);
    }

    /// <summary>target = scale·Σ + offset.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Sum(T** rows, WindowShape window, T* target, int count, T scale, T offset)
    {
        TLane factor = TLane.Broadcast(scale);
        TLane constant = TLane.Broadcast(offset);
        nint end = (nint)count * TLane.Count;
        if (window.Rows == 3 && window.Columns == 3 && window.Stride == 1)
        {
            TLane left = Column(rows, 0);
            TLane middle = Column(rows, TLane.Count);
            for (nint i = 0; i < end; i += TLane.Count)
            {
                TLane right = Column(rows, i + 2 * TLane.Count);
                TLane.MultiplyAdd(factor, left + middle + right, constant).Store(ref target[i], 0);
                left = middle;
                middle = right;
            }

            return;
        }

        for (nint i = 0; i < end; i += TLane.Count)
            TLane.MultiplyAdd(factor, At(rows, window, i * window.Stride), constant).Store(ref target[i], 0);
    }

    /// <summary>The commonest filter: sums of columns move along the row, so that each cell is read three times and added four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void ThreeByThree(T** distances, T** tangents, T* distance, T* tangent, int count)
    {
        T* d0 = distances[0], d1 = distances[1], d2 = distances[2];
        T* t0 = tangents[0], t1 = tangents[1], t2 = tangents[2];
        TLane left = Column(d0, d1, d2, 0);
        TLane middle = Column(d0, d1, d2, TLane.Count);
        TLane tangentLeft = Column(t0, t1, t2, 0);
        TLane tangentMiddle = Column(t0, t1, t2, TLane.Count);
        nint end = (nint)count * TLane.Count;
        for (nint i = 0; i < end; i += TLane.Count)
        {
            TLane right = Column(d0, d1, d2, i + 2 * TLane.Count);
            TLane tangentRight = Column(t0, t1, t2, i + 2 * TLane.Count);
            TLane sum = (left + middle) + right;
            sum.Store(ref distance[i], 0);
            (sum + ((tangentLeft + tangentMiddle) + tangentRight)).Store(ref tangent[i], 0);
            left = middle;
            middle = right;
            tangentLeft = tangentMiddle;
            tangentMiddle = tangentRight;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Any(T** distances, T** tangents, WindowShape window, T* distance, T* tangent, int count, T scale, T input)
    {
        TLane factor = TLane.Broadcast(scale);
        TLane inputFactor = TLane.Broadcast(input);
        nint end = (nint)count * TLane.Count;
        for (nint i = 0; i < end; i += TLane.Count)
        {
            TLane sum = At(distances, window, i * window.Stride);
            TLane tangentSum = At(tangents, window, i * window.Stride);
            (factor * sum).Store(ref distance[i], 0);
            TLane.MultiplyAdd(factor, tangentSum, inputFactor * sum).Store(ref tangent[i], 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Column(T* first, T* second, T* third, nint i) =>
        (TLane.Load(in first[i], 0) + TLane.Load(in second[i], 0)) + TLane.Load(in third[i], 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Column(T** rows, nint i) => Column(rows[0], rows[1], rows[2], i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane At(T** rows, WindowShape window, nint i)
    {
        // Column by column, as in the loops for the commonest filter: the same sums to the last bit.
        TLane sum = TLane.Constant(0);
        for (nint column = 0; column < window.Columns; column++)
        {
            nint start = i + column * TLane.Count;
            TLane own = TLane.Load(in rows[0][start], 0);
            for (int row = 1; row < window.Rows; row++)
                own += TLane.Load(in rows[row][start], 0);
            sum += own;
        }

        return sum;
    }
}

/// <summary>A window on rows.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Columns">Cells along a row.</param>
/// <param name="Stride">Cells from one window to the next.</param>
internal readonly record struct WindowShape(int Rows, int Columns, int Stride)
{
    /// <summary>Each cell for itself.</summary>
    public static WindowShape Cell => new(1, 1, 1);
}
