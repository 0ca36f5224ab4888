using System.Runtime.ExceptionServices;

namespace Ntk.Engine.Numerics;

/// <summary>Independent blocks of work on several threads; the first error comes out as it was thrown.</summary>
internal static class ParallelBlocks
{
    public static void Run(int blocks, int threads, Action<int> body, CancellationToken cancellation = default)
    {
        if (threads == 1 || blocks <= 1)
        {
            for (int block = 0; block < blocks; block++)
            {
                cancellation.ThrowIfCancellationRequested();
                body(block);
            }

            return;
        }

        try
        {
            Parallel.For(0, blocks, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, body);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Capture(e.InnerExceptions[0]).Throw();
        }
    }
}
