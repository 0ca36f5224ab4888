using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Solvers;
using Ntk.Solvers.Factorisation;
using Ntk.Solvers.Iterative;
using Ntk.Solvers.LowRank;
using Ntk.Solvers.Spectra;
using Ntk.Tests.Engine;

namespace Ntk.Tests.Solvers.Spectra;

/// <summary>The outermost eigenpairs, of matrices whose spectrum is known.</summary>
[TestFixture("managed")]
[TestFixture("default")]
internal sealed class ExtremeEigenpairsTests(string libraryName)
{
    private const double Tolerance = 1e-10;

    private readonly LinearAlgebra library = SolverLibraries.Load(libraryName);

    [Test]
    public void FindsBothEnds([Values] SpectrumEnd end, [Values(1, 5, 20)] int count) =>
        AssertFinds([.. Enumerable.Range(1, 200).Select(m => Math.Pow(m, -1.5)), .. Enumerable.Range(1, 200).Select(m => -Math.Pow(m, -1.3))], count, end);

    [Test]
    public void FindsIndefiniteSpectra([Values] SpectrumEnd end) =>
        AssertFinds([.. Enumerable.Range(0, 350).Select(i => Math.Cos(i * 0.7) * Math.Pow(0.98, i) * 20)], 8, end);

    [Test]
    public void EigenvaluesComeAsOftenAsTheyAreThere([Values] SpectrumEnd end, [Values(3, 10)] int count)
    {
        double[] inner = [.. Enumerable.Range(0, 300).Select(i => 1 + 0.005 * i)];
        AssertFinds([.. inner, .. Enumerable.Repeat(4.0, 12), .. Enumerable.Repeat(-3.0, 11)], count, end);

        // Pairs, of which the last is cut.
        AssertFinds([.. inner, .. Enumerable.Range(0, 9).SelectMany(i => (double[])[5 + i, 5 + i, -5 - i, -5 - i])], count, end);
    }

    [Test]
    public void FindsNearlyEqualEigenvalues([Values] SpectrumEnd end) =>
        AssertFinds([.. Enumerable.Range(0, 250).Select(i => 1 + 0.002 * i), .. Enumerable.Range(0, 6).Select(i => 3 + 1e-9 * i), .. Enumerable.Range(0, 6).Select(i => -2 - 1e-9 * i)], 6, end);

    [Test]
    public void MultiplesOfTheIdentityAndZeroHaveOneEigenvalue([Values(0.0, 1.0, -2.5)] double value, [Values(1, 2, 200)] int n, [Values] SpectrumEnd end)
    {
        using var matrix = new GramMatrix<double>(n, n);
        for (int i = 0; i < n; i++)
            matrix[i, i] = value;
        using Eigenpairs<double> pairs = Find(matrix, Math.Min(n, 7), end);
        Assert.That(pairs.Values.ToArray(), Is.All.EqualTo(value).Within(1e-14));
        AssertOrthonormal(pairs.Vectors);
    }

    [Test]
    public void AllEigenvaluesOfSmallMatricesAreFound([Values(1, 2, 3, 10, 57, 130)] int n, [Values] SpectrumEnd end) =>
        AssertFinds(TestMatrices.Geometric(n, 1e6), n, end);

    [Test]
    public void NothingIsFoundWhereNothingIsSought([Values(0, 5)] int n)
    {
        using var matrix = new GramMatrix<double>(n, n);
        using Eigenpairs<double> pairs = Find(matrix, 0, SpectrumEnd.Largest);
        Assert.That((pairs.Values.Length, pairs.Vectors.Rows, pairs.Vectors.Columns), Is.EqualTo((0, n, 0)));
    }

    [TestCase(1e-250)]
    [TestCase(1e250)]
    public void ScaleDoesNotMatter(double scale)
    {
        double[] spectrum = [.. Enumerable.Range(1, 260).Select(m => scale / m)];
        AssertFinds(spectrum, 5, SpectrumEnd.Largest);
        AssertFinds(spectrum, 5, SpectrumEnd.Smallest);
        AssertFinds(spectrum[..20], 5, SpectrumEnd.Smallest);
    }

