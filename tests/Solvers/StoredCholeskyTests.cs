using System.Numerics.Tensors;
using Ntk.Data;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Solvers;
using Ntk.Solvers.Factorisation;
using Ntk.Tests.Data;
using Ntk.Tests.Engine;

namespace Ntk.Tests.Solvers;

/// <summary>Factors that are kept on disk, beside those in memory.</summary>
[TestFixture("managed")]
[TestFixture("default")]
internal sealed class StoredCholeskyTests(string libraryName)
{
    private static readonly Network Network = Presets.FullyConnected(2);

    private readonly LinearAlgebra library = SolverLibraries.Load(libraryName);

    [Test]
    public void SolvesAsTheFactorInMemoryDoes([Values(1, 5, 64, 130)] int rows, [Values(32, 33, 200)] int panel, [Values(KernelOutputs.Nngp, KernelOutputs.Ntk)] KernelOutputs output)
    {
        using TemporaryFolder folder = new();
        Tensor<double> inputs = RandomInputs.Normal<double>(rows, 7, seed: 3);
        using GramMatrix<double> a = Matrix(inputs, output, ridge: 0.1), b = TestMatrices.Random(rows, 3, 2), x = b.Clone(), white = b.Clone(), expected = b.Clone();
        using StoredCholesky<double> factor = Factor(inputs, output, folder.File("k.factor"), panel);
        factor.Solve(x.AsMatrix());
        factor.Whiten(white.AsMatrix());
        using CholeskyFactor<double> dense = CholeskyFactor<double>.Factor(a.Clone(), Ridge.Absolute(0), library: library);
        dense.Whiten(expected.AsMatrix());
        Assert.Multiple(() =>
        {
            Assert.That(TestMatrices.BackwardError(a, x, b), Is.LessThan(1e-14 * Math.Max(10, rows)));
            Assert.That(factor.LogDeterminant(), Is.EqualTo(dense.LogDeterminant()).Within(1e-10 * rows));
            Assert.That(Difference.Relative(white.ToTensor(), expected.ToTensor()), Is.LessThan(1e-11));
        });
    }

    [Test]
    public void AnEndedFactorisationGoesOnWithTheSameBits([Values(1, 2, 3)] int panelsBeforeTheEnd)
    {
        using TemporaryFolder folder = new();
        Tensor<double> inputs = RandomInputs.Normal<double>(100, 7, seed: 3);
        using GramMatrix<double> whole = Solved(inputs, folder.File("whole"));
        using var source = new CancellationTokenSource();
        int done = 0;
        Assert.Catch<OperationCanceledException>(() => Factor(inputs, KernelOutputs.Nngp, folder.File("k"), 20, new Relay(() =>
        {
            if (++done == panelsBeforeTheEnd)
                source.Cancel();
        }), source.Token).Dispose());

        var store = new TileFolder(folder.File("k"));
        using StoredCholesky<double> factor = Factor(inputs, KernelOutputs.Nngp, store, 20);
        int tiles = 15, kept = Enumerable.Range(0, panelsBeforeTheEnd).Sum(panel => 5 - panel);
        Assert.That(store.Report.ComputedTiles, Is.EqualTo(tiles - kept), "no finished panel is computed again");
        using GramMatrix<double> b = TestMatrices.Random(100, 2, 5);
        factor.Solve(b.AsMatrix());
        Assert.That(Difference.Relative(b.ToTensor(), whole.ToTensor()), Is.Zero);
    }

    [Test]
    public void ADamagedTileIsComputedAgainWithWhatFollowsFromIt()
    {
        using TemporaryFolder folder = new();
        Tensor<double> inputs = RandomInputs.Normal<double>(100, 7, seed: 3);
        using GramMatrix<double> expected = Solved(inputs, folder.File("k"));
        string damaged = Path.Combine(folder.File("k"), "nngp-000060-000020.npy");
        byte[] bytes = File.ReadAllBytes(damaged);
        bytes[^5] ^= 1;
        File.WriteAllBytes(damaged, bytes);
        using GramMatrix<double> actual = Solved(inputs, folder.File("k"));
        Assert.That(Difference.Relative(actual.ToTensor(), expected.ToTensor()), Is.Zero);
    }

    [Test]
    public void ATileLostWhileItIsNeededIsATypedError()
    {
        using TemporaryFolder folder = new();
        Tensor<double> inputs = RandomInputs.Normal<double>(100, 7, seed: 3);
        using StoredCholesky<double> factor = Factor(inputs, KernelOutputs.Nngp, folder.File("k"), 20);
        File.Delete(Path.Combine(folder.File("k"), "nngp-000040-000020.npy"));
        using GramMatrix<double> b = TestMatrices.Random(100, 1, 5);
        StoredFactorException error = Assert.Throws<StoredFactorException>(() => factor.Solve(b.AsMatrix()))!;
        Assert.That((error.Row, error.Column), Is.EqualTo((40, 20)));
    }

