using System.Collections.Concurrent;
using System.Numerics;
using Ntk.Engine.Numerics;
using Ntk.Engine.Programs;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>Sums of distances between pixels of the same image, which pools and global readouts need for their variances; in double.</summary>
internal static class OwnPlanes
{
    /// <summary>ΣD and ΣT over the pixels of each window, or over all pixels, for each image; in the scale of the value before.</summary>
    /// <param name="model">The program.</param>
    /// <param name="value">The value that a pool or a global readout makes.</param>
    /// <param name="set">The images.</param>
    /// <param name="threads">How many threads may be used.</param>
    public static RowStates Sums<T>(PlaneModel model, int value, ImageSet<T> set, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var operation = new Summation(model, value, set.OwnTables!, set.Count, threads);
        LaneDispatch.Run<double, Summation>(ref operation);
        return operation.Result!;
    }

    private struct Summation(PlaneModel model, int value, PixelTables<double> tables, int images, int threads) : ILaneOperation<double>
    {
        public RowStates? Result { get; private set; }

        public void Run<TLane>()
            where TLane : struct, ILane<TLane, double> =>
            Result = new OwnPlanes<TLane>(model, value, tables, images).Sums(threads);
    }
}

/// <summary><see cref="OwnPlanes"/> with a lane.</summary>
internal sealed unsafe class OwnPlanes<TLane>(PlaneModel model, int value, PixelTables<double> tables, int images)
    where TLane : struct, ILane<TLane, double>
{
    private readonly KernelOperation operation = model.Program.Operations[value - 1];
    private readonly ImageShape shape = model.Program.Shapes[value];
    private readonly RowStates result = new(images * model.Program.Shapes[value].Pixels);

    public RowStates Sums(int threads)
    {
        ReadoutSink<double, TLane>? readout = null;
        PlaneProgram<double> program = PlaneProgramBuilder<double, TLane, OwnFirstImage>.ForSums(
            model, value, (store, source) => operation is PoolOperation pool ? Pool(pool, store, source) : readout = Readout(store, source));
        var scratches = new ConcurrentBag<PlaneScratch<double>>();
        try
        {
            ParallelBlocks.Run(tables.Blocks, threads, block =>
            {
                if (!scratches.TryTake(out PlaneScratch<double>? scratch))
                    scratch = program.MakeScratch(tables, isOwn: true);
                scratch.BindSecond(tables, block);
                program.Run(scratch);
                for (int lane = 0; lane < TLane.Count && block * TLane.Count + lane < images; lane++)
                    Collect(scratch, readout, program.Stores.Count - 1, block * TLane.Count + lane, lane);
                scratches.Add(scratch);
            });
        }
        finally
        {
            foreach (PlaneScratch<double> scratch in scratches)
                scratch.Dispose();
        }

        return result;
    }

    private PoolSink<double, TLane, OwnFirstImage> Pool(PoolOperation pool, int store, int source) =>
        new(model.Program.Shapes[source], shape, pool.Window, store, [PixelOffset.Zero], null, model.Parts[source]);

    private ReadoutSink<double, TLane> Readout(int store, int source) =>
        new(((ReadoutOperation)operation).Kind, model.Program.Shapes[source], store, null, model.Parts[source] with { HasMirror = false });

    private void Collect(PlaneScratch<double> scratch, ReadoutSink<double, TLane>? readout, int store, int image, int lane)
    {
        if (readout is not null)
        {
            result.Variance[image] = readout.Sum(scratch, 0, 0, lane);
            result.Tangent[image] = readout.Sum(scratch, 0, 2, lane);
            return;
        }

        PlaneRow<double> plane = scratch.Stores[store].Plane(PixelOffset.Zero, 0)!.Value;
        for (int pixel = 0; pixel < shape.Pixels; pixel++)
        {
            result.Variance[image * shape.Pixels + pixel] = plane.Distance[pixel * TLane.Count + lane];
            result.Tangent[image * shape.Pixels + pixel] = plane.Tangent[pixel * TLane.Count + lane];
        }
    }
}
