using System.Text.Json.Serialization;
using Spectre.Console;

namespace Ntk.Cli;

/// <summary>What a study prints.</summary>
/// <param name="Study">Its name.</param>
/// <param name="IsReproduced">Whether it found what was claimed elsewhere; null where it does not test a claim.</param>
/// <param name="Finding">What it found.</param>
/// <param name="Values">The numbers.</param>
/// <param name="Report">The report's file.</param>
/// <param name="Curves">Where the curves are; null for nowhere.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Warnings">What was warned of.</param>
internal sealed record StudyResult(
    string Study, bool? IsReproduced, string Finding, object Values, string Report, string? Curves, double Seconds, IReadOnlyList<string> Warnings) : IResult
{
    /// <summary>The tables for people.</summary>
    [JsonIgnore]
    public IReadOnlyList<StudyTable> Tables { get; init; } = [];

    public void WriteTo(IAnsiConsole console)
    {
        foreach (StudyTable table in Tables)
            table.WriteTo(console);
        console.WriteLine(new Finding(IsReproduced, Finding).ToString());
        console.WriteLine($"{Report}: the report, after {Format.Seconds(Seconds)}.");
        if (Curves is not null)
            console.WriteLine($"{Curves}: the curves.");
    }
}
