using Spectre.Console;

namespace Ntk.Cli;

/// <summary>What a command found: its public properties are its JSON form.</summary>
internal interface IResult
{
    /// <summary>Writes it for people.</summary>
    void WriteTo(IAnsiConsole console);
}
