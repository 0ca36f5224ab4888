using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Ntk.Native;

namespace Ntk.Cli;

/// <summary>How fast linear algebra is on this machine, measured in a fraction of a second.</summary>
internal static class SpeedProbe
{
    private const int Order = 768;

    /// <summary>Operations a second of a matrix product.</summary>
    public static double ProductRate<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor<T> noise = Noise.Of<T>(Order, [Order]);
        Span<T> Elements() => MemoryMarshal.CreateSpan(ref noise.GetPinnableReference(), Order * Order);
        T[] product = new T[Order * Order];
        void Multiply() =>
            LinearAlgebra.Default.Gemm<T>(T.One, new(Elements(), Order, Order), Transpose.No, new(Elements(), Order, Order), Transpose.Yes, T.Zero, new(product, Order, Order));
        Multiply();
        return 2.0 * Order * Order * Order / Noise.Best(Multiply);
    }
}
