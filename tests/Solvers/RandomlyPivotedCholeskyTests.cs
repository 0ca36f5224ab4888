using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Solvers;
using Ntk.Solvers.Factorisation;
using Ntk.Solvers.Inference;
using Ntk.Solvers.Iterative;
using Ntk.Solvers.LowRank;
using Ntk.Tests.Engine;

namespace Ntk.Tests.Solvers;

/// <summary>Low-rank factors from few columns of a kernel, as approximations, predictors and preconditioners.</summary>
[TestFixture("managed")]
[TestFixture("default")]
internal sealed class RandomlyPivotedCholeskyTests(string libraryName)
{
    private static readonly Network Network = Presets.FullyConnected(2);
    private readonly LinearAlgebra library = SolverLibraries.Load(libraryName);

    [Test]
    public void LeavesAPositiveSemidefiniteRestOfTheStatedTrace([Values(1, 2, 40, 300)] int rank, [Values(KernelOutputs.Nngp, KernelOutputs.Ntk)] KernelOutputs output)
    {
        Tensor<double> inputs = RandomInputs.Normal<double>(300, 4, seed: 1);
        using LowRankFactor<double> factor = Approximate(inputs, rank, output);
        using GramResult<double> kernels = new GramBuilder<double>(Network).Build(inputs, output);
        GramMatrix<double> rest = output == KernelOutputs.Ntk ? kernels.Ntk : kernels.Nngp;
        Subtract(factor, rest);
        double trace = 0, atPivots = 0;
        for (int i = 0; i < 300; i++)
            trace += rest[i, i];
        foreach (int pivot in factor.Pivots)
        {
            for (int i = 0; i < 300; i++)
                atPivots = Math.Max(atPivots, Math.Abs(rest[i, pivot]));
        }

        var eigenvalues = new double[300];
        library.Eigenvalues(rest.AsMatrix(), eigenvalues.AsSpan());
        Assert.Multiple(() =>
        {
            Assert.That(factor.Rank, Is.EqualTo(rank));
            Assert.That(factor.Pivots.ToArray().Distinct().Count(), Is.EqualTo(rank));
            Assert.That(factor.ResidualTrace, Is.EqualTo(trace).Within(1e-11 * factor.Trace));
            Assert.That(atPivots, Is.LessThan(1e-12));
            Assert.That(eigenvalues[0], Is.GreaterThan(-1e-11));
        });
    }

    [Test]
    public void TheSameSeedChoosesTheSamePivots()
    {
        Tensor<double> inputs = RandomInputs.Normal<double>(200, 4, seed: 1);
        using LowRankFactor<double> first = Approximate(inputs, 30, seed: 5), again = Approximate(inputs, 30, seed: 5), other = Approximate(inputs, 30, seed: 6);
        Assert.That(again.Pivots.ToArray(), Is.EqualTo(first.Pivots.ToArray()));
        Assert.That(other.Pivots.ToArray(), Is.Not.EqualTo(first.Pivots.ToArray()));
    }

    [Test]
    public void PivotsComeInProportionToTheDiagonal()
    {
        // Of 20 orthogonal points, ten have three times the variance of the others: the first pivot is one of them with probability 3/4.
        Tensor<double> inputs = Tensor.CreateFromShape<double>([20, 20]);
        for (int i = 0; i < 20; i++)
            inputs[i, i] = i < 10 ? Math.Sqrt(3) : 1;
        Network linear = Network.Serial(new Dense(1));
        int heavy = Enumerable.Range(0, 400).Count(seed =>
        {
            using LowRankFactor<double> factor = RandomlyPivotedCholesky.Approximate<double>(linear, KernelOutputs.Nngp, inputs, 1, seed, library: library);
            return factor.Pivots[0] < 10;
        });
        Assert.That(heavy, Is.InRange(300 - 35, 300 + 35));
    }

    [Test]
    public void EndsAtTheRankOfTheKernel()
    {
        // A linear network on three features.
        Tensor<double> inputs = RandomInputs.Normal<double>(50, 3, seed: 2);
        using LowRankFactor<double> factor = RandomlyPivotedCholesky.Approximate<double>(Network.Serial(new Dense(1)), KernelOutputs.Nngp, inputs, 20, library: library);
        Assert.That(factor.Rank, Is.EqualTo(3));
        Assert.That(factor.ResidualTrace, Is.LessThan(1e-13 * factor.Trace));
    }

