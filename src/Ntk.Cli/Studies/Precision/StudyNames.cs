namespace Ntk.Cli;

/// <summary>Names of networks where only some characters are allowed.</summary>
internal static class StudyNames
{
    /// <summary>Lower-case letters, digits and single hyphens.</summary>
    public static string File(string name) =>
        string.Join('-', string.Concat(name.ToLowerInvariant().Select(character => char.IsAsciiLetterOrDigit(character) ? character : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
