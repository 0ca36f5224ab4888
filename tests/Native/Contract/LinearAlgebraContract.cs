using System.Numerics;

namespace Ntk.Tests.Native.Contract;

/// <summary>What every library promises, in both precisions. One file a verb.</summary>
[TestFixture(LibraryUnderTest.Managed, TypeArgs = [typeof(float)])]
[TestFixture(LibraryUnderTest.Managed, TypeArgs = [typeof(double)])]
[TestFixture(LibraryUnderTest.ManagedAvx2, TypeArgs = [typeof(float)])]
[TestFixture(LibraryUnderTest.ManagedAvx2, TypeArgs = [typeof(double)])]
[TestFixture(LibraryUnderTest.ManagedSse, TypeArgs = [typeof(float)])]
[TestFixture(LibraryUnderTest.ManagedSse, TypeArgs = [typeof(double)])]
[TestFixture(LibraryUnderTest.OpenBlas, TypeArgs = [typeof(float)])]
[TestFixture(LibraryUnderTest.OpenBlas, TypeArgs = [typeof(double)])]
[TestFixture(LibraryUnderTest.Mkl, TypeArgs = [typeof(float)])]
[TestFixture(LibraryUnderTest.Mkl, TypeArgs = [typeof(double)])]
[TestFixture(LibraryUnderTest.Cuda, TypeArgs = [typeof(float)])]
[TestFixture(LibraryUnderTest.Cuda, TypeArgs = [typeof(double)])]
public sealed partial class LinearAlgebraContract<T>(LibraryUnderTest kind)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly Triangle[] Triangles = [Triangle.Lower, Triangle.Upper];
    private static readonly Transpose[] Transposes = [Transpose.No, Transpose.Yes];
    private static readonly int[] Orders = [0, 1, 2, 7, 31, 33, 64, 65, 100, 128, 129, 257];

    private LinearAlgebra library = null!;

    /// <summary>The rounding error of one operation.</summary>
    private static double Epsilon => typeof(T) == typeof(float) ? Math.ScaleB(1, -24) : Math.ScaleB(1, -53);

    [OneTimeSetUp]
    public void Load() => library = kind.Load();

    [Test]
    public void TellsItsNameAndVersion()
    {
        Assert.That(library.Name, Does.StartWith(kind switch { LibraryUnderTest.OpenBlas => "OpenBLAS", LibraryUnderTest.Mkl => "Intel MKL", LibraryUnderTest.Cuda => "cuSOLVER with ", _ => "managed" }));
        Assert.That(library.Version, Does.Match("[0-9]+\\.[0-9]+"));
    }

    [Test]
    public void ThreadCountIsKept()
    {
        int before = library.ThreadCount;
        try
        {
            foreach (int count in new[] { 1, Environment.ProcessorCount })
            {
                library.ThreadCount = count;
                Assert.That(library.ThreadCount, Is.EqualTo(count));
            }
        }
        finally
        {
            library.ThreadCount = before;
        }
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(int.MaxValue)]
    public void ThreadCountOutOfRangeIsRefused(int count)
    {
        ThreadCountException error = Assert.Throws<ThreadCountException>(() => library.ThreadCount = count)!;
        Assert.That((error.Requested, error.Largest), Is.EqualTo((count, Environment.ProcessorCount)));
    }

    [Test]
    public void OtherElementTypesAreRefused()
    {
        UnsupportedElementTypeException error = Assert.Throws<UnsupportedElementTypeException>(() =>
        {
            var a = new MatrixSpan<Half>(new Half[4], 2, 2);
            library.Potrf(Triangle.Lower, a);
        })!;
        Assert.That(error.ElementType, Is.EqualTo(typeof(Half)));
    }

    private static T Number(double value) => T.CreateTruncating(value);

    private static double Number(T value) => double.CreateTruncating(value);

    /// <summary>Asserts <c>|actual − expected| ≤ factor·ε·scale</c> for every element.</summary>
    private static void AssertClose(double[,] actual, double[,] expected, double[,] scale, double factor, string what)
    {
        for (int i = 0; i < expected.GetLength(0); i++)
        {
            for (int j = 0; j < expected.GetLength(1); j++)
            {
                double error = Math.Abs(actual[i, j] - expected[i, j]), bound = factor * Epsilon * scale[i, j];
                if (!(error <= bound))
                    Assert.Fail($"{what}: element ({i}, {j}) is {actual[i, j]:R}, not {expected[i, j]:R}; the error {error:E2} exceeds {bound:E2}.");
            }
        }
    }
}
