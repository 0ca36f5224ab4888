namespace Ntk.Cli;

/// <summary>The command line of this process, to be run again.</summary>
internal static class CommandText
{
    public static string Read() => $"ntk {string.Join(' ', Environment.GetCommandLineArgs().Skip(1).Select(Quoted))}";

    /// <summary>As a shell reads it back.</summary>
    private static string Quoted(string argument) =>
        argument.Length > 0 && argument.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '/' or ',' or ':' or '=')
            ? argument
            : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