    [Test]
    public void AnotherFactorsStoreIsRefused()
    {
        using TemporaryFolder folder = new();
        Tensor<double> inputs = RandomInputs.Normal<double>(40, 7, seed: 3), others = RandomInputs.Normal<double>(40, 7, seed: 4);
        Factor(inputs, KernelOutputs.Nngp, folder.File("k"), 20).Dispose();
        Assert.Throws<TileStoreMismatchException>(() => Factor(others, KernelOutputs.Nngp, folder.File("k"), 20));
        Assert.Throws<TileStoreMismatchException>(() => Factor(inputs, KernelOutputs.Nngp, folder.File("k"), 10));
        Assert.Throws<TileStoreMismatchException>(() => StoredCholesky<double>.Factor(Network, KernelOutputs.Nngp, inputs, 0.2, new TileFolder(folder.File("k")), Options(20, null)));
    }

    [Test]
    public void RefinementReachesFloat64WithAFactorOnDisk()
    {
        using TemporaryFolder folder = new();
        Tensor<double> inputs = RandomInputs.Normal<double>(120, 7, seed: 3);
        using GramMatrix<double> a = Matrix(inputs, KernelOutputs.Ntk, ridge: 0.05), b = TestMatrices.Random(120, 2, 6), x = b.Clone();
        var options = new MatrixFreeOptions { Library = library, FactorStore = new TileFolder(folder.File("k")), PanelColumns = 25 };
        using MatrixFreeCholesky<double, float> solver = MatrixFreeCholesky<double, float>.Factor(Network, KernelOutputs.Ntk, inputs, Ridge.Absolute(0.05), options);
        MixedSolveReport report = solver.Solve(x.AsMatrix());
        Assert.Multiple(() =>
        {
            Assert.That(report.BackwardError, Is.LessThanOrEqualTo(1e-14));
            Assert.That(TestMatrices.BackwardError(a, x, b), Is.LessThanOrEqualTo(2e-14));
            Assert.That(report.Shift, Is.GreaterThan(0));
        });
    }

    [Test]
    public void APivotThatIsNotPositiveIsNamed()
    {
        using TemporaryFolder folder = new();
        Tensor<double> some = RandomInputs.Normal<double>(60, 7, seed: 3);
        for (int i = 40; i < 60; i++)
        {
            for (int j = 0; j < 7; j++)
                some[i, j] = some[3, j];
        }

        NotPositiveDefiniteException error = Assert.Throws<NotPositiveDefiniteException>(
            () => StoredCholesky<float>.Factor(Network, KernelOutputs.Nngp, Tensor.ConvertTruncating<double, float>(some), 0, new TileFolder(folder.File("k")), Options(20, null)))!;
        Assert.That(error.Order, Is.EqualTo(60));
        Assert.That(error.PivotIndex, Is.InRange(40, 59));
    }

    private GramMatrix<double> Solved(Tensor<double> inputs, string path)
    {
        using StoredCholesky<double> factor = Factor(inputs, KernelOutputs.Nngp, path, 20);
        GramMatrix<double> b = TestMatrices.Random(100, 2, 5);
        factor.Solve(b.AsMatrix());
        return b;
    }

    private StoredCholesky<double> Factor(Tensor<double> inputs, KernelOutputs output, string path, int panel, IProgress<SolverProgress>? progress = null, CancellationToken cancellation = default) =>
        StoredCholesky<double>.Factor(Network, output, inputs, 0.1, new TileFolder(path), Options(panel, progress), cancellation);

    private StoredCholesky<double> Factor(Tensor<double> inputs, KernelOutputs output, TileFolder store, int panel) =>
        StoredCholesky<double>.Factor(Network, output, inputs, 0.1, store, Options(panel, null));

    private StoredCholeskyOptions Options(int panel, IProgress<SolverProgress>? progress) => new() { PanelColumns = panel, Library = library, Progress = progress };

    private static GramMatrix<double> Matrix(Tensor<double> inputs, KernelOutputs output, double ridge)
    {
        using GramResult<double> kernels = new GramBuilder<double>(Network).Build(inputs, output);
        GramMatrix<double> matrix = (output == KernelOutputs.Ntk ? kernels.Ntk : kernels.Nngp).Clone();
        for (int i = 0; i < matrix.Rows; i++)
            matrix[i, i] += ridge;
        return matrix;
    }

    private sealed class Relay(Action action) : IProgress<SolverProgress>
    {
        public void Report(SolverProgress value) => action();
    }
}
