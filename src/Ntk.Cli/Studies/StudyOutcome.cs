using Ntk.Engine.Networks;

namespace Ntk.Cli;

/// <summary>What a study computed.</summary>
/// <param name="Finding">What it comes to.</param>
/// <param name="Values">The same for programs: an object whose public properties are its JSON form.</param>
/// <param name="Tables">Tables, in the order of the report.</param>
/// <param name="Figures">Sections with plots, as HTML, in the order of the report; <see cref="HtmlPage.Figure"/> makes one.</param>
/// <param name="Curves">The numbers of all plots.</param>
/// <param name="Facts">What the report says of rows and settings.</param>
/// <param name="Networks">The networks, with what to call them.</param>
internal sealed record StudyOutcome(
    Finding Finding, object Values, IReadOnlyList<StudyTable> Tables, IReadOnlyList<string> Figures, IReadOnlyList<Curve> Curves,
    IReadOnlyList<(string Name, string? Value)> Facts, IReadOnlyList<(string Name, Network Network)> Networks);
