namespace Ntk.Cli;

/// <summary>Numbers of a study, for other programs: a table whose columns have names.</summary>
/// <param name="Name">What it is: lower-case letters, digits and hyphens, as it names a file or an array.</param>
/// <param name="Columns">What each column holds, with its unit where it has one.</param>
/// <param name="Rows">One number a column; NaN where there is none.</param>
internal sealed record Curve(string Name, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<double>> Rows);
