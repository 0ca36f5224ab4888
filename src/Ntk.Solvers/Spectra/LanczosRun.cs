using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Native;

namespace Ntk.Solvers.Spectra;

/// <summary>The Lanczos recurrence from one vector, with full orthogonalisation.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class LanczosRun<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double RuleShare = 0.75;

    private readonly OrthonormalRows<T> basis;
    private readonly List<double> diagonal = [];
    private readonly List<double> beside = [];

    public LanczosRun(Span<T> start, int steps, LinearAlgebra library)
    {
        basis = new(steps, start.Length, library);
        basis.TryAdd(start, out _);
    }

    /// <summary>The vector to be multiplied next.</summary>
    public ReadOnlySpan<T> Next => basis.Row(basis.Count - 1);

    /// <summary>Whether all steps are done, or the vectors span a space that A maps into itself.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>Takes the product with <see cref="Next"/>, which is destroyed.</summary>
    public void Step(Span<T> product)
    {
        diagonal.Add(double.CreateTruncating(TensorPrimitives.Dot<T>(Next, product)));
        IsFinished = !basis.TryAdd(product, out double rest);
        if (!IsFinished)
            beside.Add(rest);
    }

    /// <summary>The rule of all steps, and that of three quarters of them.</summary>
    public (QuadratureRule Full, QuadratureRule Shorter) Rules(Func<double, double> unscale, LinearAlgebra library)
    {
        Span<double> d = diagonal.ToArray(), e = beside.ToArray();
        QuadratureRule full = QuadratureRule.Of(d, e, unscale, library);
        int shorter = (int)Math.Ceiling(RuleShare * d.Length);

        // A space that A maps into itself gives the integral exactly.
        bool isExact = d.Length < basis.Capacity || shorter == d.Length;
        return (full, isExact ? full : QuadratureRule.Of(d[..shorter], e, unscale, library));
    }

    public void Dispose() => basis.Dispose();
}
