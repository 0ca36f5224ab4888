using System.Numerics;
using System.Numerics.Tensors;
using System.Reflection;
using System.Runtime.CompilerServices;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Gram;

/// <summary>A Gram matrix as a store of tiles knows it: all that its bits depend on, and how it is cut.</summary>
/// <param name="ProgramHash">SHA-256, in hexadecimal, of the network's JSON, the kernels asked for, and the shape of an input.</param>
/// <param name="DataHash">SHA-256, in hexadecimal, of the shapes and the bytes of the inputs.</param>
/// <param name="Precision">float32 or float64.</param>
/// <param name="Outputs">The kernels asked for.</param>
/// <param name="Rows">Rows of the matrix.</param>
/// <param name="Columns">Columns of the matrix.</param>
/// <param name="IsSymmetric">Whether only the tiles that reach the diagonal or lie below it exist.</param>
/// <param name="TileRows">Rows of every tile but those at the end.</param>
/// <param name="TileColumns">Columns of every tile but those at the end and at the diagonal.</param>
/// <param name="Backend">The name of what evaluates tiles.</param>
/// <param name="LaneBits">Bits of the widest register of the processor: sums are formed in another order with another width.</param>
/// <param name="EngineVersion">The version of this library, which may round otherwise than another.</param>
public sealed record TileStoreDescription(
    string ProgramHash, string DataHash, string Precision, KernelOutputs Outputs, int Rows, int Columns, bool IsSymmetric,
    int TileRows, int TileColumns, string Backend, int LaneBits, string EngineVersion)
{
    private static readonly string ThisVersion =
        typeof(TileStoreDescription).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>How many entries of a tile's row, from its first, belong to the tile: all, or those up to the diagonal if the matrix is symmetric.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="row">Zero-based row in the tile.</param>
    public int EntriesOfRow(TileRange tile, int row) =>
        IsSymmetric ? Math.Clamp(tile.FirstRow + row + 1 - tile.FirstColumn, 0, tile.ColumnCount) : tile.ColumnCount;

    /// <summary>Describes a matrix.</summary>
    internal static TileStoreDescription For<T>(
        Network network, KernelOutputs outputs, ReadOnlyTensorSpan<T> first, ReadOnlyTensorSpan<T> second, bool isSymmetric, int tileRows, int tileColumns,
        IKernelBackend backend)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using InputHash program = new();
        program.Add(network.ToJson());
        program.Add(outputs.ToString());
        program.Add(first.Lengths[1..]);

        using InputHash data = new();
        data.Add(first);
        if (!isSymmetric)
            data.Add(second);

        int rows = checked((int)first.Lengths[0]);
        int columns = isSymmetric ? rows : checked((int)second.Lengths[0]);
        return new(
            program.Finish(), data.Finish(), $"float{8 * Unsafe.SizeOf<T>()}", outputs, rows, columns, isSymmetric,
            tileRows, tileColumns, backend.Name, LaneDispatch.WidestBits, ThisVersion);
    }
}