    [Test]
    public void FloatIsAsGoodAsItCanBe([Values] SpectrumEnd end)
    {
        const int N = 300, Count = 6;
        double[] spectrum = [.. Enumerable.Range(0, N).Select(i => 1 + 0.01 * i), 9, 9, -7, -7.5];
        using GramMatrix<double> exact = TestMatrices.WithEigenvalues(spectrum, seed: 3);
        using var matrix = new GramMatrix<float>(exact.Rows, exact.Rows);
        for (int i = 0; i < exact.Rows; i++)
        {
            for (int j = 0; j < exact.Rows; j++)
                matrix[i, j] = (float)exact[i, j];
        }

        using Eigenpairs<float> pairs = ExtremeEigenpairs.Find(new DenseOperator<float>(matrix, library), Count, end, new() { Library = library });
        Assert.That(pairs.Values.ToArray(), Is.EqualTo(Sorted(spectrum, end).Take(Count)).Within(1e-4));
        Assert.That(pairs.Residuals.ToArray(), Is.All.LessThanOrEqualTo(1e-5 * new DenseOperator<float>(matrix).Norm));
    }

    [TestCase(5, 5)]
    [TestCase(300, 17)]
    public void MatricesThatAreNotFiniteAreRefused(int n, int row)
    {
        using GramMatrix<double> matrix = TestMatrices.WithEigenvalues(TestMatrices.Geometric(n, 10), seed: 1);
        matrix[row % n, row % n] = double.NaN;
        Assert.That(Assert.Throws<NonFiniteValueException>(() => Find(matrix, 3, SpectrumEnd.Largest))!.Message, Does.Contain("product of the matrix"));
    }

