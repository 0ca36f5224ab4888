namespace Ntk.Tests.Native.Contract;

public sealed partial class LinearAlgebraContract<T>
{
    /// <summary>All rows of these matrices are one and the same: the limits are checked before anything is computed.</summary>
    [Test]
    public void SizesBeyondTheLibrarysIntegersAreRefused()
    {
        if (library is not NativeLinearAlgebra)
            Assert.Ignore("The managed code has no such limits.");
        nint tooMany = unchecked((nint)(1L + int.MaxValue));
        T element = T.One;
        MatrixTooLargeException error = Assert.Throws<MatrixTooLargeException>(() =>
        {
            var column = MatrixSpan<T>.FromReference(ref element, tooMany, 1, 0);
            library.Gemm<T>(T.One, column, Transpose.No, MatrixSpan<T>.FromReference(ref element, 1, 1, 1), Transpose.No, T.Zero, column);
        })!;
        Assert.That((error.Order, error.LargestOrder), Is.EqualTo((1L + int.MaxValue, (long)int.MaxValue)));
    }

    [Test]
    public void TheWorkspaceOfEigenvectorsIsLimitedWithShortIntegers()
    {
        if (kind != LibraryUnderTest.OpenBlas)
            Assert.Ignore("Only OpenBLAS has 32-bit integers throughout.");
        const int Order = 32_767;
        var row = new T[Order];
        MatrixTooLargeException error = Assert.Throws<MatrixTooLargeException>(() =>
            library.Syevd(MatrixSpan<T>.FromReference(ref row[0], Order, Order, 0), new T[Order]))!;
        Assert.That((error.Order, error.LargestOrder), Is.EqualTo(((long)Order, Order - 1L)));
        Assert.That(error.Message, Does.Contain("NTK_BLAS=managed"));
    }
}
