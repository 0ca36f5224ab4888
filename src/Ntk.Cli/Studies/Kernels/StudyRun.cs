using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Data;
using Ntk.Engine.Gram;

namespace Ntk.Cli;

/// <summary>A study of kernels under way: its rows, and the kernels of them.</summary>
internal sealed class StudyRun(StudyPlan plan, string? store, RunSettings run, Session session)
{
    private readonly Dictionary<Type, object> sources = [];

    public StudyPlan Plan => plan;

    public Session Session => session;

    public CancellationToken Cancellation => session.Cancellation;

    /// <summary>Does the same with each network, in its precision.</summary>
    public IReadOnlyList<TResult> ForEach<TResult>(Func<NamedNetwork, IPrecisionAction<TResult>> work) => [.. plan.Networks.Select(network => network.Precision!.Value.Run(work(network)))];

    /// <summary>The rows of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="preparation">What is done to inputs; null for what the command line asks for.</param>
    public ExperimentData<T> Rows<T>(NamedNetwork network, Preparation? preparation = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!sources.TryGetValue(typeof(T), out object? source))
            sources.Add(typeof(T), source = plan.Rows.Data.Read<T>());
        return ExperimentData<T>.Of(((LabelledData<T>, LabelledData<T>?))source, plan.Rows with { Preparation = preparation ?? plan.Rows.Preparation }, network.LargestTrainRows);
    }

    /// <summary>Both kernels of training and validation rows, and of test rows with these.</summary>
    /// <param name="network">The network.</param>
    /// <param name="name">What they are of, for a progress bar and a folder of tiles; empty where the network says it.</param>
    /// <param name="fit">Training and validation inputs.</param>
    /// <param name="test">Test inputs.</param>
    public StudyKernels<T> Kernels<T>(NamedNetwork network, string name, Tensor<T> fit, Tensor<T> test)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        GramResult<T> training = Training(network, name, fit);
        try
        {
            return new(training, Build<T>(network, $"{name} test".Trim(), (builder, cancellation) => builder.Build(test, fit, cancellation: cancellation)));
        }
        catch
        {
            training.Dispose();
            throw;
        }
    }

    /// <summary>Both kernels of training rows.</summary>
    /// <inheritdoc cref="Kernels" path="/param"/>
    public GramResult<T> Training<T>(NamedNetwork network, string name, Tensor<T> fit)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Build<T>(network, $"{name} training".Trim(), (builder, cancellation) => builder.Build(fit, cancellation: cancellation));

    private GramResult<T> Build<T>(NamedNetwork network, string part, Func<GramBuilder<T>, CancellationToken, GramResult<T>> build)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        string title = $"{network.Name}, {network.Precision!.Value.Name()}: {part} kernels";
        var tiles = new StoreSettings(store is null ? null : new TileFolder(Path.Combine(store, FolderOf(network, part))), TileSize: null);
        GramResult<T> result = session.WithProgress(title, (progress, cancellation) => build(new GramBuilder<T>(network.Network, tiles.Apply(run.GramOptions(progress))), cancellation));
        tiles.WarnOfDamages(session);
        return result;
    }

    /// <summary>A name for each matrix; networks are told apart by their place, as their names may be any text.</summary>
    private string FolderOf(NamedNetwork network, string part)
    {
        int place = plan.Networks.TakeWhile(other => other != network).Count();
        return $"network{place}-{network.Precision!.Value.Name()}-{part.Replace(' ', '-')}";
    }
}

/// <summary>Both kernels of the rows of a study.</summary>
/// <param name="Training">Training rows, then validation rows.</param>
/// <param name="Test">Test rows × these.</param>
internal sealed record StudyKernels<T>(GramResult<T> Training, GramResult<T> Test) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public void Dispose()
    {
        Training.Dispose();
        Test.Dispose();
    }
}
