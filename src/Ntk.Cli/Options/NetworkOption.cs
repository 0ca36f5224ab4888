using System.CommandLine;
using Ntk.Engine.Networks;

namespace Ntk.Cli;

/// <summary>A network on the command line: a file in JSON, or the short text form.</summary>
internal static class NetworkOption
{
    // Networks are small; a file beyond this is something else.
    private const long LargestFile = 16 << 20;

    public static Option<string> Create() => new("--network")
    {
        Description = "The network: a JSON file, or layers as text such as \"3*(dense(1.4,0.1) relu) dense(1.4,0.1)\"; for images \"4*(conv(3x3,padding=same,wStd=1.4,bStd=0.1) relu) flatten dense\", or a preset such as \"convGap(8)\".",
        HelpName = "file|text",
    };

    /// <summary>Reads what the option names.</summary>
    /// <exception cref="UsageException">There is no such file, and the text is not a network either.</exception>
    /// <exception cref="NetworkException">Not a network; the message says where.</exception>
    public static Network Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new UsageException("Give a network: --network net.json, or --network \"dense(1.5,0.05) erf dense(1.5,0.05)\".");
        if (!File.Exists(text))
            return LooksLikePath(text) ? throw new UsageException($"The network file {text} was not found.") : NetworkText.Parse(text);
        if (new FileInfo(text).Length > LargestFile)
            throw new UsageException($"{text} has more than {LargestFile >> 20} MiB: that is not a network.");
        try
        {
            return Network.FromJson(File.ReadAllText(text));
        }
        catch (NetworkException error)
        {
            throw new NetworkException($"{text}: {error.Message}", error);
        }
    }

    /// <summary>The same, called by its file or its text.</summary>
    public static NamedNetwork ReadNamed(string text) => new(File.Exists(text) ? Path.GetFileNameWithoutExtension(text) : text, Read(text));

    private static bool LooksLikePath(string text) =>
        text.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || (text.Contains('/') && !text.Contains('('));
}
