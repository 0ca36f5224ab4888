using System.CommandLine;
using System.Numerics;
using Ntk.Solvers.Dynamics;

namespace Ntk.Cli;

/// <summary>What training makes small.</summary>
internal enum LossKind
{
    /// <summary>Half the mean squared error; in closed form.</summary>
    Mse,

    /// <summary>Softmax and cross-entropy.</summary>
    CrossEntropy,

    /// <summary>Squares near the target, straight lines further off.</summary>
    Huber,

    /// <summary>A yes or no for each output.</summary>
    Logistic,
}

/// <summary>A loss on the command line.</summary>
internal static class LossChoice
{
    private static readonly (string Name, LossKind Kind)[] Names =
        [("mse", LossKind.Mse), ("cross-entropy", LossKind.CrossEntropy), ("huber", LossKind.Huber), ("logistic", LossKind.Logistic)];

    public static Option<LossKind> Option() => Choice.Of(
        "--loss", "mse (half the mean squared error, in closed form; unless given), cross-entropy (softmax, the mean over rows), huber or logistic (each output a yes or no), the latter three integrated.",
        Names);

    /// <summary>What the command line calls it.</summary>
    public static string NameOf(LossKind kind) => Names.First(pair => pair.Kind == kind).Name;

    /// <summary>Whether targets are probabilities of classes.</summary>
    public static bool TakesProbabilities(this LossKind kind) => kind is LossKind.CrossEntropy or LossKind.Logistic;

    /// <summary>The loss itself.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="delta">Where Huber's parabola ends; null for where it does by itself.</param>
    public static ITrainingLoss<T> Make<T>(this LossKind kind, double? delta)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => kind switch
        {
            LossKind.Mse => new HalfMeanSquaredError<T>(),
            LossKind.CrossEntropy => new SoftmaxCrossEntropy<T>(),
            LossKind.Huber => delta is { } end ? new HuberLoss<T>(end) : new HuberLoss<T>(),
            LossKind.Logistic => new LogisticLoss<T>(),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a loss."),
        };
}
