namespace Ntk.Tests.Native.Contract;

public sealed partial class LinearAlgebraContract<T>
{
    [Test]
    public void SystemsAreRefinedToTheAccuracyOfTheData([Values(33, 128)] int order, [Values(1, 5)] int columns)
    {
        if (library is not IMixedPrecisionSolver solver || !solver.CanSolve<T>(order))
            Assert.Ignore("The library has no routine of its own for systems in mixed precision, or not for these.");
        PaddedMatrix<T> triangle = PositiveDefinite(order, Triangle.Lower), b = PaddedMatrix<T>.Random(new Random(7), order, columns), x = b.Copy();
        double[,] original = triangle.Triangle(Triangle.Lower, symmetric: true);
        PaddedMatrix<T> a = PaddedMatrix<T>.From(order, order, (i, j) => original[i, j]);
        Assert.That(((IMixedPrecisionSolver)library).Solve<T>(a.Span, x.Span), Is.InRange(0, 50));

        double[,] solution = x.ToDouble();
        double[,] scale = Reference.Combine(1, Reference.Multiply(Reference.Abs(original), Reference.Abs(solution)), 1, Reference.Abs(b.ToDouble()));
        AssertClose(Reference.Multiply(original, solution), b.ToDouble(), scale, 4 * order + 8, "A·X");
        Assert.That(x.PaddingIsUntouched(), "something was written between the rows");
    }
}
