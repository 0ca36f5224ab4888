using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Reference;
using Ntk.Solvers;
using Ntk.Solvers.Precision;
using Ntk.Tests.Engine;

namespace Ntk.Tests.Solvers.Precision;

/// <summary>Measured errors of kernels against errors that were put in, closed forms and direct computation.</summary>
[TestFixtureSource(typeof(SolverLibraries), nameof(SolverLibraries.Names))]
internal sealed class KernelErrorsTests(string libraryName)
{
    private const int Rows = 120;

    private readonly LinearAlgebra library = SolverLibraries.Load(libraryName);

    private static ReferenceMatrix Truth { get; } = new ReferenceKernel(Presets.FullyConnected(2)).Build(RandomInputs.Normal<double>(Rows, 10, 1).AsReadOnlyTensorSpan()).Ntk;

    [Test]
    public void AnErrorOfRankOneIsSeenAsOne()
    {
        const double Shift = 1e-6;
        KernelErrors errors = Measure((i, j) => Shift);
        Assert.Multiple(() =>
        {
            Assert.That(errors.Noise, Is.EqualTo(Shift).Within(1e-6).Percent);
            Assert.That(errors.Bias, Is.EqualTo(Shift).Within(1e-6).Percent);
            Assert.That(errors.Norm, Is.EqualTo(Shift * Rows).Within(1e-6).Percent);
            Assert.That(errors.FrobeniusNorm, Is.EqualTo(Shift * Rows).Within(1e-6).Percent);
            Assert.That(errors.Whiteness, Is.EqualTo(Math.Sqrt(Rows) / 2).Within(1e-6).Percent);
            Assert.That(errors.Largest, Is.EqualTo(Shift / Enumerable.Range(0, Rows).Min(i => Truth[i, i].High)).Within(1e-5).Percent);
        });
    }

    [Test]
    public void WhiteErrorsAreSeenAsWhite()
    {
        const double Deviation = 1e-5;
        var random = new Random(2);
        var noise = new double[Rows, Rows];
        for (int i = 0; i < Rows; i++)
        {
            for (int j = 0; j <= i; j++)
                noise[i, j] = noise[j, i] = Deviation * RandomInputs.NextNormal(random);
        }

        KernelErrors errors = Measure((i, j) => noise[i, j]);
        Assert.Multiple(() =>
        {
            Assert.That(errors.Noise, Is.EqualTo(Deviation).Within(4).Percent);
            Assert.That(errors.Whiteness, Is.EqualTo(1).Within(0.12));
            Assert.That(Math.Abs(errors.Bias), Is.LessThan(0.1 * Deviation));
        });
    }

    [Test]
    public void ExactKernelsHaveRoundingErrorsOnly()
    {
        KernelErrors errors = Measure((i, j) => 0);
        Assert.Multiple(() =>
        {
            Assert.That(errors.Largest, Is.LessThanOrEqualTo(Math.ScaleB(1, -53)));
            Assert.That(errors.RelativeNorm, Is.LessThanOrEqualTo(Math.ScaleB(1, -53)));
            Assert.That(errors.Norm, Is.LessThanOrEqualTo(errors.FrobeniusNorm));
            Assert.That(errors.FrobeniusNorm, Is.EqualTo(Rows * errors.Noise).Within(1e-10).Percent);
        });
    }

    [Test]
    public void StoringAddsTheErrorsOfRounding([Values("float32", "TF32", "bfloat16", "float16")] string name)
    {
        StorageFormat format = StorageFormat.All.First(format => format.Name == name);
        using GramMatrix<double> kernel = Perturbed((i, j) => 0), stored = kernel.Clone();
        format.Round(stored.AsMatrix());
        KernelErrors errors = KernelErrors.Of(kernel, format, Truth, library);
        Assert.Multiple(() =>
        {
            Assert.That(errors, Is.EqualTo(KernelErrors.Of(stored, Truth, library)));
            Assert.That(errors.Largest, Is.LessThanOrEqualTo(format.UnitRoundoff * 1.0001));

            // Significands spread over a binade leave a third of u² at its start and a quarter of that at its end; entries below the diagonal's scale count for less.
            Assert.That(errors.RootMeanSquare, Is.InRange(0.05 * format.UnitRoundoff, format.UnitRoundoff / Math.Sqrt(3)));
            Assert.That(errors.Whiteness, Is.InRange(0.8, 2));
        });
    }

