using System.Numerics;
using ILGPU;
using Ntk.Engine.Cpu;
using Ntk.Engine.Duals;
using Ntk.Kernels.Lanes;

namespace Ntk.Kernels.Planes;

/// <summary>
/// Layers of a convolutional network on the plane of one offset, for one pair of images or, of small planes, several: a group keeps the plane's distances in shared
/// memory, or where they do not fit in device memory of its own, through all of them, and the images' scalars stream past.
/// </summary>
/// <remarks>
/// The formulas are the processor's, see <see cref="Ntk.Engine.Cpu.Planes.DualKernel{T, TLane, TFirst, TDual, TRule, TSign, TVariance, TTangent}"/>. Of the two halves of the
/// memory, filters read one and write the other.
/// </remarks>
internal static class PlaneKernel<T, TFormat, TDual, TTangent, TCells>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TFormat : struct, IDeviceFormat<T>
    where TDual : struct, IPairDual
    where TTangent : struct, ITangent
    where TCells : struct, IPlaneCells
{
    public static void Run(PlaneArguments<T> arguments, TDual dual)
    {
        ArrayView<T> memory = TCells.Memory(arguments.Scratch, arguments.LargestCells);
        int index = arguments.FirstGroup + Grid.IdxX;
        int chunk = index / arguments.ChunkGroups;
        int group = index - chunk * arguments.ChunkGroups;
        int offset = Offset(arguments, group);
        int pack = arguments.Offsets[offset * PlaneGroups.Length + PlaneGroups.Pack];
        int inChunk = (group - arguments.Offsets[offset * PlaneGroups.Length + PlaneGroups.Start]) * pack;
        int pair = chunk * arguments.ChunkPairs + inChunk;
        int count = Math.Min(pack, Math.Min(arguments.ChunkPairs - inChunk, arguments.PairCount - pair));
        if (count <= 0)
            return;
        int y = arguments.Offsets[offset * PlaneGroups.Length + PlaneGroups.Y];
        int x = arguments.Offsets[offset * PlaneGroups.Length + PlaneGroups.X];

        var plane = new PlaneShape(arguments.SourceHeight, arguments.SourceWidth, y * arguments.SourceMultipleY, x * arguments.SourceMultipleX);
        if (arguments.Channels > 0)
            PlaneMemory<T, TTangent, TCells>.LoadImages(arguments, memory, plane, pair, count);
        else
            PlaneMemory<T, TTangent, TCells>.Load(arguments, memory, plane, pair, count, arguments.Offsets[offset * PlaneGroups.Length + PlaneGroups.SourceStart]);

        int half = 0;
        int step = 0;
        while (step < arguments.StepCount)
        {
            int flags = arguments.Steps[step * PlaneSteps.Length + PlaneSteps.Flags];
            if ((flags & PlaneSteps.IsActivation) != 0)
            {
                Activation<T, TFormat, TDual, TTangent, TCells>.Run(arguments, dual, memory, half, step, y, x, pair, count);
            }
            else if ((flags & PlaneSteps.IsDropout) != 0)
            {
                DropoutPlane<T, TTangent, TCells>.Run(arguments, memory, half, step, y, x, pair, count);
            }
            else
            {
                // An activation after a filter is part of it.
                bool isActivated = step + 1 < arguments.StepCount && (arguments.Steps[(step + 1) * PlaneSteps.Length + PlaneSteps.Flags] & PlaneSteps.IsActivation) != 0;
                Group.Barrier();
                Filter<T, TFormat, TDual, TTangent, TCells>.Run(arguments, dual, memory, half, step, isActivated, y, x, pair, count);
                Group.Barrier();
                half = 1 - half;
                step += isActivated ? 1 : 0;
            }

            step++;
        }

        var target = new PlaneShape(arguments.TargetHeight, arguments.TargetWidth, y, x);
        if (arguments.SumsPlanes != 0)
            PlaneMemory<T, TTangent, TCells>.Sum(arguments, memory, half, target, pair, count, offset);
        else
            PlaneMemory<T, TTangent, TCells>.Store(arguments, memory, half, target, pair, count, arguments.Offsets[offset * PlaneGroups.Length + PlaneGroups.TargetStart]);
    }

    /// <summary>The offset that a group of a chunk belongs to.</summary>
    private static int Offset(PlaneArguments<T> arguments, int group)
    {
        int low = 0;
        int high = arguments.OffsetCount;
        while (high - low > 1)
        {
            int middle = (low + high) >> 1;
            bool isBelow = arguments.Offsets[middle * PlaneGroups.Length + PlaneGroups.Start] <= group;
            low = isBelow ? middle : low;
            high = isBelow ? high : middle;
        }

        return low;
    }
}
