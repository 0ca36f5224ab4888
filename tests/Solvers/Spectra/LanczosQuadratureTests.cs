using Ntk.Engine.Gram;
using Ntk.Solvers;
using Ntk.Solvers.Iterative;
using Ntk.Solvers.Spectra;

namespace Ntk.Tests.Solvers.Spectra;

/// <summary>Traces of functions of matrices, beside those from all eigenvalues and where they are exact.</summary>
[TestFixture("managed")]
[TestFixture("default")]
internal sealed class LanczosQuadratureTests(string libraryName)
{
    private readonly LinearAlgebra library = SolverLibraries.Load(libraryName);

    [Test]
    public void LogDeterminantsAreWithinTheirErrors([Values(0, 1, 2, 3)] int seed, [Values(1e-3, 1e-1)] double ridge)
    {
        double[] spectrum = [.. Enumerable.Range(1, 500).Select(m => 10 * Math.Pow(m, -1.5))];
        using GramMatrix<double> matrix = TestMatrices.WithEigenvalues(spectrum, seed: 11);
        LanczosQuadrature quadrature = Run(matrix, new() { Library = library, Seed = seed, Steps = 120 });
        AssertWithin(quadrature.LogDeterminant(ridge), spectrum.Sum(value => Math.Log(value + ridge)));
        AssertWithin(quadrature.EffectiveDimension(ridge), spectrum.Sum(value => value / (value + ridge)));
        AssertWithin(quadrature.Trace(value => value), spectrum.Sum());
        AssertWithin(quadrature.Trace(value => value * value), spectrum.Sum(value => value * value));
        Assert.That(quadrature.LargestNode, Is.LessThanOrEqualTo(spectrum[0] * (1 + 1e-12)));
        Assert.That(quadrature.SmallestNode, Is.GreaterThanOrEqualTo(spectrum[^1] * (1 - 1e-9)));
    }

    [Test]
    public void StandardErrorsAreThoseOfManyRuns()
    {
        double[] spectrum = [.. Enumerable.Range(1, 60).Select(m => 1.0 / m)];
        using GramMatrix<double> matrix = TestMatrices.WithEigenvalues(spectrum, seed: 12);
        TraceEstimate[] runs = [.. Enumerable.Range(0, 100).Select(seed => Run(matrix, new() { Library = library, Seed = seed, Steps = 12, Probes = 8 }).Trace(Math.Exp))];
        double mean = runs.Average(run => run.Value), deviation = Math.Sqrt(runs.Average(run => (run.Value - mean) * (run.Value - mean)));
        Assert.That(Math.Sqrt(runs.Average(run => run.StandardError * run.StandardError)), Is.EqualTo(deviation).Within(25).Percent);
        Assert.That(mean, Is.EqualTo(spectrum.Sum(Math.Exp)).Within(4 * deviation / Math.Sqrt(runs.Length)));
    }

    [Test]
    public void TheTraceOfTheIdentityIsExactInOneStep([Values(1, 2, 50)] int n, [Values(1.0, -3.0, 0.0)] double value)
    {
        using GramMatrix<double> matrix = Diagonal(Enumerable.Repeat(value, n));
        int products = 0;
        LanczosQuadrature quadrature = Run(matrix, new() { Library = library, Probes = 3, Progress = (done, _) => products = done });
        TraceEstimate trace = quadrature.Trace(x => x), exponential = quadrature.Trace(Math.Exp);
        Assert.Multiple(() =>
        {
            Assert.That(trace.Value, Is.EqualTo(n * value).Within(1e-12));
            Assert.That(exponential.Value, Is.EqualTo(n * Math.Exp(value)).Within(1e-12 * n * Math.Exp(value)));
            Assert.That(trace.StandardError, Is.LessThan(1e-12));
            Assert.That(trace.QuadratureChange, Is.Zero);
            Assert.That(products, Is.EqualTo(1));
        });
    }

    [Test]
    public void DiagonalMatricesAreExactWithAllSteps()
    {
        // Signs squared are 1, so that each probe gives the trace itself.
        double[] spectrum = [.. Enumerable.Range(1, 40).Select(m => 1.0 / m)];
        using GramMatrix<double> matrix = Diagonal(spectrum);
        TraceEstimate logarithm = Run(matrix, new() { Library = library, Steps = 40, Probes = 2 }).LogDeterminant();
        Assert.That(logarithm.Value, Is.EqualTo(spectrum.Sum(Math.Log)).Within(1e-9));
        Assert.That(logarithm.StandardError, Is.LessThan(1e-9));
    }

