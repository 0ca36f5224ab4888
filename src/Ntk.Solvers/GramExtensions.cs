using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Engine.Programs;

namespace Ntk.Solvers;

/// <summary>What solvers ask of kernel matrices.</summary>
internal static class GramExtensions
{
    public static T[] CopyDiagonal<T>(this GramMatrix<T> matrix)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var diagonal = new T[matrix.Rows];
        for (int i = 0; i < diagonal.Length; i++)
            diagonal[i] = matrix[i, i];
        return diagonal;
    }

    public static void SetDiagonal<T>(this GramMatrix<T> matrix, ReadOnlySpan<T> diagonal)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < diagonal.Length; i++)
            matrix[i, i] = diagonal[i];
    }

    /// <summary>The only kernel of a result that has one.</summary>
    public static GramMatrix<T> Only<T>(this GramResult<T> result)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        result.Outputs == KernelOutputs.Ntk ? result.Ntk : result.Nngp;

    /// <summary>The mean in double; 0 of nothing.</summary>
    public static double Mean<T>(this T[] values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double sum = 0;
        foreach (T value in values)
            sum += double.CreateTruncating(value);
        return sum / Math.Max(1, values.Length);
    }
}