    [Test]
    public void RegressionOnAllColumnsIsTheExactOne()
    {
        var problem = new Problem<double>(60);
        using LowRankFactor<double> factor = RandomlyPivotedCholesky.Approximate<double>(Problem<double>.Network, KernelOutputs.Ntk, problem.XTrain, 60, library: library);
        Assert.That(factor.Rank, Is.EqualTo(60));
        var targets = new GramMatrix<double>(60, 2);
        for (int i = 0; i < 60; i++)
            (targets[i, 0], targets[i, 1]) = (problem.YTrain[i, 0], problem.YTrain[i, 1]);
        using GaussianProcess<double> exact = GaussianProcess.Fit<double>(Problem<double>.Network, KernelKind.NtkGp, problem.XTrain, problem.YTrain, Ridge.Absolute(0.1));
        using GramMatrix<double> weights = factor.Regress(targets.AsMatrix(), 0.1);
        Tensor<double> pivots = Problem<double>.Rows(problem.XTrain, factor.Pivots);
        using GramResult<double> cross = new GramBuilder<double>(Problem<double>.Network).Build(problem.XTest, pivots, KernelOutputs.Ntk);
        Tensor<double> expected = exact.Predict(problem.XTest, PredictionKind.Mean).Mean;
        for (int i = 0; i < cross.Ntk.Rows; i++)
        {
            for (int output = 0; output < 2; output++)
            {
                double mean = 0;
                for (int j = 0; j < 60; j++)
                    mean += cross.Ntk[i, j] * weights[j, output];
                Assert.That(mean, Is.EqualTo(expected[i, output]).Within(1e-9));
            }
        }
    }

    [Test]
    public void PreconditionsAsTheInverseOfItsMatrix([Values(1, 25)] int rank)
    {
        Tensor<double> inputs = RandomInputs.Normal<double>(80, 4, seed: 3);
        using LowRankFactor<double> factor = Approximate(inputs, rank);
        using var matrix = new GramMatrix<double>(80, 80);
        Subtract(factor, matrix);
        for (int i = 0; i < 80; i++)
        {
            for (int j = 0; j < 80; j++)
                matrix[i, j] = -matrix[i, j] + (i == j ? 0.25 : 0);
        }

        using GramMatrix<double> b = TestMatrices.Random(80, 3, seed: 4), x = b.Clone();
        factor.Preconditioner(0.25).Apply(x.AsMatrix());
        Assert.That(TestMatrices.BackwardError(matrix, x, b), Is.LessThan(1e-12));
    }

    [Test]
    public void MakesConjugateGradientsFast()
    {
        Tensor<double> inputs = RandomInputs.Normal<double>(400, 3, seed: 5);
        using GramTiles<double> tiles = new GramBuilder<double>(Network).Open(inputs, KernelOutputs.Ntk);
        var system = new KernelOperator<double>(tiles, KernelOutputs.Ntk, 1e-3);
        using LowRankFactor<double> one = Approximate(inputs, 1), many = Approximate(inputs, 150);
        using GramMatrix<double> b = TestMatrices.Random(400, 2, seed: 6);
        int Steps(LowRankFactor<double> factor)
        {
            using var x = new GramMatrix<double>(400, 2);
            IterativeSolution solution = ConjugateGradients.Solve(system, factor.Preconditioner(1e-3), b.AsMatrix(), x.AsMatrix(), new() { Tolerance = 1e-12, Steps = 2000 });
            Assert.That(solution.HasConverged);
            using GramResult<double> kernels = new GramBuilder<double>(Network).Build(inputs, KernelOutputs.Ntk);
            for (int i = 0; i < 400; i++)
                kernels.Ntk[i, i] += 1e-3;
            Assert.That(TestMatrices.BackwardError(kernels.Ntk, x, b), Is.LessThan(2e-12));
            return solution.Steps;
        }

        Assert.That(Steps(many), Is.LessThan(Steps(one) / 3));
    }

    [Test]
    public void RefusesWhatItCannotDo()
    {
        Tensor<double> inputs = RandomInputs.Normal<double>(5, 3, seed: 5);
        Assert.Throws<ArgumentException>(() => Approximate(inputs, 2, KernelOutputs.Both));
        Assert.Throws<ArgumentOutOfRangeException>(() => Approximate(inputs, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Approximate(inputs, 6));
        using LowRankFactor<double> factor = Approximate(inputs, 2);
        using var targets = new GramMatrix<double>(4, 1);
        Assert.Throws<DimensionMismatchException>(() => factor.Regress(targets.AsMatrix(), 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => factor.Preconditioner(0));
    }

    private LowRankFactor<double> Approximate(Tensor<double> inputs, int rank, KernelOutputs output = KernelOutputs.Ntk, int seed = 0) =>
        RandomlyPivotedCholesky.Approximate<double>(Network, output, inputs, rank, seed, library: library);

    private static void Subtract(LowRankFactor<double> factor, GramMatrix<double> matrix)
    {
        for (int i = 0; i < matrix.Rows; i++)
        {
            for (int j = 0; j < matrix.Rows; j++)
            {
                for (int k = 0; k < factor.Rank; k++)
                    matrix[i, j] -= factor[i, k] * factor[j, k];
            }
        }
    }
}
