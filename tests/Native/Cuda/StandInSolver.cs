using System.Numerics;

namespace Ntk.Tests.Native.Cuda;

/// <summary>The routines of a stand-in cuSOLVER: column by column, in the device's memory alone, with the managed code's arithmetic.</summary>
internal static unsafe class StandInSolver
{
    private const int MostSteps = 50;

    private static readonly ManagedLinearAlgebra Managed = new();

    public static nuint RefinementBytes(int n, int sides) => (nuint)n * (nuint)(n + sides) * sizeof(float);

    public static int Potrf<T>(int uplo, int n, T* a, int lda, T* work, int* info)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (StandInDevice.Begin("potrf") is not 0 and var status)
            return status;
        if (lda < n || !OwnsSquare(a, n, lda) || !StandInDevice.Owns(work, (nuint)n * (nuint)sizeof(T)) || !StandInDevice.Owns(info, sizeof(int)))
            return StandInDevice.InvalidValue;
        try
        {
            Managed.Potrf(Other(uplo), Square(a, n, lda));
            *info = 0;
        }
        catch (NotPositiveDefiniteException error)
        {
            *info = (int)error.PivotIndex + 1;
        }

        return Report("potrf", info);
    }

    public static int Potrs<T>(int uplo, int n, int sides, T* a, int lda, T* b, int ldb, int* info)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (StandInDevice.Begin("potrs") is not 0 and var status)
            return status;
        if (lda < n || ldb < n || !OwnsSquare(a, n, lda) || !OwnsColumns(b, n, sides, ldb) || !StandInDevice.Owns(info, sizeof(int)))
            return StandInDevice.InvalidValue;
        var rows = new T[n * sides];
        for (int i = 0; i < n * sides; i++)
            rows[i] = b[i % sides * ldb + i / sides];
        Managed.Potrs<T>(Other(uplo), Square(a, n, lda), new MatrixSpan<T>(rows, n, sides));
        for (int i = 0; i < n * sides; i++)
            b[i % sides * ldb + i / sides] = rows[i];
        *info = 0;
        return Report("potrs", info);
    }

    public static int Syevd<T>(int jobz, int uplo, int n, T* a, int lda, T* w, T* work, int* info)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        const int Upper = 1;
        if (StandInDevice.Begin("syevd") is not 0 and var status)
            return status;
        if (uplo != Upper || lda < n || !OwnsSquare(a, n, lda) || !StandInDevice.Owns(w, (nuint)n * (nuint)sizeof(T)) || !StandInDevice.Owns(work, (nuint)n * (nuint)sizeof(T))
            || !StandInDevice.Owns(info, sizeof(int)))
            return StandInDevice.InvalidValue;
        if (jobz == 1)
            Managed.Syevd(Square(a, n, lda), new Span<T>(w, n));
        else
            Managed.Eigenvalues(Square(a, n, lda), new Span<T>(w, n));
        *info = 0;
        return Report("syevd", info);
    }

    /// <summary>A factor in float, and iterative refinement; by Cholesky's method, which does for the symmetric matrices that are sent.</summary>
    public static int Refine(int n, int sides, double* a, int lda, double* b, int ldb, double* x, int ldx, void* work, nuint bytes, int* steps, int* info)
    {
        if (StandInDevice.Begin("IRSXgesv") is not 0 and var status)
            return status;
        if (lda < n || ldb < n || ldx < n || !OwnsSquare(a, n, lda) || !OwnsColumns(b, n, sides, ldb) || !OwnsColumns(x, n, sides, ldx)
            || bytes < RefinementBytes(n, sides) || !StandInDevice.Owns(work, bytes) || !StandInDevice.Owns(info, sizeof(int)) || StandInDevice.Owns(steps, sizeof(int)))
            return StandInDevice.InvalidValue;
        *steps = 0;
        *info = 0;
        var low = new float[n * n];
        for (int i = 0; i < n * n; i++)
            low[i] = (float)a[i / n * lda + i % n];
        try
        {
            Managed.Potrf(Triangle.Lower, new MatrixSpan<float>(low, n, n));
            for (int side = 0; side < sides && *steps >= 0; side++)
            {
                int taken = Refine(n, a, lda, b + (long)side * ldb, x + (long)side * ldx, low);
                *steps = taken < 0 ? taken : Math.Max(*steps, taken);
            }
        }
        catch (NotPositiveDefiniteException)
        {
            *steps = -3;
        }

        *steps = StandInDevice.Steps ?? *steps;
        return Report("IRSXgesv", info);
    }

    private static int Refine(int n, double* a, int lda, double* b, double* x, float[] low)
    {
        new Span<double>(x, n).Clear();
        var correction = new float[n];
        for (int step = 0; step <= MostSteps; step++)
        {
            double error = 0, norm = 0, size = 0;
            for (int i = 0; i < n; i++)
            {
                double residual = b[i], row = 0;
                for (int j = 0; j < n; j++)
                {
                    residual -= a[i * lda + j] * x[j];
                    row += Math.Abs(a[i * lda + j]);
                }

                correction[i] = (float)residual;
                (error, norm, size) = (Math.Max(error, Math.Abs(residual)), Math.Max(norm, row), Math.Max(size, Math.Abs(x[i])));
            }

            if (error <= 1e-16 * Math.Sqrt(n) * norm * size || error == 0)
                return step;
            Managed.Potrs<float>(Triangle.Lower, new MatrixSpan<float>(low, n, n), new MatrixSpan<float>(correction, n, 1));
            for (int i = 0; i < n; i++)
                x[i] += correction[i];
        }

        return -MostSteps;
    }

    /// <summary>A matrix read by rows is its transpose, of which the other triangle is the one that is meant.</summary>
    private static Triangle Other(int uplo) => uplo == 1 ? Triangle.Lower : Triangle.Upper;

    private static MatrixSpan<T> Square<T>(T* a, int n, int lda)
        where T : unmanaged =>
        MatrixSpan<T>.FromReference(ref *a, n, n, lda);

    private static bool OwnsSquare<T>(T* a, int n, int lda)
        where T : unmanaged =>
        OwnsColumns(a, n, n, lda);

    private static bool OwnsColumns<T>(T* a, int n, int columns, int lda)
        where T : unmanaged =>
        StandInDevice.Owns(a, ((nuint)lda * (nuint)(columns - 1) + (nuint)n) * (nuint)sizeof(T));

    private static int Report(string routine, int* info)
    {
        if (StandInDevice.Infos.TryGetValue(routine, out int forced))
            *info = forced;
        return 0;
    }
}