    [Test]
    public void RequestsOutOfRangeAreRefused()
    {
        using var matrix = new GramMatrix<double>(3, 3);
        Assert.Throws<ArgumentOutOfRangeException>(() => Find(matrix, 4, SpectrumEnd.Largest));
        Assert.Throws<ArgumentOutOfRangeException>(() => Find(matrix, -1, SpectrumEnd.Largest));
        Assert.Throws<ArgumentOutOfRangeException>(() => Find(matrix, 1, (SpectrumEnd)7));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = new EigenpairOptions<double> { Tolerance = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = new EigenpairOptions<double> { Steps = 0 });
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => ExtremeEigenpairs.Find(new DenseOperator<double>(matrix), 1, SpectrumEnd.Largest, cancellation: source.Token));
    }

    [Test]
    public void AnErrorHasTheResidualsThatWereReached()
    {
        double[] spectrum = [.. Enumerable.Range(1, 500).Select(m => Math.Pow(m, -3.0))];
        using GramMatrix<double> matrix = TestMatrices.WithEigenvalues(spectrum, seed: 2);
        var steps = new List<EigenpairProgress>();
        EigenpairConvergenceException error = Assert.Throws<EigenpairConvergenceException>(() =>
            Find(matrix, 4, SpectrumEnd.Smallest, new() { Library = library, Steps = 3, Tolerance = 1e-12, Progress = steps.Add }))!;
        Assert.Multiple(() =>
        {
            Assert.That(error.Steps, Is.LessThanOrEqualTo(4));
            Assert.That(steps.Select(step => step.Steps), Is.EqualTo((int[])[1, 2, 3]));
            Assert.That(error.Residuals.Max(), Is.GreaterThan(error.Bound));
            Assert.That(error.Bound, Is.EqualTo(1e-12 * new DenseOperator<double>(matrix).Norm).Within(1e-9).Percent);
            Assert.That(error.Message, Does.Match("of the 4 smallest eigenvalues did not converge in [34] steps"));
            foreach ((double value, double residual) in error.Values.Zip(error.Residuals))
                Assert.That(spectrum.Min(exact => Math.Abs(exact - value)), Is.LessThanOrEqualTo(residual + 1e-14));
        });
    }

    [Test]
    public void APreconditionerMakesTheSmallestCheap()
    {
        const int N = 500, Count = 5;
        double[] spectrum = [.. Enumerable.Range(1, N).Select(m => Math.Pow(m, -2.0))];
        using GramMatrix<double> matrix = TestMatrices.WithEigenvalues(spectrum, seed: 4);
        using var packed = PackedCholesky<double>.Factor(PackedMatrix<double>.Copy(matrix), library);
        var options = new EigenpairOptions<double> { Library = library, Tolerance = 1e-12, Preconditioner = new FactorPreconditioner<double, double>(packed) };
        using Eigenpairs<double> pairs = Find(matrix, Count, SpectrumEnd.Smallest, options);
        Assert.That(pairs.Values.ToArray(), Is.EqualTo(Sorted(spectrum, SpectrumEnd.Smallest).Take(Count)).Within(1e-12));
        Assert.That(pairs.Steps, Is.LessThan(80));
        Assert.Throws<EigenpairConvergenceException>(() => Find(matrix, Count, SpectrumEnd.Smallest, options with { Preconditioner = null, Steps = 80 }));
    }

    [Test]
    public void KernelsAreNotHeld([Values(KernelOutputs.Nngp, KernelOutputs.Ntk)] KernelOutputs output, [Values] SpectrumEnd end)
    {
        const int N = 300, Count = 4;
        const double Shift = 0.5;
        var inputs = RandomInputs.Normal<double>(N, 6, seed: 5);
        Network network = Presets.FullyConnected(2);
        using GramResult<double> kernels = new GramBuilder<double>(network).Build(inputs, output);
        using GramMatrix<double> dense = (output == KernelOutputs.Ntk ? kernels.Ntk : kernels.Nngp).Clone();
        var expected = new double[N];
        library.Eigenvalues(dense.AsMatrix(), expected.AsSpan());
        using GramTiles<double> tiles = new GramBuilder<double>(network).Open(inputs, output);
        using LowRankFactor<double> factor = RandomlyPivotedCholesky.Approximate<double>(network, output, inputs, rank: 60, library: library);
        var options = new EigenpairOptions<double> { Library = library, Preconditioner = end == SpectrumEnd.Smallest ? factor.Preconditioner(factor.ResidualTrace / N) : null };
        using Eigenpairs<double> pairs = ExtremeEigenpairs.Find(new KernelOperator<double>(tiles, output, Shift), Count, end, options);
        double[] values = Array.ConvertAll(Sorted(expected, end)[..Count], value => value + Shift);
        Assert.That(pairs.Values.ToArray(), Is.EqualTo(values).Within(1e-8 * expected[^1]));
    }

    [Test]
    public void TheSameSeedGivesTheSameBits()
    {
        using GramMatrix<double> matrix = TestMatrices.WithEigenvalues(TestMatrices.Geometric(300, 1e3), seed: 6);
        using Eigenpairs<double> first = Find(matrix, 3, SpectrumEnd.Largest), second = Find(matrix, 3, SpectrumEnd.Largest);
        Assert.That(second.Values.ToArray(), Is.EqualTo(first.Values.ToArray()));
        Assert.That(second.Vectors.ToTensor(), Is.EqualTo(first.Vectors.ToTensor()));
    }

    private Eigenpairs<double> Find(GramMatrix<double> matrix, int count, SpectrumEnd end, EigenpairOptions<double>? options = null) =>
        ExtremeEigenpairs.Find(new DenseOperator<double>(matrix, library), count, end, options ?? new() { Library = library });

    private void AssertFinds(double[] spectrum, int count, SpectrumEnd end)
    {
        using GramMatrix<double> matrix = TestMatrices.WithEigenvalues(spectrum, seed: spectrum.Length);
        using Eigenpairs<double> pairs = Find(matrix, count, end);
        double scale = spectrum.Max(Math.Abs), norm = new DenseOperator<double>(matrix).Norm;
        Assert.Multiple(() =>
        {
            Assert.That(pairs.Values.ToArray(), Is.EqualTo(Sorted(spectrum, end).Take(count)).Within(1e-11 * scale));
            Assert.That(pairs.Residuals.ToArray(), Is.All.LessThanOrEqualTo(Tolerance * norm));
        });
        AssertOrthonormal(pairs.Vectors);
        AssertResiduals(matrix, pairs, norm);
    }

    /// <summary>Residuals are what they are said to be.</summary>
    private static void AssertResiduals(GramMatrix<double> matrix, Eigenpairs<double> pairs, double norm)
    {
        for (int k = 0; k < pairs.Values.Length; k++)
        {
            double sum = 0;
            for (int i = 0; i < matrix.Rows; i++)
            {
                double rest = -pairs.Values[k] / norm * pairs.Vectors[i, k];
                for (int j = 0; j < matrix.Rows; j++)
                    rest += matrix[i, j] / norm * pairs.Vectors[j, k];
                sum += rest * rest;
            }

            Assert.That(Math.Sqrt(sum), Is.EqualTo(pairs.Residuals[k] / norm).Within(1e-13), $"residual {k}");
        }
    }

    private static void AssertOrthonormal(GramMatrix<double> vectors)
    {
        for (int k = 0; k < vectors.Columns; k++)
        {
            for (int l = 0; l <= k; l++)
                Assert.That(Enumerable.Range(0, vectors.Rows).Sum(i => vectors[i, k] * vectors[i, l]), Is.EqualTo(k == l ? 1 : 0).Within(1e-12), $"vectors {k} and {l}");
        }
    }

    private static double[] Sorted(double[] spectrum, SpectrumEnd end) =>
        [.. end == SpectrumEnd.Largest ? spectrum.OrderDescending() : spectrum.Order()];
}
