using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Ntk.Data;

/// <summary>What the loaders of image datasets share.</summary>
internal static class Images
{
    /// <summary>Divides pixels by the largest value they can have, in place: they are then 0 to 1.</summary>
    public static LabelledData<T> Scaled<T>(LabelledData<T> data, int largestPixel)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<T> pixels = MemoryMarshal.CreateSpan(ref data.Features.GetPinnableReference(), (int)data.Features.FlattenedLength);
        TensorPrimitives.Divide<T>(pixels, T.CreateChecked(largestPixel), pixels);
        return data;
    }
}
