namespace Ntk.Tests.Native;

/// <summary>The slow obvious twins: everything in double, element by element.</summary>
internal static class Reference
{
    public static double[,] Transpose(double[,] a)
    {
        double[,] result = new double[a.GetLength(1), a.GetLength(0)];
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < a.GetLength(1); j++)
                result[j, i] = a[i, j];
        }
        return result;
    }

    public static double[,] Op(double[,] a, Transpose transpose) => transpose == Ntk.Native.Transpose.No ? a : Transpose(a);

    public static double[,] Abs(double[,] a)
    {
        double[,] result = (double[,])a.Clone();
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < a.GetLength(1); j++)
                result[i, j] = Math.Abs(a[i, j]);
        }
        return result;
    }

    public static double[,] Multiply(double[,] a, double[,] b)
    {
        int m = a.GetLength(0), depth = a.GetLength(1), n = b.GetLength(1);
        double[,] c = new double[m, n];
        for (int i = 0; i < m; i++)
        {
            for (int k = 0; k < depth; k++)
            {
                for (int j = 0; j < n; j++)
                    c[i, j] += a[i, k] * b[k, j];
            }
        }
        return c;
    }

    /// <summary><c>α·x + β·y</c>; y is left out where β is zero, whatever it holds.</summary>
    public static double[,] Combine(double alpha, double[,] x, double beta, double[,] y)
    {
        double[,] result = new double[x.GetLength(0), x.GetLength(1)];
        for (int i = 0; i < x.GetLength(0); i++)
        {
            for (int j = 0; j < x.GetLength(1); j++)
                result[i, j] = alpha * x[i, j] + (beta == 0 ? 0 : beta * y[i, j]);
        }
        return result;
    }

    /// <summary>The largest sum of absolute values of a row.</summary>
    public static double Norm(double[,] a)
    {
        double largest = 0;
        for (int i = 0; i < a.GetLength(0); i++)
        {
            double sum = 0;
            for (int j = 0; j < a.GetLength(1); j++)
                sum += Math.Abs(a[i, j]);
            largest = Math.Max(largest, sum);
        }
        return largest;
    }
}
