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
                if (scratch.Output.HasNngp)
                    scratch.Output.Nngp(row, column) = Entry(first.Variance[row], second.Variance[column], cell.Distance[lane]);
                if (scratch.Output.HasNtk)
                    scratch.Output.Ntk(row, column) = Entry(first.Tangent[row], second.Tangent[column], cell.Tangent[lane]);
            }
        }
    }

    /// <summary>An entry; that of an image without variance is zero, whatever the rounding of the distance.</summary>
    private T Entry(double first, double second, T distance) => first == 0 || second == 0
        ? T.Zero
        : T.CreateTruncating(0.5 * (first + second) - 0.5 * scale * double.CreateTruncating(distance));
}

/// <summary>Where the entries of a tile go.</summary>
internal readonly unsafe struct TileOutput<T>(TileRange tile, bool lowerOnly, T* nngp, nint nngpStride, T* ntk, nint ntkStride)
    where T : unmanaged
{
    public bool HasNngp => nngp != null;

    public bool HasNtk => ntk != null;

    /// <summary>Whether an entry is to be written.</summary>
    public bool Contains(int row, int column) => column < tile.FirstColumn + tile.ColumnCount && !(lowerOnly && column >= row);

    public ref T Nngp(int row, int column) => ref nngp[(row - tile.FirstRow) * nngpStride + (column - tile.FirstColumn)];

    public ref T Ntk(int row, int column) => ref ntk[(row - tile.FirstRow) * ntkStride + (column - tile.FirstColumn)];
}
