using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Solvers;
using Ntk.Solvers.Factorisation;
using Ntk.Solvers.Iterative;

namespace Ntk.Tests.Solvers;

/// <summary>Systems whose matrix is never held in double, beside those whose matrix is.</summary>
[TestFixture("managed")]
[TestFixture("default")]
internal sealed class MatrixFreeCholeskyTests(string libraryName)
{
    private readonly LinearAlgebra library = SolverLibraries.Load(libraryName);

    [Test]
    public void AnswersAsTheDenseMatrixDoes([Values(1, 2, 65, 300)] int rows, [Values(KernelOutputs.Nngp, KernelOutputs.Ntk)] KernelOutputs output, [Values(1e-1, 1e-4, 1e-8)] double ridge)
    {
        Tensor<double> inputs = Inputs([rows, 12]);
        AssertSolves(Presets.FullyConnected(3), inputs, output, ridge, columns: 4);
    }

    [Test]
    public void KernelsOfImagesAreSolvedLikewise() =>
        AssertSolves(Presets.ConvVec(3), Inputs([40, 6, 5, 2]), KernelOutputs.Ntk, 1e-3, columns: 2);

    [Test]
    public void ProductsAreThoseOfTheMatrix([Values(1, 31, 130)] int rows, [Values(0, 1, 3)] int columns, [Values(1, 2, 3)] int threads)
    {
        Tensor<double> inputs = Inputs([rows, 12]);
        var options = new GramOptions { ThreadCount = threads, TileRows = 32, TileColumns = 32 };
        using GramTiles<double> tiles = new GramBuilder<double>(Presets.FullyConnected(2), options).Open(inputs);
        using GramResult<double> kernels = new GramBuilder<double>(Presets.FullyConnected(2)).Build(inputs);
        using GramMatrix<double> x = TestMatrices.Random(rows, columns, 1), actual = TestMatrices.Random(rows, columns, 2), again = actual.Clone(), start = actual.Clone();
        var system = new KernelOperator<double>(tiles, KernelOutputs.Ntk, 0.5);
        system.SubtractProduct(x.AsMatrix(), actual.AsMatrix());
        system.SubtractProduct(x.AsMatrix(), again.AsMatrix());
        double norm = 0;
        for (int i = 0; i < rows; i++)
        {
            norm = Math.Max(norm, 0.5 + Enumerable.Range(0, rows).Sum(j => Math.Abs(kernels.Ntk[i, j])));
            for (int column = 0; column < columns; column++)
            {
                double expected = start[i, column] - 0.5 * x[i, column];
                for (int j = 0; j < rows; j++)
                    expected -= kernels.Ntk[i, j] * x[j, column];
                Assert.That(actual[i, column], Is.EqualTo(expected).Within(1e-13 * rows));
                Assert.That(again[i, column], Is.EqualTo(actual[i, column]));
            }
        }

        Assert.That(system.Norm, Is.EqualTo(norm).Within(1e-13 * norm));
    }

    [Test]
    public void RefusesTwoKernelsAndNoRows()
    {
        Assert.Throws<ArgumentException>(() => MatrixFreeCholesky<double, float>.Factor(Presets.FullyConnected(1), KernelOutputs.Both, Inputs([3, 2]), Ridge.Relative(1)));
        Assert.Throws<DimensionMismatchException>(() => MatrixFreeCholesky<double, float>.Factor(Presets.FullyConnected(1), KernelOutputs.Ntk, Inputs([0, 2]), Ridge.Relative(1)));
    }

    private void AssertSolves(Network network, Tensor<double> inputs, KernelOutputs output, double ridge, int columns)
    {
        int rows = (int)inputs.Lengths[0];
        using GramResult<double> kernels = new GramBuilder<double>(network).Build(inputs, output);
        GramMatrix<double> dense = output == KernelOutputs.Ntk ? kernels.Ntk : kernels.Nngp;
        using GramMatrix<double> matrix = dense.Clone(), b = TestMatrices.Random(rows, columns, 4), x = b.Clone();
        double lambda = ridge * Enumerable.Range(0, rows).Average(i => dense[i, i]);
        for (int i = 0; i < rows; i++)
            matrix[i, i] += lambda;
        int steps = 0;
        var options = new MatrixFreeOptions { Library = library, Progress = _ => steps++ };
        using MatrixFreeCholesky<double, float> solver = MatrixFreeCholesky<double, float>.Factor(network, output, inputs, Ridge.Relative(ridge), options);
        MixedSolveReport report = solver.Solve(x.AsMatrix());
        Assert.Multiple(() =>
        {
            Assert.That(TestMatrices.BackwardError(matrix, x, b), Is.LessThanOrEqualTo(2e-14));
            Assert.That(report.BackwardError, Is.LessThanOrEqualTo(1e-14));
            Assert.That(report.Ridge, Is.EqualTo(lambda).Within(1e-12 * lambda));
            Assert.That(steps, Is.GreaterThan(0));
        });
    }

    private static Tensor<double> Inputs(nint[] lengths)
    {
        var random = new Random(7);
        double[] values = [.. Enumerable.Range(0, (int)lengths.Aggregate((a, b) => a * b)).Select(_ => random.NextDouble() - 0.4)];
        return Tensor.Create(values, lengths);
    }
}
