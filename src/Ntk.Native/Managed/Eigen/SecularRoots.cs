namespace Ntk.Native.Managed;

/// <summary>
/// The roots of a secular equation, and the weights for which they are exact. Vectors made from these weights are
/// orthogonal even where roots are clustered (Gu and Eisenstat); those made from the given weights would not be.
/// </summary>
internal sealed unsafe class SecularRoots
{
    /// <summary>Equations with fewer poles are solved before a helper thread wakes up.</summary>
    private const int SmallestShared = 64;

    private readonly Kernels<double> kernels;
    private readonly double[] poles;
    private readonly double[] origins;
    private readonly double[] shifts;

    /// <summary>Solves the equation for all its roots.</summary>
    /// <param name="kernels">The loops to use.</param>
    /// <param name="threads">The threads to use.</param>
    /// <param name="poles">Strictly ascending.</param>
    /// <param name="weights">One for every pole, none of them zero.</param>
    /// <param name="inverseRho">The constant of the equation.</param>
    public SecularRoots(Kernels<double> kernels, int threads, double[] poles, double[] weights, double inverseRho)
    {
        this.kernels = kernels;
        this.poles = poles;
        Threads = poles.Length < SmallestShared ? 1 : threads;
        origins = new double[poles.Length];
        shifts = new double[poles.Length];
        Weights = new double[poles.Length];
        ParallelLoop.Run(Threads, poles.Length, root =>
        {
            fixed (double* p = poles, w = weights)
                (origins[root], shifts[root]) = new SecularEquation(kernels, p, w, poles.Length, inverseRho).Root(root);
        });
        ParallelLoop.Run(Threads, poles.Length, pole => Weights[pole] = Math.CopySign(ExactWeight(pole), weights[pole]));
    }

    public int Count => poles.Length;

    /// <summary>The threads worth using for this number of roots.</summary>
    public int Threads { get; }

    /// <summary>The weights for which the roots are exact.</summary>
    public double[] Weights { get; }

    public double this[int root] => origins[root] + shifts[root];

    /// <summary>The vector of a root in terms of the poles' vectors, not normalised, for poles and weights in any order.</summary>
    /// <returns>The sum of its squares.</returns>
    public double Vector(int root, double[] orderedPoles, double[] orderedWeights, double* vector)
    {
        fixed (double* p = orderedPoles, w = orderedWeights)
            return kernels.SecularVector(p, w, Count, origins[root], shifts[root], vector);
    }

    /// <summary>Löwner's formula: the product of the pole's distances to all roots over those to all other poles.</summary>
    private double ExactWeight(int pole)
    {
        int next = pole + 1;
        fixed (double* p = poles, o = origins, s = shifts)
        {
            double square = (p[pole] - o[pole] - s[pole])
                * kernels.SecularRatioProduct(p, o, s, pole, p[pole])
                * kernels.SecularRatioProduct(p + next, o + next, s + next, Count - next, p[pole]);
            return Math.Sqrt(Math.Abs(square));
        }
    }
}