    [Test]
    public void RefusesWhatHasNoErrors()
    {
        using GramMatrix<double> other = new(2, 3), wrong = Perturbed((i, j) => i == 3 && j == 4 ? double.NaN : 0), large = Perturbed((i, j) => 1e6);
        Assert.Multiple(() =>
        {
            Assert.That(() => KernelErrors.Of(other, Truth, library), Throws.InstanceOf<DimensionMismatchException>());
            Assert.That(() => KernelErrors.Of(wrong, Truth, library), Throws.InstanceOf<NonFiniteKernelException>().With.Property("Column").EqualTo(4));
            Assert.That(() => KernelErrors.Of(large, StorageFormat.Float16, Truth, library), Throws.InstanceOf<StorageOverflowException>());
        });
    }

    [Test]
    public void NeedsAreThoseOfWeyl()
    {
        // Orthogonal rows of one length under a linear layer: K = I.
        var inputs = System.Numerics.Tensors.Tensor.CreateFromShape<double>([5, 5]);
        for (int i = 0; i < 5; i++)
            inputs[i, i] = Math.Sqrt(5);
        ReferenceMatrix identity = new ReferenceKernel(Network.Serial(Layers.Dense())).Build(inputs.AsReadOnlyTensorSpan()).Nngp;
        KernelErrors errors = Errors(3), small = Errors(0.01);
        IReadOnlyList<StorageNeed> needs = StorageNeed.Of(identity, [errors, small, Errors(0)], library);
        Assert.Multiple(() =>
        {
            Assert.That(needs[0].SmallestEigenvalue, Is.EqualTo(1).Within(1e-14));
            Assert.That(needs[0].MeanDiagonal, Is.EqualTo(1).Within(1e-14));
            Assert.That(needs[0].DefiniteRidge, Is.EqualTo(2).Within(1e-13));
            Assert.That(needs[0].UsableRidge, Is.EqualTo(29).Within(1e-12));
            Assert.That(needs[0].ShareAt(2), Is.EqualTo(1).Within(1e-13));
            Assert.That(needs[0].UsableCondition, Is.EqualTo(1));
            Assert.That(needs[1].DefiniteRidge, Is.Zero);
            Assert.That(needs[1].UsableRidge, Is.Zero);
            Assert.That(needs[1].UsableCondition, Is.EqualTo(10).Within(1e-12));
            Assert.That(needs[2].ShareAt(0), Is.Zero);
            Assert.That(needs[2].UsableCondition, Is.EqualTo(double.PositiveInfinity));
            Assert.That(() => needs[0].ShareAt(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => StorageNeed.Of(new ReferenceKernel(Network.Serial(Layers.Dense())).Build(inputs.AsReadOnlyTensorSpan(), RandomInputs.Normal<double>(2, 5, 1).AsReadOnlyTensorSpan()).Nngp, [errors], library), Throws.InstanceOf<DimensionMismatchException>());
        });

        static KernelErrors Errors(double norm) => new(5, 0, 0, 0, 0, norm, 0, 0);
    }

    [Test]
    public void AKernelStaysDefiniteFromItsNeedOn()
    {
        // The worst error of a norm: the smallest eigenvalue lowered by it.
        const double Norm = 1e-3;
        using GramMatrix<double> vectors = Perturbed((i, j) => 0);
        var values = new double[Rows];
        library.Syevd(vectors.AsMatrix(), values.AsSpan());
        double[] lowest = vectors.Row(0).ToArray();
        double norm = Norm + values[0];
        StorageNeed need = StorageNeed.Of(Truth, [new(Rows, 0, 0, 0, 0, norm, 0, 0)], library)[0];
        double ridge = need.DefiniteRidge * need.MeanDiagonal;
        using GramMatrix<double> above = Perturbed((i, j) => -norm * lowest[i] * lowest[j] + (i == j ? 1.001 * ridge : 0)), below = Perturbed((i, j) => -norm * lowest[i] * lowest[j] + (i == j ? 0.999 * ridge : 0));
        Assert.Multiple(() =>
        {
            Assert.That(ridge, Is.EqualTo(Norm).Within(1e-6).Percent);
            Assert.That(() => library.Potrf(Triangle.Lower, above.AsMatrix()), Throws.Nothing);
            Assert.That(() => library.Potrf(Triangle.Lower, below.AsMatrix()), Throws.InstanceOf<NotPositiveDefiniteException>());
        });
    }

    private static GramMatrix<double> Perturbed(Func<int, int, double> error)
    {
        var matrix = new GramMatrix<double>(Rows, Rows);
        for (int i = 0; i < Rows; i++)
        {
            for (int j = 0; j < Rows; j++)
                matrix[i, j] = (Truth[i, j] + error(i, j)).High;
        }

        return matrix;
    }

    private KernelErrors Measure(Func<int, int, double> error)
    {
        using GramMatrix<double> matrix = Perturbed(error);
        return KernelErrors.Of(matrix, Truth, library);
    }
}
