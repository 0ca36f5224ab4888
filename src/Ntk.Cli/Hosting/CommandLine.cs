namespace Ntk.Cli;

/// <summary>The command line this process was started with.</summary>
internal static class CommandLine
{
    /// <summary>As a shell reads it back.</summary>
    public static string Text() => $"ntk {string.Join(' ', Environment.GetCommandLineArgs().Skip(1).Select(Quoted))}";

    private static string Quoted(string argument) =>
        argument.Length > 0 && argument.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '/' or ',' or ':' or '=')
            ? argument
            : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
