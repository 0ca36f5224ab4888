using Ntk.Engine.Gram;
using Ntk.Native.Resolution;
using Ntk.Solvers;
using Ntk.Solvers.Factorisation;
using Ntk.Tests.Solvers;

namespace Ntk.Tests.Native.Cuda;

/// <summary>What is sent to cuSOLVER, and what becomes of what it reports; the results themselves are tested with those of all libraries.</summary>
[NonParallelizable]
internal sealed class CudaLinearAlgebraTests
{
    private static readonly string[] CholeskyFunctions = ["cudaMemGetInfo", "cudaMalloc", "cudaMemcpy2D", "potrf_bufferSize", "potrf", "potrs"];

    private CudaLinearAlgebra library = null!;
    private int live;

    [SetUp]
    public void Load()
    {
        StandInDevice.Reset();
        library = StandInCuda.Load().ForAllOrders();
        live = StandInDevice.LiveAllocations;
    }

    [TearDown]
    public void Reset()
    {
        StandInDevice.Reset();
        Assert.That(StandInDevice.LiveAllocations, Is.EqualTo(live), "memory that was not freed");
    }

    [Test]
    public void LargeMatricesThatFitAreSent()
    {
        Solve(library, 40, 3);
        Assert.That((Calls("potrf"), Calls("potrs")), Is.EqualTo((1, 1)));
        StandInDevice.FreeBytes = 40 * 40 * sizeof(double);
        Solve(library, 40, 3);
        Assert.That((Calls("potrf"), Calls("potrs")), Is.EqualTo((1, 1)), "no place");
        StandInDevice.FreeBytes = nuint.MaxValue / 2;
        Solve(StandInCuda.Load(), 40, 3);
        Assert.That((Calls("potrf"), Calls("potrs")), Is.EqualTo((1, 1)), "too small");
    }

    [Test]
    public void FailuresOfADeviceAreNamed([ValueSource(nameof(CholeskyFunctions))] string function)
    {
        StandInDevice.Statuses[function] = 2;
        NativeLibraryException error = Assert.Throws<NativeLibraryException>(() => Solve(library, 10, 1))!;
        Assert.That(error.Message, Does.Contain(function).And.Contain("status 2").And.Contain("NTK_BLAS"));
    }

    [TestCase("potrf")]
    [TestCase("potrs")]
    public void AnArgumentThatIsRefusedIsNamed(string routine)
    {
        StandInDevice.Infos[routine] = -4;
        Assert.That(Assert.Throws<NativeLibraryException>(() => Solve(library, 10, 1))!.Message, Does.Contain($"{routine} refused its argument 4"));
    }

    [Test]
    public void EigenvaluesThatDoNotConvergeAreCounted()
    {
        StandInDevice.Infos["syevd"] = 5;
        using GramMatrix<double> matrix = TestMatrices.WithEigenvalues([1, 2, 3, 4, 5, 6, 7], seed: 1);
        EigenvalueConvergenceException error = Assert.Throws<EigenvalueConvergenceException>(() => library.Syevd(matrix.AsMatrix(), new double[7]))!;
        Assert.That((error.Unconverged, error.Order), Is.EqualTo((5L, 7L)));
    }

    [TestCase("cusolverDnCreate", "create")]
    [TestCase("cusolverDnIRSParamsCreate", "IRSParamsCreate")]
    [TestCase("cusolverDnIRSParamsSetRefinementSolver", "IRSParamsSetRefinementSolver")]
    public void ALibraryThatDoesNotStartIsAnError(string function, string name)
    {
        StandInDevice.Statuses[name] = 1;
        Assert.That(() => StandInCuda.Load(), Throws.InstanceOf<NativeLibraryException>().With.Message.Contains(function));
    }

    [Test]
    public void SystemsAreRefined([Values(1, 5)] int columns)
    {
        const int Order = 60;
        using GramMatrix<double> matrix = TestMatrices.WithEigenvalues(TestMatrices.Geometric(Order, 1e4), seed: 3), b = TestMatrices.Random(Order, columns, seed: 4), x = b.Clone();
        int steps = library.Solve<double>(matrix.AsMatrix(), x.AsMatrix());
        Assert.That(steps, Is.InRange(2, 10));
        Assert.That(TestMatrices.BackwardError(matrix, x, b), Is.LessThan(1e-14));
    }

    [TestCase(-1, "not worthwhile")]
    [TestCase(-2, "out of the range")]
    [TestCase(-3, "factorisation in lower precision failed")]
    [TestCase(-5, "overflow")]
    [TestCase(-50, "within 50 steps")]
    [TestCase(-7, "did not converge")]
    public void RefinementThatFailsSaysWhy(int steps, string reason)
    {
        StandInDevice.Steps = steps;
        using GramMatrix<double> matrix = TestMatrices.WithEigenvalues([1, 2, 3], seed: 1), b = TestMatrices.Random(3, 1, seed: 2), x = b.Clone();
        RefinementException error = Assert.Throws<RefinementException>(() => library.Solve<double>(matrix.AsMatrix(), x.AsMatrix()))!;
        Assert.That((error.Code, error.Order), Is.EqualTo((steps, 3L)));
        Assert.That(error.Message, Does.Contain(reason));
        Assert.That(x[2, 0], Is.EqualTo(b[2, 0]), "B is kept");
    }

