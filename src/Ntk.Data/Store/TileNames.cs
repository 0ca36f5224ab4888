using Ntk.Engine.Programs;

namespace Ntk.Data;

/// <summary>The names of the files of a store.</summary>
internal static class TileNames
{
    public const string Manifest = "manifest.json";
    public const string Journal = "journal.jsonl";
    public const string Lock = "lock";
    public const string Nngp = "nngp";
    public const string Ntk = "ntk";

    private static readonly string[] Beginnings = [$"{Manifest}.", $"{Journal}.", $"{Nngp}-", $"{Ntk}-"];

    /// <summary>The file of a tile of a kernel, such as <c>ntk-000256-001024.npy</c>.</summary>
    public static string OfTile(string kernel, TileRange tile) => $"{kernel}-{tile.FirstRow:D6}-{tile.FirstColumn:D6}.npy";

    /// <summary>Whether a file of a store was under construction when its process ended.</summary>
    public static bool IsTemporary(string name) =>
        name.EndsWith(AtomicFile.TemporaryExtension, StringComparison.Ordinal) && Array.Exists(Beginnings, start => name.StartsWith(start, StringComparison.Ordinal));
}
