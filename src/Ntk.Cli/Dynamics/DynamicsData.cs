using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Data;

namespace Ntk.Cli;

/// <summary>Where the rows of a training come from.</summary>
/// <param name="Training">Files or labelled data.</param>
/// <param name="XTest">A file of test inputs; null for none.</param>
/// <param name="YTest">A file of their targets; null for none.</param>
/// <param name="Preparation">What is done to labelled data first.</param>
/// <param name="TrainRows">Training rows of labelled data; null for the default.</param>
/// <param name="TestRows">Test rows of labelled data; null for the default.</param>
internal sealed record DynamicsSource(TrainingSettings Training, string? XTest, string? YTest, Preparation Preparation, int? TrainRows, int? TestRows)
{
    /// <summary>What the data are called.</summary>
    public string Name => Path.GetFileNameWithoutExtension(Training.Data.Source ?? Training.X!);
}

/// <summary>Rows to train on, and to test.</summary>
internal sealed record DynamicsData<T>(Tensor<T> X, Targets<T> Y, Tensor<T>? XTest, Targets<T>? YTest)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Outputs.</summary>
    public int Outputs => Y.Values.Rank == 1 ? 1 : checked((int)Y.Values.Lengths[1]);

    /// <summary>Training rows.</summary>
    public int TrainingRows => checked((int)X.Lengths[0]);

    /// <summary>Test rows.</summary>
    public int TestRows => XTest is null ? 0 : checked((int)XTest.Lengths[0]);

    /// <summary>Reads everything.</summary>
    /// <exception cref="UsageException">Training targets are missing, or test targets come without inputs.</exception>
    public static DynamicsData<T> Read(DynamicsSource source, ulong seed)
    {
        if (source.Training.X is null)
        {
            ExperimentData<T> rows = ExperimentData<T>.Read(new(source.Training.Data, [], [], source.Preparation, source.TrainRows, ValidationShare: 0, source.TestRows, seed));
            return new(rows.Fit.Features, OfLabels(rows.Fit), rows.Test.Features, OfLabels(rows.Test));
        }

        (Tensor<T> x, Targets<T>? y) = source.Training.Read<T>(takeTest: false);
        if (y is null)
            throw new UsageException("Give the targets: --y file.");
        Tensor<T>? xTest = source.XTest is null ? null : InputFile.Read<T>(source.XTest);
        Targets<T>? yTest = source.YTest is null ? null : TargetFile.Read<T>(source.YTest, y.Labels is null ? TargetKind.Values : TargetKind.Labels, classCount: y.Labels is null ? null : y.ClassCount);
        if (yTest is not null && xTest is not null && (yTest.Values.Lengths[0] != xTest.Lengths[0] || yTest.Values.FlattenedLength * x.Lengths[0] != y.Values.FlattenedLength * xTest.Lengths[0]))
            throw new UsageException($"{source.XTest} has the shape {Format.Shape(xTest.Lengths)}, the targets of the test rows {Format.Shape(yTest.Values.Lengths)}, those of the training rows {Format.Shape(y.Values.Lengths)}: each test row needs as many as a training row.");
        return new(x, y, xTest, yTest);
    }

    /// <summary>Targets as a loss needs them: classes one-hot for probabilities, else one-hot minus 1/classes; values as they are.</summary>
    public static Tensor<T> For(LossKind loss, Targets<T> targets)
    {
        if (!loss.TakesProbabilities() || targets.Labels is not { } labels)
            return targets.Values;
        var oneHot = new T[checked(labels.Length * targets.ClassCount)];
        for (int row = 0; row < labels.Length; row++)
            oneHot[row * targets.ClassCount + labels[row]] = T.One;
        return Tensor.Create(oneHot, [labels.Length, targets.ClassCount]);
    }

    private static Targets<T> OfLabels(LabelledData<T> rows) => Targets<T>.OfLabels(rows.Labels, rows.ClassCount);
}
