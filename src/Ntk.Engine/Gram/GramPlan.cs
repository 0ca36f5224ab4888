using System.Numerics;
using System.Runtime.CompilerServices;
using Ntk.Engine.Cpu.Planes;
using Ntk.Engine.Programs;

namespace Ntk.Engine.Gram;

/// <summary>What a Gram matrix will take, known before any work.</summary>
/// <param name="Rows">Rows of the matrix.</param>
/// <param name="Columns">Columns of the matrix.</param>
/// <param name="IsSymmetric">Whether only one triangle is evaluated.</param>
/// <param name="Entries">Entries to evaluate.</param>
/// <param name="ResultBytes">Memory of the matrices asked for.</param>
/// <param name="WorkingBytes">Memory besides, while they are computed: prepared inputs, scalars of rows, scratch.</param>
/// <param name="ProductFlops">Floating-point operations of the inputs' products.</param>
/// <param name="LayerEvaluations">Evaluations of activations: entries times layers with an activation, and for images times the pairs of pixels each of them is needed for.</param>
public sealed record GramPlan(int Rows, int Columns, bool IsSymmetric, long Entries, Int128 ResultBytes, long WorkingBytes, double ProductFlops, double LayerEvaluations)
{
    // Scalars a row and operation, in both layouts; an estimate for activations, which have up to a few dozen.
    private const int FactorsPerOperation = 2 * 8;

    /// <summary>Plans a matrix.</summary>
    public static GramPlan For<T>(KernelProgram program, int rows, int columns, bool isSymmetric, GramOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(options);
        int size = Unsafe.SizeOf<T>();
        int matrices = BitOperations.PopCount((uint)program.Outputs);
        long entries = isSymmetric ? (long)rows * (rows + 1) / 2 : (long)rows * columns;
        long inputs = isSymmetric ? rows : (long)rows + columns;
        long perThread = (long)options.TileRows * options.TileColumns * size;
        long working = inputs * (program.FeatureCount + program.Operations.Count * FactorsPerOperation) * size + options.ResolvedThreads * perThread;
        double layers = LayersPerEntry(program);
        return new(
            rows, columns, isSymmetric, entries, (Int128)rows * columns * size * matrices, working, 2.0 * entries * program.FeatureCount, entries * layers);
    }

    /// <summary>Activations of an entry: one a layer, or one for each pair of pixels the layer is needed for.</summary>
    private static double LayersPerEntry(KernelProgram program)
    {
        HashSet<PixelOffset>?[] required = OffsetRequirements.Of(program, program.ValueCount - 1, [PixelOffset.Zero]);
        double layers = 0;
        for (int value = 1; value < program.ValueCount; value++)
        {
            if (program.Operations[value - 1] is DualOperation)
                layers += required[value]?.Sum(offset => (double)Overlap.Of(program.Shapes[value], offset).Cells) ?? 0;
        }

        return layers;
    }
}
