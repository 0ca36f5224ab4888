using System.Text.Json;
using Ntk.Engine.Gram;
using Spectre.Console;

namespace Ntk.Cli;

/// <summary>What a command talks to: results on standard output, everything else on standard error.</summary>
internal sealed class Session(bool json, CancellationToken cancellation)
{
    private readonly List<string> warnings = [];

    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>What was warned of so far.</summary>
    public IReadOnlyList<string> Warnings => warnings;

    /// <summary>Writes a result: as a table, or as one JSON object.</summary>
    public void Write(IResult result)
    {
        if (json)
            Console.Out.WriteLine(JsonSerializer.Serialize(result, result.GetType(), JsonText.Options));
        else
            result.WriteTo(Terminal.Output);
    }

    /// <summary>Says something on standard error.</summary>
    public void Warn(string message)
    {
        warnings.Add(message);
        Console.Error.WriteLine($"ntk: warning: {message}");
    }

    /// <summary>Says on standard error what is being done, if anyone is there to see it.</summary>
    public void Log(string message)
    {
        if (!Console.IsErrorRedirected && !Cancellation.IsCancellationRequested)
            Terminal.Error.MarkupLineInterpolated($"[grey]{message}[/]");
    }

    /// <summary>Runs work that can be cancelled, with a progress bar if anyone is there to see it.</summary>
    public TResult WithProgress<TResult>(string title, Func<IProgress<GramProgress>?, CancellationToken, TResult> work)
    {
        if (Console.IsErrorRedirected)
            return work(null, Cancellation);

        return Terminal.Error.Progress().AutoClear(true).HideCompleted(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context => work(new Bar(context.AddTask(Markup.Escape(title))), Cancellation));
    }

    /// <summary>The same for work that says what share of it is done, from 0 to 1.</summary>
    public TResult WithShare<TResult>(string title, Func<Action<double>?, CancellationToken, TResult> work) =>
        WithProgress(title, (progress, cancellation) => work(progress is Bar bar ? bar.Report : null, cancellation));

    private sealed class Bar(ProgressTask task) : IProgress<GramProgress>
    {
        /// <summary>Shows a share.</summary>
        public void Report(double share) => task.Value = share * task.MaxValue;


        public void Report(GramProgress value)
        {
            task.MaxValue = value.TotalEntries;
            task.Value = value.CompletedEntries;
        }
    }
}