    [Test]
    public void TooFewStepsShow()
    {
        double[] spectrum = [.. Enumerable.Range(1, 400).Select(m => Math.Pow(m, -3.0))];
        using GramMatrix<double> matrix = Diagonal(spectrum);
        TraceEstimate logarithm = Run(matrix, new() { Library = library, Steps = 12 }).LogDeterminant(1e-9);
        Assert.That(logarithm.QuadratureChange, Is.GreaterThan(10 * logarithm.StandardError));
        Assert.That(Run(matrix, new() { Library = library, Steps = 400, Probes = 2 }).LogDeterminant(1e-2).QuadratureChange, Is.LessThan(1e-6));
    }

    [TestCase(1e-250)]
    [TestCase(1e250)]
    public void ScaleDoesNotMatter(double scale)
    {
        double[] spectrum = [.. Enumerable.Range(1, 30).Select(m => scale / m)];
        using GramMatrix<double> matrix = Diagonal(spectrum);
        Assert.That(Run(matrix, new() { Library = library, Steps = 30, Probes = 2 }).LogDeterminant().Value, Is.EqualTo(spectrum.Sum(Math.Log)).Within(1e-10).Percent);
    }

    [Test]
    public void FloatServesToo()
    {
        double[] spectrum = [.. Enumerable.Range(1, 200).Select(m => 1.0 / m)];
        using var matrix = new GramMatrix<float>(200, 200);
        for (int i = 0; i < 200; i++)
            matrix[i, i] = (float)spectrum[i];
        TraceEstimate logarithm = LanczosQuadrature.Run(new DenseOperator<float>(matrix, library), new() { Library = library, Steps = 60, Probes = 4 }).LogDeterminant(0.1);
        Assert.That(logarithm.Value, Is.EqualTo(spectrum.Sum(value => Math.Log(value + 0.1))).Within(1e-3));
    }

    [Test]
    public void NoRowsHaveNoTrace()
    {
        using var matrix = new GramMatrix<double>(0, 0);
        LanczosQuadrature quadrature = Run(matrix, new());
        Assert.That((quadrature.LogDeterminant().Value, quadrature.EffectiveDimension(1).Value, quadrature.Trace(Math.Exp).StandardError), Is.EqualTo((0.0, 0.0, 0.0)));
    }

    [Test]
    public void MatricesWithoutALogarithmAreRefused()
    {
        using GramMatrix<double> indefinite = Diagonal([1, 2, -0.5]), damaged = Diagonal([1, double.NaN, 1]);
        LanczosQuadrature quadrature = Run(indefinite, new());
        RidgeTooSmallException error = Assert.Throws<RidgeTooSmallException>(() => quadrature.LogDeterminant(0.1))!;
        Assert.That(error.SmallestEigenvalue, Is.EqualTo(-0.5).Within(1e-12));
        Assert.Throws<RidgeTooSmallException>(() => quadrature.EffectiveDimension(0.5 - 1e-3));
        Assert.That(quadrature.LogDeterminant(1).Value, Is.EqualTo(Math.Log(2) + Math.Log(3) + Math.Log(0.5)).Within(1e-12));
        Assert.Throws<NonFiniteValueException>(() => Run(damaged, new()));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = new QuadratureOptions { Probes = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = new QuadratureOptions { Steps = 0 });
    }

    private static LanczosQuadrature Run(GramMatrix<double> matrix, QuadratureOptions options) => LanczosQuadrature.Run(new DenseOperator<double>(matrix, options.Library), options);

    /// <summary>Four standard errors, which one in sixteen thousand exceeds, and what the steps leave.</summary>
    private static void AssertWithin(TraceEstimate estimate, double exact) =>
        Assert.That(estimate.Value, Is.EqualTo(exact).Within(4 * estimate.StandardError + 2 * estimate.QuadratureChange));

    private static GramMatrix<double> Diagonal(IEnumerable<double> values)
    {
        double[] entries = [.. values];
        var matrix = new GramMatrix<double>(entries.Length, entries.Length);
        for (int i = 0; i < entries.Length; i++)
            matrix[i, i] = entries[i];
        return matrix;
    }
}
