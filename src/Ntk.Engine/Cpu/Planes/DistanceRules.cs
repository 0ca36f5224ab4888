using System.Runtime.CompilerServices;
using Ntk.Engine.Duals;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>What an activation does to the distances of two signals.</summary>
/// <typeparam name="TDual">The activation's dual.</typeparam>
internal interface IDistanceRule<TDual>
    where TDual : struct, IDual
{
    /// <summary>Writes the distances after the activation and returns the gap of the slopes.</summary>
    /// <param name="dual">The dual.</param>
    /// <param name="haversine">The correlation before it.</param>
    /// <param name="distance">D.</param>
    /// <param name="byAngle">D − (k₁ − k₂)², ≥ 0.</param>
    /// <param name="own">The dual's own scalars.</param>
    /// <param name="pixels">The scalars before those.</param>
    /// <param name="resultDistance">Receives D'.</param>
    /// <param name="resultMirror">Receives M', if K may be negative.</param>
    static abstract TLane Apply<T, TLane, TFirst>(
        TDual dual, TLane haversine, TLane distance, TLane byAngle, PixelPair<T, TLane, TFirst> own, PixelPair<T, TLane, TFirst> pixels, ref T resultDistance, ref T resultMirror)
        where T : unmanaged
        where TLane : struct, ILane<TLane, T>
        where TFirst : struct, IFirstImage;
}

/// <summary>D' = 4k₁'k₂'·hav' + (k₁' − k₂')², of any dual.</summary>
internal readonly struct HaversineRule<TDual> : IDistanceRule<TDual>
    where TDual : struct, IDual
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Apply<T, TLane, TFirst>(
        TDual dual, TLane haversine, TLane distance, TLane byAngle, PixelPair<T, TLane, TFirst> own, PixelPair<T, TLane, TFirst> pixels, ref T resultDistance, ref T resultMirror)
        where T : unmanaged
        where TLane : struct, ILane<TLane, T>
        where TFirst : struct, IFirstImage
    {
        dual.Evaluate(haversine, own, out TLane result, out TLane slopeGap);
        TLane k1 = pixels.First(dual.IsHomogeneous ? DualFactorLayout.Deviation : DualFactorLayout.OutputDeviation);
        TLane k2 = pixels.Second(dual.IsHomogeneous ? DualFactorLayout.Deviation : DualFactorLayout.OutputDeviation);
        TLane unequal = k1 - k2;
        TLane square = unequal * unequal;
        TLane magnitude = TLane.Abs(result);
        if (dual.IsNonNegative)
        {
            TLane.MultiplyAdd((k1 + k1) * (result + result), k2, square).Store(ref resultDistance, 0);
            return slopeGap;
        }

        TLane far = TLane.Constant(1) - magnitude;
        TLane isObtuse = TLane.IsNegative(result);
        TLane near = TLane.Select(isObtuse, far, magnitude);
        far = TLane.Select(isObtuse, magnitude, far);
        TLane scale = (k1 + k1) * (k2 + k2);
        TLane.MultiplyAdd(scale, near, square).Store(ref resultDistance, 0);
        TLane.MultiplyAdd(scale, far, square).Store(ref resultMirror, 0);
        return slopeGap;
    }
}

/// <summary>D' = D − loss·(D − (k₁ − k₂)²), of a dual that contracts haversines, where K is not negative.</summary>
internal readonly struct ContractionRule<TDual> : IDistanceRule<TDual>
    where TDual : struct, IContractingDual
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Apply<T, TLane, TFirst>(
        TDual dual, TLane haversine, TLane distance, TLane byAngle, PixelPair<T, TLane, TFirst> own, PixelPair<T, TLane, TFirst> pixels, ref T resultDistance, ref T resultMirror)
        where T : unmanaged
        where TLane : struct, ILane<TLane, T>
        where TFirst : struct, IFirstImage
    {
        TDual.Contract(haversine, out TLane loss, out TLane slopeGap);
        TLane.NegatedMultiplyAdd(byAngle, loss, distance).Store(ref resultDistance, 0);
        return slopeGap;
    }
}
