using System.Numerics;
using Ntk.Engine.Programs;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>From the last distances to kernel entries: K = (q₁ + q₂ − D)/2, Θ = (t₁ + t₂ − T)/2.</summary>
internal sealed unsafe class ResultSink<T>(double scale, RowStates first, RowStates second) : PlaneSink<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Accept(PlaneScratch<T> scratch, int register, PixelOffset offset)
    {
        for (int group = 0; group < scratch.GroupCount; group++)
        {
            PlaneRow<T> cell = scratch.Register(register, group);
            int row = scratch.FirstImage + group;
            for (int lane = 0; lane < scratch.Lanes; lane++)
            {
                int column = scratch.Block * scratch.Lanes + lane;
                if (!scratch.Output.Contains(row, column))
                    continue;
                Write(scratch.Output, row, column, cell.Distance[lane], cell.Tangent[lane]);
            }
        }
    }

    /// <summary>Writes the entries of a pair.</summary>
    public void Write(TileOutput<T> output, int row, int column, T distance, T tangent) => output.Set(
        row, column,
        Entry(first.Variance[row], second.Variance[column], distance),
        output.HasNtk ? Entry(first.Tangent[row], second.Tangent[column], tangent) : 0);

    /// <summary>An entry; that of an image without variance is zero, whatever the rounding of the distance.</summary>
    private double Entry(double first, double second, T distance) => first == 0 || second == 0
        ? 0
        : 0.5 * (first + second) - 0.5 * scale * double.CreateTruncating(distance);
}

/// <summary>Where the entries of a tile go.</summary>
internal readonly unsafe struct TileOutput<T>(TileRange tile, bool lowerOnly, T* nngp, nint nngpStride, T* ntk, nint ntkStride)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public bool HasNngp => nngp != null;

    public bool HasNtk => ntk != null;

    /// <summary>Whether an entry is to be written.</summary>
    public bool Contains(int row, int column) => column < tile.FirstColumn + tile.ColumnCount && !(lowerOnly && column >= row);

    /// <summary>Writes an entry of each kernel that is wanted.</summary>
    public void Set(int row, int column, double nngpEntry, double ntkEntry)
    {
        if (HasNngp)
            Nngp(row, column) = T.CreateTruncating(nngpEntry);
        if (HasNtk)
            Ntk(row, column) = T.CreateTruncating(ntkEntry);
    }

    private ref T Nngp(int row, int column) => ref nngp[(row - tile.FirstRow) * nngpStride + (column - tile.FirstColumn)];

    private ref T Ntk(int row, int column) => ref ntk[(row - tile.FirstRow) * ntkStride + (column - tile.FirstColumn)];
}
