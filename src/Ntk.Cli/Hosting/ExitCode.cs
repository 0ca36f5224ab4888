namespace Ntk.Cli;

/// <summary>What the program tells its caller; documented in every help text.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The request was sound, but the work failed: a matrix not positive definite, too little memory, a library that cannot be used.</summary>
    public const int WorkFailed = 1;

    /// <summary>The request or its input is at fault: an option, a missing or malformed file, shapes that do not fit, NaN.</summary>
    public const int BadInput = 2;

    /// <summary>Ended by Ctrl-C (128 + SIGINT, as shells have it).</summary>
    public const int Interrupted = 130;
}
