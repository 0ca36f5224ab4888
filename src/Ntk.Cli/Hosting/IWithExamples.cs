namespace Ntk.Cli;

/// <summary>A command whose help shows examples.</summary>
internal interface IWithExamples
{
    /// <summary>Command lines, each with what it is for.</summary>
    IReadOnlyList<(string Command, string Purpose)> Examples { get; }
}
