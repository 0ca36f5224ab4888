using System.Diagnostics;

namespace Ntk.Bench.Limits;

/// <summary>Timing: the best of several runs leaves out what a noisy neighbour adds, the mean of short ones the clock's grain.</summary>
internal static class Stopwatches
{
    /// <summary>The shortest of several runs, in seconds, after one that warms up.</summary>
    public static double Best(Action run, int rounds = 5)
    {
        run();
        double best = double.PositiveInfinity;
        for (int round = 0; round < rounds; round++)
            best = Math.Min(best, Once(run));
        return best;
    }

    /// <summary>Seconds of one run.</summary>
    public static double Once(Action run)
    {
        long start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>The mean of as many runs as fill some time, at least one, in seconds.</summary>
    /// <param name="run">What to time.</param>
    /// <param name="atLeast">Seconds of all runs together.</param>
    public static double Mean(Action run, double atLeast)
    {
        long start = Stopwatch.GetTimestamp();
        for (int runs = 1; ; runs++)
        {
            run();
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (seconds >= atLeast)
                return seconds / runs;
        }
    }

    /// <summary>The shortest of several rounds in which the same action runs on several threads at once.</summary>
    public static double BestOnThreads(int threads, Action<int> run, int rounds = 5)
    {
        if (threads == 1)
            return Best(() => run(0), rounds);
        return Best(
            () =>
            {
                var workers = new Thread[threads];
                for (int t = 0; t < threads; t++)
                {
                    int mine = t;
                    workers[t] = new Thread(() => run(mine));
                    workers[t].Start();
                }

                foreach (Thread worker in workers)
                    worker.Join();
            },
            rounds);
    }
}
