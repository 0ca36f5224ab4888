namespace Ntk.Cli;

/// <summary>What a study found, in words.</summary>
/// <param name="IsReproduced">Whether it is what was claimed elsewhere; null where the study asks instead of testing a claim.</param>
/// <param name="Sentence">One sentence that carries the numbers it rests on.</param>
internal sealed record Finding(bool? IsReproduced, string Sentence)
{
    public override string ToString() => IsReproduced switch
    {
        true => $"Reproduced: {Sentence}",
        false => $"Not reproduced: {Sentence}",
        null => Sentence,
    };
}
