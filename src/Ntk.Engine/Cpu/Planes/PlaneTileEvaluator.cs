using System.Collections.Concurrent;
using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Programs;
using Ntk.Native;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>
/// Evaluates tiles of kernels of images on the CPU. The covariance of a pair of images falls apart into planes, one for each offset between their pixels, which run
/// through all layers in the caches; the lanes hold one first image against several second ones.
/// </summary>
internal sealed unsafe class PlaneTileEvaluator<T, TLane> : ITileEvaluator<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
{
    private readonly ImageSet<T>[] sets;
    private readonly PlaneProgram<T> program;
    private readonly RowStates diagonal;
    private readonly PairRefinement<T, TLane> refinement;
    private readonly ConcurrentBag<PlaneScratch<T>> scratches = [];

    public PlaneTileEvaluator(KernelProgram kernel, ReadOnlyTensorSpan<T> first, ReadOnlyTensorSpan<T> second, bool isSymmetric, int threads)
    {
        (PlaneModel model, sets) = PlaneCompiler<T>.Compile(kernel, first, second, isSymmetric, TLane.Count, threads);
        program = PlaneProgramBuilder<T, TLane, SameFirstImage>.ForResult(model, First, Second);
        diagonal = First.States[^1]!;
        refinement = new(kernel, model.InputPower, First, Second);
    }

    public int ColumnGranularity => TLane.Count;

    public ReadOnlySpan<double> FirstVariance => diagonal.Variance;

    public ReadOnlySpan<double> FirstTangent => diagonal.Tangent;

    private ImageSet<T> First => sets[0];

    private ImageSet<T> Second => sets[^1];

    public void Evaluate(TileRange tile, bool lowerOnly, MatrixSpan<T> nngp, MatrixSpan<T> ntk)
    {
        if (tile.RowCount == 0 || tile.ColumnCount == 0)
            return;
        if (!scratches.TryTake(out PlaneScratch<T>? scratch))
            scratch = program.MakeScratch(First.Tables, isOwn: false);
        fixed (T* nngpStart = &nngp.First, ntkStart = &ntk.First)
        {
            scratch.Output = new(tile, lowerOnly, nngpStart, nngp.Stride, ntkStart, ntk.Stride);
            for (int row = 0; row < tile.RowCount; row += CpuProfile.FirstImages)
                Rows(scratch, tile.FirstRow + row, Math.Min(CpuProfile.FirstImages, tile.RowCount - row), tile, lowerOnly);
            refinement.Apply(tile, scratch.Output, diagonal);
        }

        scratches.Add(scratch);
    }

    public void Dispose()
    {
        foreach (PlaneScratch<T> scratch in scratches)
            scratch.Dispose();
        foreach (ImageSet<T> set in sets)
            set.Dispose();
    }

    private void Rows(PlaneScratch<T> scratch, int firstRow, int rowCount, TileRange tile, bool lowerOnly)
    {
        scratch.LoadFirst(firstRow, rowCount);
        int endRow = firstRow + rowCount;
        for (int column = tile.FirstColumn; column < tile.FirstColumn + tile.ColumnCount; column += TLane.Count)
        {
            scratch.BindSecond(Second.Tables, column / TLane.Count);
            for (int row = firstRow; row < endRow; row += program.Sizes.Groups)
            {
                int count = Math.Min(program.Sizes.Groups, endRow - row);
                if (lowerOnly && column >= row + count - 1)
                    continue;
                scratch.SelectFirst(row, count);
                program.Run(scratch);
            }
        }
    }
}
