using Ntk.Native.Managed;

namespace Ntk.Tests.Native.Managed;

public sealed class ParallelLoopTests
{
    [Test]
    public void EveryIndexIsVisitedOnce([Values(1, 2, 7)] int threads, [Values(0, 1, 2, 1_000_000)] int count)
    {
        int[] visits = new int[count];
        ParallelLoop.Run(threads, count, index => Interlocked.Increment(ref visits[index]));
        Assert.That(visits, Is.All.EqualTo(1));
    }

    [Test]
    public void LoopsMayBeNested()
    {
        int visits = 0;
        ParallelLoop.Run(4, 20, _ => ParallelLoop.Run(4, 20, _ => Interlocked.Increment(ref visits)));
        Assert.That(visits, Is.EqualTo(400));
    }

    [Test]
    public void AnErrorReachesTheCallerAfterAllWorkHasEnded([Values(1, 4)] int threads)
    {
        int running = 0;
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => ParallelLoop.Run(threads, 50, index =>
        {
            Interlocked.Increment(ref running);
            try
            {
                if (index == 7)
                    throw new InvalidOperationException("seven");
            }
            finally
            {
                Interlocked.Decrement(ref running);
            }
        }))!;
        Assert.That(error.Message, Is.EqualTo("seven"));
        Assert.That(running, Is.Zero);
    }

    [Test]
    public void ABusyThreadPoolDoesNotBlockTheCaller()
    {
        int sleepers = 4 * Environment.ProcessorCount;
        using var release = new ManualResetEventSlim();
        using var awake = new CountdownEvent(sleepers);
        for (int i = 0; i < sleepers; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    release.Wait();
                    awake.Signal();
                },
                null);
        }
        try
        {
            int visits = 0;
            ParallelLoop.Run(4, 100, _ => Interlocked.Increment(ref visits));
            Assert.That(visits, Is.EqualTo(100));
        }
        finally
        {
            release.Set();
            awake.Wait();
        }
    }
}
