using System.Numerics;
using System.Runtime.CompilerServices;
using Ntk.Engine.Programs;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>What becomes of the planes at the end of a chain of steps.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal abstract unsafe class PlaneSink<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Before the first plane.</summary>
    public virtual void Begin(PlaneScratch<T> scratch)
    {
    }

    /// <summary>Takes the plane of one offset.</summary>
    public abstract void Accept(PlaneScratch<T> scratch, int register, PixelOffset offset);

    /// <summary>After the last plane.</summary>
    public virtual void End(PlaneScratch<T> scratch)
    {
    }
}

/// <summary>Keeps all planes.</summary>
internal sealed unsafe class StoreSink<T>(ImageShape shape, int store, PlaneParts parts) : PlaneSink<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Accept(PlaneScratch<T> scratch, int register, PixelOffset offset)
    {
        int length = Overlap.Of(shape, offset).Cells * scratch.Lanes;
        for (int group = 0; group < scratch.GroupCount; group++)
        {
            if (scratch.Stores[store].Plane(offset, group) is not { } target)
                return;
            parts.Copy(scratch.Register(register, group), target, length);
        }
    }
}

/// <summary>
/// All pixels become one: distances are summed up and D' = w·ΣD − e₁ − e₂, with w = 1/P, 1/P² or 1 and e by how much w·P·ΣK(p,p) exceeds the variance of the
/// result; likewise M' and T'.
/// </summary>
/// <param name="kind">Flatten, mean or sum.</param>
/// <param name="shape">The pixels.</param>
/// <param name="store">Where the result is kept.</param>
/// <param name="excess">e of K and Θ of the first images and of the second; null where sums alone are wanted.</param>
/// <param name="parts">The distances.</param>
internal sealed unsafe class ReadoutSink<T, TLane>(ReadoutKind kind, ImageShape shape, int store, ReadoutExcess? excess, PlaneParts parts) : PlaneSink<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
{
    public override void Begin(PlaneScratch<T> scratch) => scratch.Sums(store).Clear();

    public override void Accept(PlaneScratch<T> scratch, int register, PixelOffset offset)
    {
        if (kind == ReadoutKind.Flatten && offset != PixelOffset.Zero)
            return;
        Overlap overlap = Overlap.Of(shape, offset);

        // Of an image with itself the planes of opposite offsets are alike, and only one of the two is evaluated.
        double weight = scratch.IsOwn && offset != PixelOffset.Zero ? 2 : 1;
        T* planeSum = stackalloc T[TLane.Count];
        Span<double> sums = scratch.Sums(store);
        for (int group = 0; group < scratch.GroupCount; group++)
        {
            for (int part = 0; part < PlaneParts.Count; part++)
            {
                if (!parts.Has(part))
                    continue;
                T* plane = scratch.Register(register, group).Part(part);
                Span<double> own = sums.Slice((group * PlaneParts.Count + part) * TLane.Count, TLane.Count);
                SumPlane(plane, overlap.Rows, overlap.Columns, planeSum);
                for (int lane = 0; lane < TLane.Count; lane++)
                    own[lane] += weight * double.CreateTruncating(planeSum[lane]);
            }
        }
    }

    public override void End(PlaneScratch<T> scratch)
    {
        if (excess is null)
            return;
        double weight = ReadoutVariances.Weight(kind, shape);
        for (int group = 0; group < scratch.GroupCount; group++)
        {
            PlaneRow<T> target = scratch.Stores[store].Plane(PixelOffset.Zero, group)!.Value;
            for (int part = 0; part < PlaneParts.Count; part++)
            {
                for (int lane = 0; lane < TLane.Count && parts.Has(part); lane++)
                {
                    double both = excess.First(scratch.FirstImage + group, part) + excess.Second(scratch.Block * TLane.Count + lane, part);
                    target.Part(part)[lane] = T.CreateTruncating(weight * Sum(scratch, group, part, lane) - both);
                }
            }
        }
    }

    /// <summary>The sum of one of the distances over all planes.</summary>
    public double Sum(PlaneScratch<T> scratch, int group, int part, int lane) => scratch.Sums(store)[(group * PlaneParts.Count + part) * TLane.Count + lane];

    /// <summary>Sums of rows, then of those, so that rounding errors grow with the root of the pixels only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void SumPlane(T* plane, int rows, int columns, T* result)
    {
        TLane sum = TLane.Constant(0);
        nint length = (nint)columns * TLane.Count;
        for (int y = 0; y < rows; y++)
        {
            TLane row = TLane.Load(in *plane, 0);
            for (nint i = TLane.Count; i < length; i += TLane.Count)
                row += TLane.Load(in plane[i], 0);
            sum += row;
            plane += length;
        }

        sum.Store(ref *result, 0);
    }
}

/// <summary>By how much weighted sums of the pixels' variances exceed the variance of a readout, for each image; in the scale of the value.</summary>
internal sealed record ReadoutExcess(RowStates FirstImages, RowStates SecondImages)
{
    public double First(int image, int part) => At(FirstImages, image, part);

    public double Second(int image, int part) => At(SecondImages, image, part);

    /// <summary>The last block has lanes without an image.</summary>
    private static double At(RowStates excess, int image, int part) =>
        image >= excess.Count ? 0 : part == PlaneParts.Tangent ? excess.Tangent[image] : excess.Variance[image];
}
