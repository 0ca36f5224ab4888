using System.Runtime.CompilerServices;
using Ntk.Engine.Duals;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>Where the scalars of a pixel stand that an activation needs. With k² = K(x,x) before it, k'² and slope s² after it, t = Θ(x,x):</summary>
internal readonly struct DualFactorLayout(bool isHomogeneous, bool hasTangent)
{
    /// <summary>k.</summary>
    public const int Deviation = 0;

    /// <summary>1/(2k), 0 where k is.</summary>
    public const int HalfInverse = 1;

    /// <summary>k', unless the activation is homogeneous.</summary>
    public const int OutputDeviation = 2;

    /// <summary>t.</summary>
    public int Tangent
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => isHomogeneous ? 2 : 3;
    }

    /// <summary>s, unless the activation is homogeneous.</summary>
    public const int Slope = 4;

    /// <summary>s·t, unless the activation is homogeneous.</summary>
    public const int SlopeTangent = 5;

    /// <summary>Scalars before those of the dual itself.</summary>
    public int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (isHomogeneous ? 2 : 3) + (hasTangent ? (isHomogeneous ? 1 : 3) : 0);
    }
}

/// <summary>The innermost loop of convolutional kernels: an activation on a run of cells.</summary>
/// <remarks>
/// From the distance D = q₁ + q₂ − 2K comes the haversine (1 − c)/2 = (D − (k₁ − k₂)²)/(4k₁k₂), which the dual maps to that of the next kernel, and back:
/// D' = 4k₁'k₂'·hav' + (k₁' − k₂')². With slopes s₁s₂(1 − g) the tangent distance becomes
/// T' = s₁s₂·(T + g·(t₁ + t₂ − T)) + (s₁ − s₂)(s₁t₁ − s₂t₂). Of a homogeneous activation k' and s are the same multiple of k and 1 for all pixels,
/// which is left to the scale of the value. Where the haversine shrinks to (1 − l)·hav, D' = D − l·(D − (k₁ − k₂)²) in that scale.
/// </remarks>
internal static unsafe class DualKernel<T, TLane, TFirst, TDual, TRule, TSign, TVariance, TTangent>
    where T : unmanaged
    where TLane : struct, ILane<TLane, T>
    where TFirst : struct, IFirstImage
    where TDual : struct, IDual
    where TRule : struct, IDistanceRule<TDual>
    where TSign : struct, ICorrelationSign
    where TVariance : struct, IPixelVariance
    where TTangent : struct, ITangent
{
    /// <summary>Reads cells and writes those after the activation, perhaps to the same place.</summary>
    /// <param name="dual">The activation's dual.</param>
    /// <param name="source">Cells before it: the first of the block's.</param>
    /// <param name="sourceColumns">Cells from one row of the source to the next.</param>
    /// <param name="block">Where those after it go; as many columns as are a multiple of the lane's registers.</param>
    /// <param name="factorCount">Scalars of a pixel.</param>
    /// <param name="first">Scalars of the first image's first pixel.</param>
    /// <param name="dualFirst">Those of the dual among them, or prepared ones.</param>
    /// <param name="second">Scalars of the second images' first pixel.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Run(TDual dual, PlaneRow<T> source, int sourceColumns, CellBlock<T> block, int factorCount, T* first, T* dualFirst, T* second)
    {
        int pairs = TLane.Count / TLane.Registers;
        nint length = (nint)block.Columns * pairs;
        nint firstPitch = (nint)block.Width * factorCount * TFirst.Stride(pairs);
        nint secondPitch = (nint)block.Width * factorCount * pairs;
        for (int row = 0; row < block.RowCount; row++)
        {
            RunRow(dual, source.At((nint)row * sourceColumns * pairs), block.Row(row, pairs), length, factorCount, first, dualFirst, second);
            first += firstPitch;
            dualFirst += firstPitch;
            second += secondPitch;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RunRow(TDual dual, PlaneRow<T> source, PlaneRow<T> target, nint end, int factorCount, T* first, T* dualFirst, T* second)
    {
        var layout = new DualFactorLayout(dual.IsHomogeneous, TTangent.IsPropagated);
        int pairs = TLane.Count / TLane.Registers;
        nint firstStep = (nint)factorCount * TFirst.Stride(pairs);
        nint secondStep = (nint)factorCount * pairs;
        T* dualSecond = second + layout.Count * pairs;
        for (nint i = 0; i < end; i += TLane.Count)
        {
            TLane k1 = TFirst.Load<T, TLane>(first, DualFactorLayout.Deviation, firstStep);
            TLane k2 = OwnFirstImage.Load<T, TLane>(second, DualFactorLayout.Deviation, secondStep);
            TLane unequal = k1 - k2;
            TLane inverse = TFirst.Load<T, TLane>(first, DualFactorLayout.HalfInverse, firstStep) * OwnFirstImage.Load<T, TLane>(second, DualFactorLayout.HalfInverse, secondStep);
            TLane distance = TLane.Load(in source.Distance[i], 0);
            TLane byAngle = TLane.MaxNative(TLane.NegatedMultiplyAdd(unequal, unequal, distance), TLane.Constant(0));
            TLane haversine = byAngle * inverse;
            if (TSign.MayBeNegative)
            {
                TLane mirror = TLane.NegatedMultiplyAdd(unequal, unequal, TLane.Load(in source.Mirror[i], 0)) * inverse;
                mirror = TLane.MaxNative(mirror, TLane.Constant(0));
                haversine = TLane.Select(TLane.LessThan(mirror, haversine), -mirror, haversine);
                haversine = TLane.CopySign(TLane.MinNative(TLane.Abs(haversine), TLane.Constant(0.5)), haversine);
            }

            if (TVariance.MayBeZero)
                haversine = TLane.Select(TLane.LessThanOrEqual(inverse, TLane.Constant(0)), TLane.Constant(0.5), haversine);
            var pair = new PixelPair<T, TLane, TFirst>(dualFirst, dualSecond, firstStep, secondStep);
            var deviations = new PixelPair<T, TLane, TFirst>(first, second, firstStep, secondStep);
            TLane slopeGap = TRule.Apply(dual, haversine, distance, byAngle, pair, deviations, ref target.Distance[i], ref target.Mirror[i]);
            if (TTangent.IsPropagated)
            {
                TLane t1 = TFirst.Load<T, TLane>(first, layout.Tangent, firstStep);
                TLane t2 = OwnFirstImage.Load<T, TLane>(second, layout.Tangent, secondStep);
                TLane tangent = TLane.Load(in source.Tangent[i], 0);
                tangent = TLane.MultiplyAdd(slopeGap, (t1 + t2) - tangent, tangent);
                if (!dual.IsHomogeneous)
                {
                    TLane s1 = TFirst.Load<T, TLane>(first, DualFactorLayout.Slope, firstStep);
                    TLane s2 = OwnFirstImage.Load<T, TLane>(second, DualFactorLayout.Slope, secondStep);
                    TLane spread = TFirst.Load<T, TLane>(first, DualFactorLayout.SlopeTangent, firstStep) - OwnFirstImage.Load<T, TLane>(second, DualFactorLayout.SlopeTangent, secondStep);
                    tangent = TLane.MultiplyAdd(s1 - s2, spread, s1 * tangent * s2);
                }

                tangent.Store(ref target.Tangent[i], 0);
            }

            first += firstStep * TLane.Registers;
            dualFirst += firstStep * TLane.Registers;
            second += secondStep * TLane.Registers;
            dualSecond += secondStep * TLane.Registers;
        }
    }
}
