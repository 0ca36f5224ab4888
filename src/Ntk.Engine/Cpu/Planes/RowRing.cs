namespace Ntk.Engine.Cpu.Planes;

/// <summary>Rows of cells that a window moves over: row n takes the place of row n − <paramref name="count"/>.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <param name="rows">The places, twice in a row.</param>
/// <param name="count">Their number.</param>
internal readonly unsafe struct RowRing<T>(PlaneRow<T>* rows, int count)
    where T : unmanaged
{
    public readonly int Count = count;

    private readonly PlaneRow<T>* rows = rows;

    /// <summary>The places of a row, ≥ 0, and of those after it, <see cref="Count"/> in all.</summary>
    public PlaneRow<T>* From(int row) => rows + row % Count;
}
