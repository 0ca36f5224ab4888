namespace Ntk.Bench;

/// <summary>One thing this program does.</summary>
/// <param name="Name">The first word of the command line.</param>
/// <param name="Arguments">The words that can follow.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="Run">Does it, given the words that follow, and returns the exit code.</param>
internal sealed record BenchVerb(string Name, string Arguments, string Purpose, Func<string[], int> Run)
{
    /// <summary>A verb that cannot find a fault.</summary>
    public BenchVerb(string name, string arguments, string purpose, Action<string[]> run)
        : this(name, arguments, purpose, rest =>
        {
            run(rest);
            return 0;
        })
    {
    }
}
