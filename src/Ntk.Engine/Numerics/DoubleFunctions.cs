using Ntk.Native.Lanes;

namespace Ntk.Engine.Numerics;

/// <summary>The lane functions for single doubles.</summary>
internal static class DoubleFunctions
{
    /// <summary>e^x − 1.</summary>
    public static double ExpMinusOne(double x) => Exponential.ExpMinusOne(ScalarLane<double>.Broadcast(x)).Value;

    /// <summary>erf x.</summary>
    public static double Erf(double x) => ErrorFunction.Erf(ScalarLane<double>.Broadcast(x)).Value;
}
