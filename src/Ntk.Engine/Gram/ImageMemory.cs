using System.Numerics;
using System.Runtime.CompilerServices;
using Ntk.Engine.Cpu;
using Ntk.Engine.Cpu.Planes;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Gram;

/// <summary>Memory that kernels of images take while they are computed, besides the matrices.</summary>
internal static class ImageMemory
{
    // Scalars of an activation of its own, besides those all have: 0 of ReLU's kin, 1 to 12 of others, and the points of a table.
    private const int UsualFactors = 8;

    // Values alive at once in a chain: one, and another for each branch.
    private const int Registers = 1;

    // Kernels of the pixels with themselves, before and after a layer; the garbage collector lags behind by about twice as many.
    private const int LiveStates = 6;

    /// <summary>Second images in a block, as <see cref="CpuBackend"/> chooses them.</summary>
    public static int Lanes<T>()
        where T : unmanaged => LaneDispatch.WidestCount<T>() * (LaneDispatch.WidestBits == 512 ? 2 : 1);

    /// <summary>Bytes of all scalars of all images, and of what each thread works in.</summary>
    /// <param name="program">The program.</param>
    /// <param name="images">Images, those of both sets.</param>
    /// <param name="threads">Threads.</param>
    public static Int128 Bytes<T>(KernelProgram program, long images, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        HashSet<PixelOffset>?[] required = OffsetRequirements.Of(program, program.ValueCount - 1, [PixelOffset.Zero]);
        bool needsOwn = program.Operations.Any(operation => operation is PoolOperation or ReadoutOperation { Kind: not ReadoutKind.Flatten });
        long scalars = (long)program.Input.FeatureCount;
        for (int value = 1; value < program.ValueCount; value++)
            scalars += Scalars(program, value, needsOwn || required[value] is { Count: > 1 });

        int pixels = program.Shapes.Max(shape => shape.Pixels);
        int lanes = Lanes<T>();
        Int128 bytes = (Int128)RoundUp(images, lanes) * scalars * Unsafe.SizeOf<T>();
        if (needsOwn)
            bytes += (Int128)RoundUp(images, LaneDispatch.WidestCount<double>()) * scalars * sizeof(double);
        bytes += (Int128)images * LiveStates * 2 * pixels * sizeof(double);
        return bytes + (Int128)threads * Unsafe.SizeOf<T>() * (scalars * CpuProfile.FirstImages + PlaneElements<T>(program, required, pixels, lanes));
    }

    /// <summary>Scalars that a value has for each image.</summary>
    private static long Scalars(KernelProgram program, int value, bool hasNeighbours)
    {
        long pixels = program.Shapes[value].Pixels;
        return program.Operations[value - 1] switch
        {
            DualOperation { Activation: Relu or LeakyRelu or AbRelu or Abs or RectifiedMonomial { Degree: 1 } } => pixels * new DualFactorLayout(true, program.NeedsTangent).Count,
            DualOperation => pixels * (new DualFactorLayout(false, program.NeedsTangent).Count + UsualFactors),
            NormalizeOperation => pixels * new DualFactorLayout(false, program.NeedsTangent).Count,
            ConvolutionOperation { Filter.Padding: Padding.Same } convolution when hasNeighbours && !HasLayer(program, convolution.Source) => 2L * program.Shapes[convolution.Source].Pixels,
            DropoutOperation => 2 * pixels,
            SumOperation sum => pixels * sum.Sources.Count,
            ProductOperation product => pixels * (3 * product.Sources.Count + 2),
            PoolOperation => pixels * PoolFactors.Count,
            _ => 0,
        };
    }

    private static bool HasLayer(KernelProgram program, int value) => value > 0 && program.Operations[value - 1] is DualOperation or NormalizeOperation;

    private static long PlaneElements<T>(KernelProgram program, HashSet<PixelOffset>?[] required, int pixels, int lanes)
        where T : unmanaged
    {
        long stored = 0;
        int registers = Registers;
        int rowCells = 1, ringRows = 1;
        for (int value = 1; value < program.ValueCount; value++)
        {
            switch (program.Operations[value - 1])
            {
                case PoolOperation or ReadoutOperation:
                    stored += Cells(value);
                    break;
                case ConvolutionOperation { Filter: var filter, Source: int source }:
                    rowCells = Math.Max(rowCells, program.Shapes[source].Width + 2 * filter.X.Size);
                    ringRows = Math.Max(ringRows, filter.Y.Size);
                    stored += filter.Padding == Padding.Circular ? Cells(source) : 0;
                    break;
                case SumOperation or ProductOperation:
                    registers = Math.Max(registers, Registers + program.Operations[value - 1].Sources.Count);
                    break;
            }
        }

        long groupCells = (long)registers * pixels + stored;
        int groups = CpuProfile.PlaneGroups(2 * groupCells * lanes * Unsafe.SizeOf<T>());
        return (long)PlaneParts.Count * lanes * (groups * (groupCells + (long)ringRows * rowCells) + rowCells);

        long Cells(int value) => required[value]?.Sum(offset => (long)Overlap.Of(program.Shapes[value], offset).Cells) ?? 0;
    }

    private static long RoundUp(long count, int multiple) => (count + multiple - 1) / multiple * multiple;
}
