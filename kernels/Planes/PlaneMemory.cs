using System.Numerics;
using ILGPU;
using Ntk.Engine.Cpu;

namespace Ntk.Kernels.Planes;

/// <summary>How planes lie in the memory of a group: two halves, each with three distances of each cell.</summary>
internal static class PlaneMemory
{
    public const int Parts = 3;

    /// <summary>Elements a cell.</summary>
    public const int Length = 2 * Parts;

    public const int Distance = 0;

    public const int Mirror = 1;

    public const int Tangent = 2;
}

/// <summary>How planes come into the memory of a group, and what becomes of them.</summary>
internal static class PlaneMemory<T, TTangent, TCells>
    where T : unmanaged, INumber<T>
    where TTangent : struct, ITangent
    where TCells : struct, IPlaneCells
{
    /// <summary>Where a distance of the first cell lies.</summary>
    public static int At(PlaneArguments<T> arguments, int half, int part) => (half * PlaneMemory.Parts + part) * TCells.Capacity(arguments.LargestCells);

    /// <summary>D = scale·Σ(a − b)² and M = scale·Σ(a + b)² over the channels of both pixels; T = 0.</summary>
    public static void LoadImages(PlaneArguments<T> arguments, ArrayView<T> memory, PlaneShape plane, int pair, int count)
    {
        int pixels = arguments.SourceHeight * arguments.SourceWidth;
        for (int i = Group.IdxX; i < count * plane.Cells; i += Group.DimX)
        {
            int own = plane.Pair(i);
            int pixel = plane.FirstPixel(i - own * plane.Cells);
            long first = (long)arguments.Pairs[2 * (pair + own)] * arguments.ImageLength + pixel;
            long second = (long)arguments.Pairs[2 * (pair + own) + 1] * arguments.ImageLength + pixel + plane.Shift;
            T distance = T.Zero;
            T mirror = T.Zero;
            for (int channel = 0; channel < arguments.Channels; channel++)
            {
                T a = arguments.First[first + (long)channel * pixels];
                T b = arguments.Second[second + (long)channel * pixels];
                distance += (a - b) * (a - b);
                mirror += (a + b) * (a + b);
            }

            memory[At(arguments, 0, PlaneMemory.Distance) + i] = arguments.InputScale * distance;
            memory[At(arguments, 0, PlaneMemory.Mirror) + i] = arguments.InputScale * mirror;
            memory[At(arguments, 0, PlaneMemory.Tangent) + i] = T.Zero;
        }
    }

    /// <summary>A plane of a value kept whole.</summary>
    public static void Load(PlaneArguments<T> arguments, ArrayView<T> memory, PlaneShape plane, int pair, int count, int start)
    {
        for (int i = Group.IdxX; i < count * plane.Cells; i += Group.DimX)
        {
            int own = plane.Pair(i);
            long cell = (long)(pair + own) * PlaneMemory.Parts * arguments.SourceCells + start + (i - own * plane.Cells);
            memory[At(arguments, 0, PlaneMemory.Distance) + i] = arguments.Source[cell];
            if (arguments.SourceHasMirror != 0)
                memory[At(arguments, 0, PlaneMemory.Mirror) + i] = arguments.Source[cell + arguments.SourceCells];
            if (TTangent.IsPropagated)
                memory[At(arguments, 0, PlaneMemory.Tangent) + i] = arguments.Source[cell + 2L * arguments.SourceCells];
        }
    }

    /// <summary>Keeps the plane.</summary>
    public static void Store(PlaneArguments<T> arguments, ArrayView<T> memory, int half, PlaneShape plane, int pair, int count, int start)
    {
        for (int i = Group.IdxX; i < count * plane.Cells; i += Group.DimX)
        {
            int own = plane.Pair(i);
            long cell = (long)(pair + own) * PlaneMemory.Parts * arguments.TargetCells + start + (i - own * plane.Cells);
            arguments.Target[cell] = memory[At(arguments, half, PlaneMemory.Distance) + i];
            if (arguments.TargetHasMirror != 0)
                arguments.Target[cell + arguments.TargetCells] = memory[At(arguments, half, PlaneMemory.Mirror) + i];
            if (TTangent.IsPropagated)
                arguments.Target[cell + 2L * arguments.TargetCells] = memory[At(arguments, half, PlaneMemory.Tangent) + i];
        }
    }

    /// <summary>
    /// Sums over the cells, part by part: as many threads a pair as there are, then halves of them onto the other half. How many that are depends on the offset alone, and
    /// so do the sums' bits.
    /// </summary>
    public static void Sum(PlaneArguments<T> arguments, ArrayView<T> memory, int half, PlaneShape plane, int pair, int count, int offset)
    {
        int lanes = Group.DimX;
        for (int pairs = 1; pairs < arguments.Offsets[offset * PlaneGroups.Length + PlaneGroups.Pack]; pairs *= 2)
            lanes /= 2;
        int own = Group.IdxX / lanes;
        int lane = Group.IdxX - own * lanes;
        int scratch = At(arguments, 1 - half, 0) + Group.IdxX;
        Group.Barrier();
        for (int part = 0; part < PlaneMemory.Parts; part++)
        {
            T sum = T.Zero;
            if (own < count && (part != PlaneMemory.Mirror || arguments.TargetHasMirror != 0) && (part != PlaneMemory.Tangent || TTangent.IsPropagated))
            {
                for (int cell = lane; cell < plane.Cells; cell += lanes)
                    sum += memory[At(arguments, half, part) + own * plane.Cells + cell];
            }

            memory[scratch] = sum;
            Group.Barrier();
            for (int distance = lanes / 2; distance > 0; distance /= 2)
            {
                if (lane < distance)
                    memory[scratch] += memory[scratch + distance];
                Group.Barrier();
            }

            if (lane == 0 && own < count)
                arguments.Target[((long)part * arguments.OffsetCount + offset) * arguments.PairCount + pair + own] = memory[scratch];
            Group.Barrier();
        }
    }
}
