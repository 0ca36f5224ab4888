using System.Runtime.InteropServices;

namespace Ntk.Cli;

/// <summary>
/// Ctrl-C and the polite request to end: the first cancels the work. A factorisation inside a native library cannot be cancelled, so the process
/// ends anyway after a moment, or at the second Ctrl-C; but never while a file is being written.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] signals;
    private Timer? last;

    public Interruption() => signals = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle)];

    public CancellationToken Token => source.Token;

    /// <summary>What interrupted work leaves, and how to continue it; null if nothing.</summary>
    public static string? Remains { get; set; }

    /// <summary>Held while a file is written.</summary>
    public static Lock Writing { get; } = new();

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in signals)
            signal.Dispose();
        last?.Dispose();
        source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (source.IsCancellationRequested)
        {
            Leave();
            return;
        }
        last = new Timer(_ => Leave(), state: null, Patience, Timeout.InfiniteTimeSpan);
        source.Cancel();
    }

    private static void Leave()
    {
        lock (Writing)
        {
            Console.Error.WriteLine($"ntk: {Failure.Of(new OperationCanceledException()).Message}");
            Environment.Exit(ExitCode.Interrupted);
        }
    }
}
