using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using static Ntk.Engine.Networks.Layers;

namespace Ntk.Tests.Engine.Gram;

/// <summary>Progress adds up, and a cancelled build stops between two tiles.</summary>
internal sealed class ProgressTests
{
    private static readonly Network Network = Network.Serial(Dense(1.2, 0.1), Relu(), Dense());

    [TestCase(true, 1)]
    [TestCase(true, 3)]
    [TestCase(false, 1)]
    [TestCase(false, 3)]
    public void CountsAddUp(bool isSymmetric, int threads)
    {
        var reports = new Recorder();
        using GramResult<double> result = Build(isSymmetric, threads, reports, CancellationToken.None);
        GramProgress[] ordered = [.. reports.All.OrderBy(r => r.CompletedTiles)];
        Assert.That(ordered, Has.Length.GreaterThan(10));
        Assert.That(ordered.Select(r => r.CompletedTiles), Is.EqualTo(Enumerable.Range(1, ordered.Length)));
        Assert.That(ordered.Select(r => r.TotalTiles).Distinct(), Is.EqualTo(new[] { ordered.Length }));
        Assert.That(ordered.Select(r => r.TotalEntries).Distinct().Count(), Is.EqualTo(1));
        Assert.That(ordered.Max(r => r.CompletedEntries), Is.EqualTo(ordered[0].TotalEntries));
        Assert.That(ordered[0].TotalEntries, isSymmetric ? Is.InRange(100 * 101 / 2, 100 * 100) : Is.EqualTo(100 * 70));
        if (threads == 1)
            Assert.That(reports.All.Select(r => r.CompletedEntries), Is.Ordered.Ascending.And.Unique);
    }

    [TestCase(1)]
    [TestCase(3)]
    public void StopsBetweenTiles(int threads)
    {
        using var source = new CancellationTokenSource();
        var reports = new Recorder(() => source.Cancel());
        var builder = new GramBuilder<double>(Network, new GramOptions { TileRows = 16, TileColumns = 16, ThreadCount = threads, Progress = reports });
        Assert.That(() => builder.Build(RandomInputs.Normal<double>(3000, 5, 1), cancellation: source.Token), Throws.InstanceOf<OperationCanceledException>());

        // Other threads may finish tiles while the token is being cancelled, but not thousands.
        Assert.That(reports.All, Has.Count.InRange(1, threads == 1 ? 1 : reports.All[0].TotalTiles / 2));
    }

    [Test]
    public void ACancelledTokenStopsItBeforeTheFirstTile()
    {
        var reports = new Recorder();
        Assert.That(() => Build(false, 1, reports, new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(reports.All, Is.Empty);
    }

    [Test]
    public void AnErrorOfTheListenerComesOutAsThrown([Values(1, 3)] int threads)
    {
        var reports = new Recorder(() => throw new TimeoutException("listener"));
        Assert.That(() => Build(true, threads, reports, CancellationToken.None), Throws.TypeOf<TimeoutException>());
    }

    private static GramResult<double> Build(bool isSymmetric, int threads, Recorder reports, CancellationToken cancellation)
    {
        var builder = new GramBuilder<double>(Network, new GramOptions { TileRows = 16, TileColumns = 16, ThreadCount = threads, Progress = reports });
        Tensor<double> first = RandomInputs.Normal<double>(100, 5, 1);
        return isSymmetric ? builder.Build(first, cancellation: cancellation) : builder.Build(first, RandomInputs.Normal<double>(70, 5, 2), cancellation: cancellation);
    }

    private sealed class Recorder(Action? afterwards = null) : IProgress<GramProgress>
    {
        private readonly Lock gate = new();

        public List<GramProgress> All { get; } = [];

        public void Report(GramProgress value)
        {
            lock (gate)
                All.Add(value);
            afterwards?.Invoke();
        }
    }
}
