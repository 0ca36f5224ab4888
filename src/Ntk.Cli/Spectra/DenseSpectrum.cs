using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Native;
using Ntk.Solvers;
using Ntk.Solvers.Spectra;

namespace Ntk.Cli;

/// <summary>All eigenvalues of a kernel matrix in memory.</summary>
internal static class DenseSpectrum
{
    public static SpectrumResult Find<T>(SpectrumSettings settings, Tensor<T> x, RunSettings run, Session session)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = checked((int)x.Lengths[0]);
        using GramResult<T> gram = session.WithProgress(
            "Kernel", (progress, cancellation) => new GramBuilder<T>(settings.Network, run.GramOptions(progress)).Build(x, settings.Outputs, cancellation));
        GramMatrix<T> kernel = settings.Kernel == KernelKind.Ntk ? gram.Ntk : gram.Nngp;
        double trace = Enumerable.Range(0, n).Sum(row => double.CreateTruncating(kernel[row, row]));
        var values = new T[n];
        session.Log("Eigenvalues");
        LinearAlgebra.Default.Eigenvalues(kernel.AsMatrix(), values.AsSpan());
        return Describe(settings, SpectrumAnalysis.Of<T>(values), trace, x, run, session);
    }

    private static SpectrumResult Describe<T>(SpectrumSettings settings, SpectrumAnalysis analysis, double trace, Tensor<T> x, RunSettings run, Session session)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = analysis.Order;
        double ridge = settings.Ridge.Resolve(trace / n);
        bool isPositive = analysis.Smallest + ridge > 0;
        if (!isPositive)
            session.Warn($"{new RidgeTooSmallException(ridge, analysis.Smallest).Message} Effective dimension and log-determinant are left out.");
        else if (analysis.Smallest + ridge < analysis.NoiseFloor)
            session.Warn($"The smallest eigenvalue with its ridge, {Format.Number(analysis.Smallest + ridge)}, is below the rounding errors of {Format.Number(analysis.NoiseFloor)}: condition and log-determinant are not exact.");
        PowerLawFit? law = PowerLawOf(analysis.Eigenvalues, analysis.NoiseFloor, session);
        double[] values = analysis.Eigenvalues.ToArray();
        return new(
            settings.Kernel, settings.Method, run.PrecisionOrDefault, n, Format.InputShape(x.Lengths), ridge, trace, analysis.Condition(ridge),
            isPositive ? new(analysis.EffectiveDimension(ridge)) : null, isPositive ? new(analysis.LogDeterminant(ridge)) : null, analysis.NoiseFloor, analysis.NumericalRank,
            law, law is null ? null : new(analysis.CriticalSize<float>(law), analysis.CriticalSize<double>(law)),
            [.. values.Take(settings.LargestOf(n)).Select(value => new Eigenvalue(value, null))], [.. values.Reverse().Take(settings.SmallestOf(n)).Select(value => new Eigenvalue(value, null))],
            settings.Output, settings.Report, 0, session.Warnings)
        {
            Values = values,
        };
    }

    /// <summary>The power law of a tail, or a warning that says why there is none.</summary>
    public static PowerLawFit? PowerLawOf(ReadOnlySpan<double> descending, double noiseFloor, Session session)
    {
        try
        {
            return SpectrumAnalysis.FitTail(descending, noiseFloor);
        }
        catch (PowerLawWindowException error)
        {
            session.Warn(error.Message);
            return null;
        }
    }
}
