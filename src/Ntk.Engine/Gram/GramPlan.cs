using System.Numerics;
using System.Runtime.CompilerServices;
using Ntk.Engine.Cpu;
using Ntk.Engine.Programs;

namespace Ntk.Engine.Gram;

/// <summary>What a Gram matrix will take, known before any work.</summary>
/// <param name="Rows">Rows of the matrix.</param>
/// <param name="Columns">Columns of the matrix.</param>
/// <param name="IsSymmetric">Whether only one triangle is evaluated.</param>
/// <param name="Entries">Entries to evaluate.</param>
/// <param name="ResultBytes">Memory of the matrices asked for.</param>
/// <param name="WorkingBytes">Memory besides, while they are computed: prepared inputs, scalars of rows or of pixels, scratch of all threads.</param>
/// <param name="ProductFlops">Floating-point operations of the inputs' products, or of their pixels' products.</param>
/// <param name="LayerEvaluations">Evaluations of activations: entries times layers with an activation, and for images times the pairs of pixels each of them is needed for.</param>
public sealed record GramPlan(int Rows, int Columns, bool IsSymmetric, long Entries, Int128 ResultBytes, long WorkingBytes, double ProductFlops, double LayerEvaluations)
{
    // Scalars a row and operation; an estimate for activations, which have up to a few dozen.
    private const int FactorsPerOperation = 8;

    /// <summary>
    /// Floating-point operations of all entries: of the inputs' products, of each evaluation of an activation what ReLU takes (28 in float for K and 19 more
    /// for Θ, 46 and 39 in double), and of convolutions, pools and readouts their sums along one axis after the other. A multiplication with an addition
    /// counts as two. Left out is what prepares the inputs, and entries that only fill up registers.
    /// </summary>
    public double Flops { get; private init; }

    /// <summary>
    /// Entries as the CPU backend evaluates them: with those beyond the diagonal or the last column that fill up the lanes of images, or the tiles of features.
    /// </summary>
    public double EvaluatedEntries { get; private init; }

    /// <summary>Operations of one entry.</summary>
    internal double FlopsPerEntry { get; private init; }

    /// <summary>Plans a matrix.</summary>
    public static GramPlan For<T>(KernelProgram program, int rows, int columns, bool isSymmetric, GramOptions options)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(options);
        int size = Unsafe.SizeOf<T>();
        long entries = isSymmetric ? (long)rows * (rows + 1) / 2 : (long)rows * columns;
        long inputs = isSymmetric ? rows : (long)rows + columns;
        EntryCost cost = EntryCost.Of(program, isSingle: size == sizeof(float));
        TileSize tile = TileSize.Of(rows, columns, isSymmetric, options, cost.Flops);
        Int128 working = program.HasPixels
            ? ImageMemory.Bytes<T>(program, inputs, options.ResolvedThreads)
            : FeatureBytes(program, inputs, tile, options.ResolvedThreads, size);
        int matrices = BitOperations.PopCount((uint)program.Outputs);
        return new(
            rows, columns, isSymmetric, entries, (Int128)rows * columns * size * matrices, (long)Int128.Min(working, long.MaxValue), entries * cost.ProductFlops, entries * cost.Evaluations)
        {
            Flops = entries * cost.Flops,
            EvaluatedEntries = program.HasPixels ? InLanes(rows, columns, isSymmetric, ImageMemory.Lanes<T>()) : InTiles(rows, columns, isSymmetric, tile.Rows),
            FlopsPerEntry = cost.Flops,
        };
    }

    private static Int128 FeatureBytes(KernelProgram program, long inputs, TileSize tile, int threads, int size)
    {
        // Each operation has the kernels of the rows with themselves, two in double.
        Int128 rows = inputs * ((Int128)(program.FeatureCount + program.Operations.Count * FactorsPerOperation) * size + program.Operations.Count * 2 * sizeof(double));
        return rows + (Int128)threads * tile.Rows * tile.Columns * size;
    }

    /// <summary>Columns up to the diagonal, rounded up to whole lanes.</summary>
    private static double InLanes(double rows, double columns, bool isSymmetric, double lanes)
    {
        if (!isSymmetric)
            return rows * Math.Ceiling(columns / lanes) * lanes;
        double blocks = Math.Floor(Math.Max(0, rows - 1) / lanes);
        double rest = Math.Max(0, rows - 1) - blocks * lanes;
        return lanes * (lanes * blocks * (blocks + 1) / 2 + rest * (blocks + 1));
    }

    /// <summary>Columns up to the end of the diagonal tile.</summary>
    private static double InTiles(double rows, double columns, bool isSymmetric, double height)
    {
        if (!isSymmetric)
            return rows * columns;
        double bands = Math.Floor(rows / height);
        double rest = rows - bands * height;
        return height * height * bands * (bands + 1) / 2 + rest * rows;
    }
}
