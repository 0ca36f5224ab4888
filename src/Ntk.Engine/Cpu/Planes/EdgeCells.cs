using System.Runtime.CompilerServices;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>Cells of which at most one of the two pixels exists: the distances of a signal from zero.</summary>
internal static unsafe class EdgeCells<T, TLane>
    where T : unmanaged
    where TLane : struct, ILane<TLane, T>
{
    /// <summary>Writes the variances of the pixels that exist.</summary>
    /// <param name="target">The cells.</param>
    /// <param name="factors">The table of the pixels' scalars.</param>
    /// <param name="pixel">The pixel of the first cell.</param>
    /// <param name="factorCount">Scalars of a pixel.</param>
    /// <param name="deviation">Which of them is √K(x,x).</param>
    /// <param name="tangent">Which is Θ(x,x); null if there are no tangents.</param>
    /// <param name="slope">Which it is to be multiplied by; null if none.</param>
    /// <param name="hasMirror">Whether mirror distances are needed.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write<TImage>(CellBlock<T> target, T* factors, int pixel, int factorCount, int deviation, int? tangent, int? slope, bool hasMirror)
        where TImage : struct, IFirstImage
    {
        nint step = (nint)factorCount * TImage.Stride(TLane.Count);
        bool hasTangent = tangent is not null;
        bool hasSlope = slope is not null;
        int tangentIndex = tangent ?? 0;
        int slopeIndex = slope ?? 0;
        for (int row = 0; row < target.RowCount; row++)
        {
            PlaneRow<T> cells = target.Row(row, TLane.Count);
            T* own = factors + (pixel + (nint)row * target.Width) * step;
            for (nint i = 0; i < (nint)target.Columns * TLane.Count; i += TLane.Count, own += step)
            {
                TLane length = TImage.Load<T, TLane>(own, deviation, 0);
                TLane variance = length * length;
                variance.Store(ref cells.Distance[i], 0);
                if (hasMirror)
                    variance.Store(ref cells.Mirror[i], 0);
                if (!hasTangent)
                    continue;
                TLane value = TImage.Load<T, TLane>(own, tangentIndex, 0);
                if (hasSlope)
                    value *= TImage.Load<T, TLane>(own, slopeIndex, 0);
                value.Store(ref cells.Tangent[i], 0);
            }
        }
    }

    /// <summary>Neither pixel exists.</summary>
    public static void Clear(CellBlock<T> target)
    {
        int length = target.Columns * TLane.Count;
        for (int row = 0; row < target.RowCount; row++)
        {
            PlaneRow<T> cells = target.Row(row, TLane.Count);
            new Span<T>(cells.Distance, length).Clear();
            new Span<T>(cells.Mirror, length).Clear();
            new Span<T>(cells.Tangent, length).Clear();
        }
    }
}
