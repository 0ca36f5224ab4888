using System.Runtime.ExceptionServices;

namespace Ntk.Native.Managed;

/// <summary>
/// A loop whose iterations are handed out one by one to the caller and to helpers from the thread pool. The caller never
/// waits for a helper that has not started: it does the work itself, so a busy pool costs speed but cannot block.
/// A helper that has run out of work stays awake for a moment, because a factorisation is a series of short loops and
/// waking a thread takes longer than many of them.
/// </summary>
internal sealed class ParallelLoop : IThreadPoolWorkItem
{
    /// <summary>Rounds of the pause between two loops: some tens of microseconds.</summary>
    private const int AwakeRounds = 300;

    private static ParallelLoop? latest;
    private static int awakeHelpers;

    private readonly int count;
    private readonly Action<int> body;
    private int freeSeats;
    private int next;
    private int finished;
    private ExceptionDispatchInfo? failure;

    private ParallelLoop(int helpers, int count, Action<int> body)
    {
        freeSeats = helpers;
        this.count = count;
        this.body = body;
    }

    /// <summary>Calls <paramref name="body"/> with 0 … <paramref name="count"/> − 1 on at most <paramref name="threads"/> threads, in any order.</summary>
    public static void Run(int threads, int count, Action<int> body)
    {
        if (threads <= 1 || count <= 1)
        {
            for (int index = 0; index < count; index++)
                body(index);
            return;
        }
        int helpers = Math.Min(threads, count) - 1;
        var loop = new ParallelLoop(helpers, count, body);
        Volatile.Write(ref latest, loop);
        for (int helper = Volatile.Read(ref awakeHelpers); helper < helpers; helper++)
            ThreadPool.UnsafeQueueUserWorkItem(loop, preferLocal: false);
        loop.Work();
        loop.Wait();
        Interlocked.CompareExchange(ref latest, null, loop);
        loop.failure?.Throw();
    }

    /// <summary>A helper's life: this loop, and whatever loops follow while it is awake.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        Help();
        Interlocked.Increment(ref awakeHelpers);
        for (int round = 0; round < AwakeRounds; round++)
        {
            if (Volatile.Read(ref latest) is { } loop && Volatile.Read(ref loop.freeSeats) > 0)
            {
                Interlocked.Decrement(ref awakeHelpers);
                loop.Help();
                Interlocked.Increment(ref awakeHelpers);
                round = 0;
            }
            Thread.SpinWait(8);
        }
        Interlocked.Decrement(ref awakeHelpers);
    }

    private void Help()
    {
        if (Interlocked.Decrement(ref freeSeats) >= 0)
            Work();
    }

    private void Work()
    {
        for (int index = Interlocked.Increment(ref next) - 1; index < count; index = Interlocked.Increment(ref next) - 1)
        {
            try
            {
                body(index);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
            }
            Interlocked.Increment(ref finished);
        }
    }

    private void Wait()
    {
        var spin = default(SpinWait);
        while (Volatile.Read(ref finished) < count)
            spin.SpinOnce(sleep1Threshold: -1);
    }
}
