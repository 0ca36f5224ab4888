using System.Globalization;
using System.Numerics.Tensors;
using System.Text;

namespace Ntk.Cli;

/// <summary>Writes the curves of a study: an npz archive, or a folder with a CSV file of each.</summary>
internal static class CurveFiles
{
    private const string Archive = ".npz";

    /// <summary>Says before the work whether the curves can be put there after it.</summary>
    /// <exception cref="UsageException">The folder around it is not there, or a file has its name.</exception>
    public static void Require(string path)
    {
        if (IsArchive(path))
            OutputFile.Require(path);
        else if (File.Exists(path))
            throw new UsageException($"{path} is a file: curves go to a name.npz, or to a folder of CSV files.");
        else
            OutputFile.Require(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/", "curves.csv"));
    }

    /// <summary>Writes all of them.</summary>
    /// <param name="path">A name that ends in .npz, or a folder, which is made where it is not there.</param>
    /// <param name="curves">What to write; of an archive's arrays, rows are points and columns those of the curve, whose names are in the report.</param>
    /// <param name="cancellation">Checked before a file takes its place.</param>
    public static void Write(string path, IReadOnlyList<Curve> curves, CancellationToken cancellation)
    {
        if (IsArchive(path))
        {
            OutputFile.WriteArchive(
                path,
                writer =>
                {
                    foreach (Curve curve in curves)
                        writer.Add<double>(curve.Name, Tensor.Create<double>([.. curve.Rows.SelectMany(row => row)], [curve.Rows.Count, curve.Columns.Count]));
                },
                cancellation);
            return;
        }

        Directory.CreateDirectory(path);
        foreach (Curve curve in curves)
            OutputFile.WriteText(Path.Combine(path, $"{curve.Name}.csv"), Csv(curve), cancellation);
    }

    private static bool IsArchive(string path) => path.EndsWith(Archive, StringComparison.OrdinalIgnoreCase);

    private static string Csv(Curve curve)
    {
        var text = new StringBuilder(string.Join(',', curve.Columns)).Append('\n');
        foreach (IReadOnlyList<double> row in curve.Rows)
            text.AppendJoin(',', row.Select(value => value.ToString("R", CultureInfo.InvariantCulture))).Append('\n');
        return text.ToString();
    }
}
