using System.Numerics;
using Ntk.Engine.Gram;

namespace Ntk.Cli;

/// <summary>The predictive variances of some test rows.</summary>
internal delegate double[] VariancesOf(ReadOnlySpan<int> testRows);

/// <summary>Finds the test rows that a model gets most wrong.</summary>
internal static class WorstRows
{
    private const int Count = 20;

    /// <param name="scores">Test rows × classes.</param>
    /// <param name="data">The data.</param>
    /// <param name="variances">Computes variances, of few rows only.</param>
    /// <summary>The rows with the smallest margins.</summary>
    public static IReadOnlyList<WorstRow> Find<T>(GramMatrix<T> scores, ExperimentData<T> data, VariancesOf variances)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var margins = new (double Margin, int Predicted)[scores.Rows];
        for (int row = 0; row < margins.Length; row++)
            margins[row] = Margin(scores.Row(row), data.Test.Labels[row]);
        int[] worst = [.. Enumerable.Range(0, margins.Length).OrderBy(row => margins[row].Margin).Take(Count)];
        double[] variance = variances(worst);
        return
        [
            .. worst.Select((row, index) => new WorstRow(
                row, data.Split.Test[row], data.Test.Labels[row], margins[row].Predicted, margins[row].Margin, Math.Sqrt(Math.Max(0, variance[index])))),
        ];
    }

    private static (double Margin, int Predicted) Margin<T>(ReadOnlySpan<T> scores, int label)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rival = label == 0 ? 1 : 0;
        for (int other = 0; other < scores.Length; other++)
        {
            if (other != label && scores[other] > scores[rival])
                rival = other;
        }
        double margin = double.CreateTruncating(scores[label]) - double.CreateTruncating(scores[rival]);
        return (margin, margin >= 0 ? label : rival);
    }
}
