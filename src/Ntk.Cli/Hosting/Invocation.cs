namespace Ntk.Cli;

/// <summary>How this program was called.</summary>
internal static class Invocation
{
    /// <summary>The command line, to be given to a shell again.</summary>
    public static string CommandLine => $"ntk {string.Join(' ', Environment.GetCommandLineArgs().Skip(1).Select(Quoted))}";

    /// <summary>As a shell reads it back.</summary>
    private static string Quoted(string argument) =>
        argument.Length > 0 && argument.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '/' or ',' or ':' or '=')
            ? argument
            : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
