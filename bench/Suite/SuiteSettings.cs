using Ntk.Engine.Programs;

namespace Ntk.Bench.Suite;

/// <summary>How a run of the suite measures.</summary>
/// <param name="Scale">Which sizes.</param>
/// <param name="Filter">What names of figures contain.</param>
/// <param name="Threads">Numbers of threads, the largest last.</param>
/// <param name="Backend">What evaluates kernels.</param>
/// <param name="BackendName">What the command line calls it.</param>
internal sealed record SuiteSettings(SuiteScale Scale, string Filter, IReadOnlyList<int> Threads, IKernelBackend Backend, string BackendName)
{
    /// <summary>Scaling and end-to-end figures are of all threads.</summary>
    public int AllThreads => Threads[^1];
}

/// <summary>Sizes and rounds.</summary>
internal enum SuiteScale
{
    /// <summary>A second: for tests of the suite itself.</summary>
    Tiny,

    /// <summary>Less than a minute.</summary>
    Quick,

    /// <summary>About ten minutes.</summary>
    Full,
}

/// <summary>What a scale means.</summary>
internal static class SuiteScales
{
    /// <summary>How often each figure is measured, after a round that warms up.</summary>
    public static int Rounds(this SuiteScale scale) => scale.Choose(2, 5, 7);

    /// <summary>Seconds that one round of a figure fills at least; short work is repeated.</summary>
    public static double ShortestRound(this SuiteScale scale) => scale.Choose(0, 0.01, 0.1);

    /// <summary>The order of the matrix products that are a limit.</summary>
    public static int ProductOrder(this SuiteScale scale) => scale.Choose(64, 1024, 2048);

    /// <summary>One of three values.</summary>
    public static TValue Choose<TValue>(this SuiteScale scale, TValue tiny, TValue quick, TValue full) => scale switch
    {
        SuiteScale.Tiny => tiny,
        SuiteScale.Quick => quick,
        _ => full,
    };
}
