using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Solvers;
using Ntk.Solvers.Factorisation;
using Ntk.Solvers.Precision;
using Ntk.Solvers.Selection;

namespace Ntk.Tests.Solvers.Precision;

/// <summary>One factorisation for all leading blocks, beside one for each.</summary>
internal sealed class NestedCholeskyTests
{
    private const int Rows = 90, Tests = 25, Outputs = 4;

    public static string[] Libraries => SolverLibraries.Names;

    [Test]
    public void LikelihoodsAndClassesAreThoseOfEachBlock([ValueSource(nameof(Libraries))] string library)
    {
        LinearAlgebra blas = SolverLibraries.Load(library);
        using GramMatrix<double> all = NoisyKernels.OfPowerLaw(Rows + Tests, 1, 1.2, seed: 2), targets = TestMatrices.Random(Rows, Outputs, seed: 3), cross = Block(all, Rows, Rows, Tests);
        using NestedCholesky<double> factor = NestedCholesky<double>.Factor(Rows, block => Fill(block, all), blas);
        using NestedFit<double> fit = factor.Fit(targets.AsMatrix(), cross.AsMatrix());
        int[] sizes = [1, 2, 40, 41, Rows];
        int[][] classes = fit.Classes(sizes);
        (double Value, double Scale)[] likelihoods = fit.LogMarginalLikelihoods();
        Assert.That((factor.Order, factor.FailingRows, likelihoods.Length, likelihoods[0].Value), Is.EqualTo((Rows, (int?)null, Rows + 1, 0.0)));
        for (int index = 0; index < sizes.Length; index++)
        {
            int rows = sizes[index];
            using GramMatrix<double> y = Block(targets, rows, 0, Outputs), weights = y.Clone(), tested = Block(cross, rows, 0, Tests), means = new(Tests, Outputs);
            using CholeskyFactor<double> plain = CholeskyFactor<double>.Factor(Block(all, rows, 0, rows), Ridge.Absolute(0), library: blas);
            plain.Solve(weights.AsMatrix());
            double expected = plain.LogMarginalLikelihood(y.AsMatrix(), weights.AsMatrix()).Sum();
            blas.Gemm<double>(1, tested.AsMatrix(), Transpose.Yes, weights.AsMatrix(), Transpose.No, 0, means.AsMatrix());
            Assert.Multiple(() =>
            {
                Assert.That(likelihoods[rows].Value, Is.EqualTo(expected).Within(1e-9 * likelihoods[rows].Scale));
                Assert.That(likelihoods[rows].Scale, Is.GreaterThanOrEqualTo(Math.Abs(expected) * (1 - 1e-9)));
                Assert.That(Accuracy.Of<double>(means.ToTensor(), classes[index]), Is.EqualTo(1));
            });
        }
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(57)]
    [TestCase(Rows - 1)]
    public void ItFailsAtTheFirstBlockThatIsNotPositiveDefinite(int bad)
    {
        using GramMatrix<double> kernel = NoisyKernels.OfPowerLaw(Rows, 1, 0.8, seed: 4);
        kernel[bad, bad] = -1;
        using NestedCholesky<double> factor = NestedCholesky<double>.Factor(Rows, block => Fill(block, kernel));
        using NestedFit<double> fit = factor.Fit(kernel.AsMatrix().Block(0, 0, Rows, 2), kernel.AsMatrix().Block(0, 2, Rows, 3));
        Assert.That((factor.Order, factor.FailingRows, fit.Order, factor.SampleErrors((row, column) => kernel[row, column], 5, seed: 1).Count), Is.EqualTo((bad, (int?)bad + 1, bad, bad == 0 ? 0 : 5)));
    }

    [Test]
    public void ErrorsAreExact()
    {
        using GramMatrix<double> kernel = NoisyKernels.OfPowerLaw(Rows, 1, 0.8, seed: 5);
        using NestedCholesky<double> factor = NestedCholesky<double>.Factor(Rows, block => Fill(block, kernel));

        // L again, by the same library on the same numbers.
        using var lower = new GramMatrix<double>(Rows, Rows);
        Fill(lower, kernel);
        LinearAlgebra.Default.Potrf(Triangle.Lower, lower.AsMatrix());
        foreach ((int row, int column, double error) in factor.SampleErrors((row, column) => kernel[row, column], 200, seed: 1))
        {
            BigInteger expected = Scaled(kernel[row, column]) << Scale;
            for (int k = 0; k <= column; k++)
                expected -= Scaled(lower[row, k]) * Scaled(lower[column, k]);
            Assert.That(error, Is.EqualTo((double)expected / Math.Pow(2, Scale) / Math.Pow(2, Scale)).Within(1e-9).Percent, $"{row}, {column}");
        }
    }

    [Test]
    public void ErrorsOfAFactorInFloatAreThoseSampled()
    {
        using GramMatrix<double> kernel = NoisyKernels.OfPowerLaw(Rows, 1, 0.8, seed: 6);
        float Entry(int row, int column) => (float)kernel[row, column];
        using NestedCholesky<float> factor = NestedCholesky<float>.Factor(Rows, block =>
        {
            for (int row = 0; row < block.Rows; row++)
            {
                for (int column = 0; column <= row; column++)
                    block[row, column] = Entry(row, column);
            }
        });
        using GramMatrix<double> all = factor.Errors(Entry, 80);
        foreach ((int row, int column, double error) in factor.SampleErrors(Entry, 300, seed: 2).Where(error => error.Row < 80))
        {
            Assert.That(all[row, column], Is.EqualTo(error).Within(1e-13));
            Assert.That(all[column, row], Is.EqualTo(all[row, column]));
        }

        Assert.That(NoiseMeasure.Of(all, null).Rms, Is.InRange(1e-9, 1e-6));
    }

    private const int Scale = 200;

    /// <summary>A double times 2²⁰⁰, exactly: kernels and factors here are above 2⁻¹⁰⁰.</summary>
    private static BigInteger Scaled(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)((bits >> 52) & 0x7FF);
        BigInteger mantissa = (bits & 0xFFFFFFFFFFFFF) | (exponent == 0 ? 0 : 1L << 52);
        return (value < 0 ? -mantissa : mantissa) * BigInteger.Pow(2, Math.Max(0, exponent - 1075 + Scale));
    }

    private static GramMatrix<double> Block(GramMatrix<double> source, int rows, int firstColumn, int columns)
    {
        var block = new GramMatrix<double>(rows, columns);
        for (int row = 0; row < rows; row++)
            source.Row(row).Slice(firstColumn, columns).CopyTo(block.Row(row));
        return block;
    }

    private static void Fill(GramMatrix<double> block, GramMatrix<double> source)
    {
        for (int row = 0; row < block.Rows; row++)
            source.Row(row)[..(row + 1)].CopyTo(block.Row(row));
    }
}
