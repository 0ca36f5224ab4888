namespace Ntk.Engine.Cpu;

/// <summary>The kernels of each row with itself at one point of the network, in double.</summary>
/// <param name="Variance">K(x, x).</param>
/// <param name="Tangent">Θ(x, x).</param>
internal sealed record RowStates(double[] Variance, double[] Tangent)
{
    public RowStates(int rows)
        : this(new double[rows], new double[rows])
    {
    }

    public int Count => Variance.Length;

    /// <summary>States that are all going to be written.</summary>
    public static RowStates Uninitialized(int rows) => new(GC.AllocateUninitializedArray<double>(rows), GC.AllocateUninitializedArray<double>(rows));
}