    [Test]
    public void ASingularFactorAndARefusedArgumentAreToldApart()
    {
        using GramMatrix<double> matrix = TestMatrices.WithEigenvalues([1, 2, 3], seed: 1), x = TestMatrices.Random(3, 1, seed: 2);
        StandInDevice.Infos["IRSXgesv"] = 2;
        Assert.That(() => library.Solve<double>(matrix.AsMatrix(), x.AsMatrix()), Throws.InstanceOf<RefinementException>().With.Message.Contains("row 1"));
        StandInDevice.Infos["IRSXgesv"] = -6;
        Assert.That(() => library.Solve<double>(matrix.AsMatrix(), x.AsMatrix()), Throws.InstanceOf<NativeLibraryException>().With.Message.Contains("argument 6"));
    }

    [Test]
    public void MixedPrecisionIsForLargeMatricesInDoubleThatFit()
    {
        Assert.That((library.CanSolve<double>(50), library.CanSolve<float>(50), StandInCuda.Load().CanSolve<double>(50)), Is.EqualTo((true, false, false)));
        StandInDevice.FreeBytes = 50 * 50 * sizeof(double);
        Assert.That(library.CanSolve<double>(50), Is.False);
        Assert.That(() => library.Solve<float>(new MatrixSpan<float>([1], 1, 1), new MatrixSpan<float>([1], 1, 1)), Throws.InstanceOf<UnsupportedElementTypeException>());
        Assert.That(() => library.Solve<double>(new MatrixSpan<double>([double.NaN], 1, 1), new MatrixSpan<double>([1], 1, 1)), Throws.InstanceOf<NonFiniteValueException>());
        Assert.That(() => library.Solve<double>(new MatrixSpan<double>([1], 1, 1), new MatrixSpan<double>([1, 2], 2, 1)), Throws.InstanceOf<DimensionMismatchException>());
    }

    [Test]
    public void SolversInMixedPrecisionUseIt([Values(1, 4)] int columns)
    {
        const int Order = 80;
        using GramMatrix<double> matrix = TestMatrices.WithEigenvalues(TestMatrices.Geometric(Order, 1e5), seed: 5), b = TestMatrices.Random(Order, columns, seed: 6), x = b.Clone();
        using MixedCholesky<double, float> mixed = MixedCholesky<double, float>.Factor(matrix.Clone(), Ridge.Absolute(0), library);
        MixedSolveReport report = mixed.Solve(x.AsMatrix());
        Assert.Multiple(() =>
        {
            Assert.That(report.Path, Is.EqualTo(SolvePath.Refinement));
            Assert.That(report.Condition, Is.InRange(1e4, 1e5 * Order));
            Assert.That(Calls("IRSXgesv"), Is.GreaterThan(0));
            Assert.That(TestMatrices.BackwardError(matrix, x, b), Is.LessThan(2e-14));
        });
    }

    /// <summary>An eigenvalue of 10⁻¹² is none of a matrix in float.</summary>
    [Test]
    public void WhereRefinementFailsAFactorInDoubleTakesItsPlace()
    {
        using GramMatrix<double> matrix = TestMatrices.WithEigenvalues(TestMatrices.Geometric(60, 1e12), seed: 7), b = TestMatrices.Random(60, 2, seed: 8), x = b.Clone();
        using MixedCholesky<double, float> mixed = MixedCholesky<double, float>.Factor(matrix.Clone(), Ridge.Absolute(0), library);
        MixedSolveReport report = mixed.Solve(x.AsMatrix());
        Assert.That((report.Path, Calls("IRSXgesv") > 0), Is.EqualTo((SolvePath.FullPrecision, true)));
        Assert.That(TestMatrices.BackwardError(matrix, x, b), Is.LessThan(2e-14));
    }

    private static int Calls(string function) => StandInDevice.Calls.GetValueOrDefault(function);

    private static void Solve(CudaLinearAlgebra library, int order, int columns)
    {
        using GramMatrix<double> matrix = TestMatrices.WithEigenvalues(TestMatrices.Geometric(order, 100), seed: 1), factor = matrix.Clone();
        using GramMatrix<double> b = TestMatrices.Random(order, columns, seed: 2), x = b.Clone();
        library.Potrf(Triangle.Lower, factor.AsMatrix());
        library.Potrs<double>(Triangle.Lower, factor.AsMatrix(), x.AsMatrix());
        Assert.That(TestMatrices.BackwardError(matrix, x, b), Is.LessThan(1e-14));
    }
}
