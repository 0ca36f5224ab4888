using System.Diagnostics;
using System.Numerics;

namespace Ntk.Native;

/// <summary>One routine in one precision.</summary>
/// <param name="Routine">Its BLAS or LAPACK name, such as "spotrf".</param>
/// <param name="Measure">What the residual compares.</param>
/// <param name="Residual">The error in units of order · rounding error · norm.</param>
/// <param name="Bound">The largest residual that passes: 30, as in LAPACK's own tests.</param>
/// <param name="GigaflopsPerSecond">Its speed, in billions of operations a second.</param>
public sealed record SelfTestCheck(string Routine, string Measure, double Residual, double Bound, double GigaflopsPerSecond)
{
    /// <summary>Whether the residual keeps the bound.</summary>
    public bool Passes => Residual <= Bound;
}

/// <summary>Tests in about a second whether a library computes what it should, and how fast.</summary>
public static class LinearAlgebraSelfTest
{
    private const double Bound = 30;
    private const int CheckedOrder = 160;

    /// <summary>Runs products, factorisations and eigensolvers in float and double.</summary>
    /// <param name="library">The library to test.</param>
    public static IReadOnlyList<SelfTestCheck> Run(LinearAlgebra library)
    {
        LinearAlgebra tested = library is CudaLinearAlgebra cuda ? cuda.ForAllOrders() : library;
        return [.. Run<float>(tested, "s"), .. Run<double>(tested, "d")];
    }

    private static IEnumerable<SelfTestCheck> Run<T>(LinearAlgebra library, string prefix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double gemm = Speed(512, order => 2.0 * order * order * order, Symmetric<T>, (a, b) => Multiply(library, a, a, b));
        yield return new(prefix + "gemm", "C − A·B", ProductResidual<T>(library), Bound, gemm);
        double potrf = Speed(768, order => order / 3.0 * order * order, Definite<T>, (_, b) => library.Potrf(Triangle.Lower, Square(b)));
        yield return new(prefix + "potrf", "A − L·Lᵀ", FactorResidual<T>(library), Bound, potrf);
        (double equation, double orthogonality) = EigenResiduals<T>(library);
        double syevd = Speed(256, order => 14.0 / 3 * order * order * order, Symmetric<T>, (_, b) => library.Syevd(Square(b), new T[Order(b)]));
        yield return new(prefix + "syevd", "A·V − V·Λ", equation, Bound, syevd);
        yield return new(prefix + "syevd", "Vᵀ·V − I", orthogonality, Bound, syevd);
    }

    private static double ProductResidual<T>(LinearAlgebra library)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] a = Symmetric<T>(CheckedOrder), c = new T[a.Length];
        Multiply(library, a, a, c);
        return Scaled<T>(Largest((i, j) => At(c, i, j) - Sum(k => At(a, i, k) * At(a, k, j))), 1);
    }

    private static double FactorResidual<T>(LinearAlgebra library)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] a = Definite<T>(CheckedOrder), l = [.. a];
        library.Potrf(Triangle.Lower, Square(l));
        return Scaled<T>(Largest((i, j) => j > i ? 0 : At(a, i, j) - Sum(k => k > j ? 0 : At(l, i, k) * At(l, j, k))), CheckedOrder);
    }

    private static (double Equation, double Orthogonality) EigenResiduals<T>(LinearAlgebra library)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] a = Symmetric<T>(CheckedOrder), v = [.. a], values = new T[CheckedOrder];
        library.Syevd(Square(v), values);
        double equation = Largest((i, j) => Sum(k => At(v, i, k) * At(a, k, j)) - double.CreateTruncating(values[i]) * At(v, i, j));
        double orthogonality = Largest((i, j) => Sum(k => At(v, i, k) * At(v, j, k)) - (i == j ? 1 : 0));
        return (Scaled<T>(equation, Math.Max(double.CreateTruncating(values[^1]), -double.CreateTruncating(values[0]))), Scaled<T>(orthogonality, 1));
    }

    /// <summary>The best of several runs within a few hundredths of a second, each on a fresh copy of the matrix.</summary>
    private static double Speed<T>(int order, Func<double, double> operations, Func<int, T[]> matrix, Action<T[], T[]> run)
    {
        T[] a = matrix(order), work = new T[a.Length];
        double best = double.MaxValue;
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; round < 3 || round < 20 && Stopwatch.GetElapsedTime(start).TotalSeconds < 0.08; round++)
        {
            a.CopyTo(work, 0);
            long began = Stopwatch.GetTimestamp();
            run(a, work);
            best = Math.Min(best, Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
        return operations(order) / best / 1e9;
    }

    private static void Multiply<T>(LinearAlgebra library, T[] a, T[] b, T[] c)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        library.Gemm<T>(T.One, Square(a), Transpose.No, Square(b), Transpose.No, T.Zero, Square(c));

    /// <summary>A symmetric matrix of pseudo-random elements between −1 and 1.</summary>
    private static T[] Symmetric<T>(int order)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        [.. Enumerable.Range(0, order * order).Select(index => T.CreateTruncating(Noise(Math.Max(index / order, index % order), Math.Min(index / order, index % order))))];

    private static T[] Definite<T>(int order)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] a = Symmetric<T>(order);
        for (int i = 0; i < order; i++)
            a[i * order + i] += T.CreateTruncating(order);
        return a;
    }

    private static double Noise(int row, int column)
    {
        double x = Math.Sin(row * 12.9898 + column * 78.233) * 43758.5453;
        return 2 * (x - Math.Floor(x)) - 1;
    }

    private static MatrixSpan<T> Square<T>(T[] a)
        where T : unmanaged =>
        new(a, Order(a), Order(a));

    private static int Order<T>(T[] a) => (int)Math.Sqrt(a.Length);

    private static double At<T>(T[] a, int row, int column)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        double.CreateTruncating(a[row * CheckedOrder + column]);

    private static double Sum(Func<int, double> term)
    {
        double sum = 0;
        for (int k = 0; k < CheckedOrder; k++)
            sum += term(k);
        return sum;
    }

    private static double Largest(Func<int, int, double> element)
    {
        double largest = 0;
        for (int i = 0; i < CheckedOrder; i++)
        {
            for (int j = 0; j < CheckedOrder; j++)
                largest = Math.Max(largest, Math.Abs(element(i, j)));
        }
        return largest;
    }

    private static double Scaled<T>(double error, double norm)
        where T : unmanaged =>
        error / (CheckedOrder * norm * UnitRoundoff.Of<T>());
}
