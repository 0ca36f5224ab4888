namespace Ntk.Engine.Programs;

/// <summary>A rectangle of a Gram matrix.</summary>
/// <param name="FirstRow">Zero-based first row.</param>
/// <param name="RowCount">Number of rows.</param>
/// <param name="FirstColumn">Zero-based first column.</param>
/// <param name="ColumnCount">Number of columns.</param>
public readonly record struct TileRange(int FirstRow, int RowCount, int FirstColumn, int ColumnCount);
