using Ntk.Native;

namespace Ntk.Cli;

/// <summary>Everything a report shows.</summary>
/// <param name="DataName">What the data are called.</param>
/// <param name="TrainRows">Rows that ridges were fitted to.</param>
/// <param name="ValidationRows">Rows that ridges were compared on.</param>
/// <param name="TestRows">Test rows.</param>
/// <param name="InputShape">The dimensions of an input.</param>
/// <param name="ClassNames">The names of the classes; empty where they have none.</param>
/// <param name="ClassCount">The number of classes.</param>
/// <param name="Settings">What was asked for.</param>
/// <param name="Models">All models.</param>
/// <param name="HeatMaps">Pictures of kernels.</param>
/// <param name="Worst">The best model's worst predictions, with pictures.</param>
/// <param name="Machine">The machine.</param>
/// <param name="Library">The library for linear algebra.</param>
/// <param name="Command">The command line.</param>
/// <param name="Seconds">Time of everything.</param>
internal sealed record ReportContent(
    string DataName, int TrainRows, int ValidationRows, int TestRows, IReadOnlyList<long> InputShape, IReadOnlyList<string> ClassNames, int ClassCount, ExperimentSettings Settings,
    IReadOnlyList<ModelScore> Models, IReadOnlyList<HeatMap> HeatMaps, IReadOnlyList<WorstPicture> Worst, MachineInfo Machine, LinearAlgebra Library, string Command, double Seconds)
{
    /// <summary>The model with the best validation accuracy; of equal ones that in the higher precision.</summary>
    public ModelScore Best => Models.OrderByDescending(model => model.ValidationAccuracy).ThenByDescending(model => model.Precision).First();

    /// <summary>Whether some ridge is so bad that the figure leaves it out.</summary>
    public bool HasLowAccuracies => Models.SelectMany(model => model.Ridges).Any(point => point.Accuracy < Models.Max(model => model.Ridges.Max(other => other.Accuracy)) - RidgeFigure.Range);

    /// <summary>What a class is called.</summary>
    public string ClassName(int label) => label < ClassNames.Count ? ClassNames[label] : label.ToString();
}

/// <summary>A test row that a model gets wrong, as a picture.</summary>
/// <param name="Row">The row.</param>
/// <param name="Image">A data URI; null if the rows are not images.</param>
internal sealed record WorstPicture(WorstRow Row, string? Image);
