using System.Numerics;
using Ntk.Engine.Numerics;
using Ntk.Engine.Programs;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>A value kept whole: all planes that later operations read, for each of the first images at hand.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed unsafe class PlaneStore<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly NativeBuffer<T> memory;
    private readonly PlaneStoreShape shape;
    private readonly int lanes;

    public PlaneStore(PlaneStoreShape shape, int groups, int lanes)
    {
        this.shape = shape;
        this.lanes = lanes;
        memory = new(shape.Cells * PlaneParts.Count * groups * lanes);
    }

    /// <summary>The plane of an offset; null if nothing reads it.</summary>
    public PlaneRow<T>? Plane(PixelOffset offset, int group)
    {
        if (shape.Start(offset) is not { } start)
            return null;
        T* own = memory.Pointer + group * PlaneParts.Count * shape.Cells * lanes + start * lanes;
        nint part = (nint)shape.Cells * lanes;
        return new(own, own + part, own + 2 * part);
    }

    /// <summary>Sets the planes of the first images at hand to zero.</summary>
    public void Clear(int groups)
    {
        long bytes = shape.Cells * PlaneParts.Count * groups * lanes * sizeof(T);
        System.Runtime.InteropServices.NativeMemory.Clear(memory.Pointer, (nuint)bytes);
    }

    public void Dispose() => memory.Dispose();
}

/// <summary>Where the planes of a kept value start, in cells.</summary>
internal sealed class PlaneStoreShape
{
    private readonly ImageShape shape;
    private readonly long?[] starts;

    public PlaneStoreShape(ImageShape shape, IEnumerable<PixelOffset> offsets)
    {
        this.shape = shape;
        starts = new long?[(2 * shape.Height - 1) * (2 * shape.Width - 1)];
        foreach (PixelOffset offset in offsets)
        {
            starts[Index(offset)] = Cells;
            Cells += Overlap.Of(shape, offset).Cells;
        }
    }

    /// <summary>Cells of all planes.</summary>
    public long Cells { get; }

    /// <summary>The pixels of the value.</summary>
    public ImageShape Image => shape;

    /// <summary>Where a plane starts; null if it is not kept.</summary>
    public long? Start(PixelOffset offset) =>
        Math.Abs(offset.Y) < shape.Height && Math.Abs(offset.X) < shape.Width ? starts[Index(offset)] : null;

    private int Index(PixelOffset offset) => (offset.Y + shape.Height - 1) * (2 * shape.Width - 1) + offset.X + shape.Width - 1;
}
