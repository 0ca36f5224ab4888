using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Native;

namespace Ntk.Solvers;

/// <summary>Finds NaN and infinities before they reach a factorisation or a user.</summary>
internal static class FiniteEntries
{
    /// <summary>Requires data to be finite.</summary>
    /// <exception cref="NonFiniteValueException">An element is not.</exception>
    public static void Require<T>(ReadOnlyMatrixSpan<T> matrix, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (FirstNonFinite(matrix) is (nint row, int column))
            throw new NonFiniteValueException(name, row, column, double.CreateTruncating(matrix[row, column]));
    }

    /// <summary>Requires a kernel matrix to be finite.</summary>
    /// <exception cref="NonFiniteKernelException">An entry is not.</exception>
    public static void RequireKernel<T>(ReadOnlyMatrixSpan<T> kernel, string name)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (FirstNonFinite(kernel) is (nint row, int column))
            throw new NonFiniteKernelException(name, row, column, double.CreateTruncating(kernel[row, column]));
    }

    /// <summary>The same on several threads.</summary>
    /// <exception cref="NonFiniteKernelException">An entry is not; the first is named.</exception>
    public static void RequireKernel<T>(GramMatrix<T> kernel, string name, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool isFinite = true;
        Parallel.For(0, kernel.Columns > 0 ? kernel.Rows : 0, new ParallelOptions { MaxDegreeOfParallelism = threads }, row =>
        {
            if (IndexOfNonFinite<T>(kernel.Row(row)) >= 0)
                isFinite = false;
        });
        if (!isFinite)
            RequireKernel<T>(kernel.AsMatrix(), name);
    }

    /// <summary>Σ|x|, in double where T's range is too short for it.</summary>
    public static double SumOfMagnitudes<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = double.CreateTruncating(TensorPrimitives.SumOfMagnitudes(values));
        if (double.IsFinite(sum))
            return sum;
        sum = 0;
        foreach (T value in values)
            sum += Math.Abs(double.CreateTruncating(value));
        return sum;
    }

    private static (nint Row, int Column)? FirstNonFinite<T>(ReadOnlyMatrixSpan<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (nint row = 0; row < matrix.Rows && matrix.Columns > 0; row++)
        {
            if (IndexOfNonFinite(matrix.Row(row)) is >= 0 and int column)
                return (row, column);
        }

        return null;
    }

    private static int IndexOfNonFinite<T>(ReadOnlySpan<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (T.IsFinite(TensorPrimitives.SumOfMagnitudes(values)))
            return -1;
        int index = 0;
        while (index < values.Length && T.IsFinite(values[index]))
            index++;
        return index < values.Length ? index : -1;
    }
}
