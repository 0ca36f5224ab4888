using Ntk.Solvers.Precision;

namespace Ntk.Cli;

/// <summary>Why predicted critical sizes are far from observed ones, by measured numbers.</summary>
internal static class Deviation
{
    /// <summary>Predictions within this factor of what was observed count as right.</summary>
    public const double Factor = 2;

    /// <summary>One sentence for each format whose prediction by the formula is off by more than the factor.</summary>
    public static IReadOnlyList<string> Of(KernelFinding found) =>
        [.. found.Pipelines.Where(pipeline => pipeline.MedianFailure is { } rows and >= Agreement.SmallestRows && !(Math.Abs(Math.Log(pipeline.Predicted.Law / rows)) <= Math.Log(Factor))).Select(pipeline => Explain(found, pipeline))];

    private static string Explain(KernelFinding found, PipelineFinding pipeline)
    {
        double observed = pipeline.MedianFailure!.Value, predicted = pipeline.Predicted.Law;
        var causes = new List<string>();
        NoiseMeasure noise = pipeline.Noise;
        SizeFinding near = found.Sizes.MinBy(size => Math.Abs(Math.Log(size.Rows / observed)))!;
        if (found.Last.Float64.Tail is { } law)
        {
            double expected = CriticalNoise.Of(law, found.TrainRows, near.Rows), ratio = near.CriticalNoise / expected;
            if (ratio is > 1.25 or < 0.8)
                causes.Add($"the tail is no exact power law: at {near.Rows} rows the kernel bears {ratio:0.00} times the noise that the law says");
        }

        if (found.Last.Float64.Tail is { } tail && Math.Sqrt(2) * CriticalNoise.Factor(Math.Max(0, tail.Exponent)) is > 1.15 and var borne)
            causes.Add($"few of the eigenvalues are near the smallest, and the edge bears {borne:0.00} times the noise that norms allow");
        if (noise.Whiteness is > 1.25 or < 0.8)
            causes.Add($"the errors are not independent: their norm is {noise.Whiteness:0.00} times 2σ√m");
        double seen = noise.TailRms / noise.Rms;
        if (seen is > 1.15 or < 0.87)
            causes.Add($"eigenvectors of small eigenvalues see {seen:0.00} times σ");
        double edge = pipeline.Predicted.Spectrum / observed;
        string rest = Math.Abs(Math.Log(edge)) <= Math.Log(Factor)
            ? $"the edge of the spectrum of each size says {Format.Number(Math.Round(pipeline.Predicted.Spectrum))}, within the factor"
            : $"the edge of the spectrum of each size, {Format.Number(Math.Round(pipeline.Predicted.Spectrum))}, is off by {Math.Max(edge, 1 / edge):0.0} too";
        return $"{found.Name}, {pipeline.Pipeline.Storage.Name}: predicted {Format.Number(Math.Round(predicted))}, observed {Format.Number(observed)}; {string.Join("; ", causes.Append(rest))}.";
    }
}
