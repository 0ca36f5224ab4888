using Ntk.Data;
using Ntk.Engine.Networks;
using Ntk.Native;
using Ntk.Solvers.Dynamics;

namespace Ntk.Cli;

/// <summary>What an error means to the caller of the program.</summary>
/// <param name="Type">The name of the error, for programs.</param>
/// <param name="Message">Cause and remedy, in one line.</param>
/// <param name="ExitCode">What the process returns.</param>
internal sealed record Failure(string Type, string Message, int ExitCode)
{
    public static Failure Of(Exception error) => error switch
    {
        OperationCanceledException => new("Interrupted", $"Interrupted; {Interruption.Remains ?? "nothing was written."}", Cli.ExitCode.Interrupted),
        NtkException => new(NameOf(error), OneLine(error.Message), IsInput(error) ? Cli.ExitCode.BadInput : Cli.ExitCode.WorkFailed),
        FileNotFoundException or DirectoryNotFoundException => new(NameOf(error), $"{OneLine(error.Message)} Check the path.", Cli.ExitCode.BadInput),
        IOException or UnauthorizedAccessException => new(NameOf(error), OneLine(error.Message), Cli.ExitCode.WorkFailed),
        OutOfMemoryException => new(NameOf(error), "There is not enough memory. Use fewer rows, or float32.", Cli.ExitCode.WorkFailed),
        _ => new(NameOf(error), $"An error inside ntk: {OneLine(error.Message)} ({NameOf(error)}; NTK_TRACE=1 shows where). Please report it.", Cli.ExitCode.WorkFailed),
    };

    private static bool IsInput(Exception error) => error is IInputFault or NetworkException or DimensionMismatchException or NonFiniteValueException or ThreadCountException
        or DataFormatException or DataTooLargeException or DataConversionException or MissingDataException or LabelOutOfRangeException or InsufficientRowsException or SingularCovarianceException
        or TileStoreMismatchException or LossTargetException;

    private static string NameOf(Exception error) => error.GetType().Name.Replace("Exception", "", StringComparison.Ordinal);

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim();
}
