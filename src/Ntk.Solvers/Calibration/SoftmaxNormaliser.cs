using System.Numerics;

namespace Ntk.Solvers.Calibration;

/// <summary>What a softmax divides by, in a form that does not overflow.</summary>
internal static class SoftmaxNormaliser
{
    /// <summary>The largest output, and Σ exp((f_c − largest)·<paramref name="factor"/>).</summary>
    /// <param name="outputs">The outputs of one row: at least one.</param>
    /// <param name="factor">One over the temperature: &gt; 0.</param>
    public static (double Largest, double Sum) Of<T>(ReadOnlySpan<T> outputs, double factor = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double largest = double.NegativeInfinity, sum = 0;
        foreach (T output in outputs)
            largest = Math.Max(largest, double.CreateTruncating(output));
        foreach (T output in outputs)
            sum += Math.Exp((double.CreateTruncating(output) - largest) * factor);
        return (largest, sum);
    }
}
