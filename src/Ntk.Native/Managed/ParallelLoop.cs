namespace Ntk.Native.Managed;

/// <summary>
/// A loop whose iterations are handed out one by one to the caller and to helpers from the thread pool. The caller never
/// waits for a helper that has not started: it does the work itself, so a busy pool costs speed but cannot block.
/// </summary>
internal sealed class ParallelLoop : IThreadPoolWorkItem
{
    private readonly int count;
    private readonly Action<int> body;
    private int next;
    private int finished;
    private Exception? failure;

    private ParallelLoop(int count, Action<int> body)
    {
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
        var loop = new ParallelLoop(count, body);
        int helpers = Math.Min(threads, count) - 1;
        for (int helper = 0; helper < helpers; helper++)
            ThreadPool.UnsafeQueueUserWorkItem(loop, preferLocal: false);
        loop.Work();
        loop.Wait();
    }

    void IThreadPoolWorkItem.Execute() => Work();

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
                Interlocked.CompareExchange(ref failure, exception, null);
            }
            Interlocked.Increment(ref finished);
        }
    }

    private void Wait()
    {
        var spin = default(SpinWait);
        while (Volatile.Read(ref finished) < count)
            spin.SpinOnce();
        if (failure is not null)
            throw failure;
    }
}
