using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Cpu.Planes;
using Ntk.Engine.Numerics;
using Ntk.Engine.Programs;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu;

/// <summary>Evaluates kernel programs on the processor, with its widest lanes.</summary>
public sealed class CpuBackend : IKernelBackend
{
    /// <summary>The backend; it has no state.</summary>
    public static CpuBackend Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "cpu";

    /// <inheritdoc/>
    public ITileEvaluator<T> Prepare<T>(KernelProgram program, ReadOnlyTensorSpan<T> first, ReadOnlyTensorSpan<T> second, bool isSymmetric, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(program);
        if (program.HasPixels)
            return PrepareImages(program, first, second, isSymmetric, threads);
        (InputRows<T> a, InputRows<T>? b, NativeBuffer<T> centre) = InputRows<T>.Prepare(first, second, isSymmetric, threads);
        var operation = new Preparation<T>(program, a, b ?? a, centre);
        LaneDispatch.Run<T, Preparation<T>>(ref operation);
        return operation.Evaluator!;
    }

    /// <summary>Chooses the lane by hand: a tensor span cannot be part of a lane operation.</summary>
    private static ITileEvaluator<T> PrepareImages<T>(KernelProgram program, ReadOnlyTensorSpan<T> first, ReadOnlyTensorSpan<T> second, bool isSymmetric, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => LaneDispatch.WidestBits switch
        {
            512 => new PlaneTileEvaluator<T, Lane512<T>>(program, first, second, isSymmetric, threads),
            256 => new PlaneTileEvaluator<T, Lane256<T>>(program, first, second, isSymmetric, threads),
            _ => new PlaneTileEvaluator<T, Lane128<T>>(program, first, second, isSymmetric, threads),
        };

    private struct Preparation<T>(KernelProgram program, InputRows<T> first, InputRows<T> second, NativeBuffer<T> centre) : ILaneOperation<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public ITileEvaluator<T>? Evaluator { get; private set; }

        public void Run<TLane>()
            where TLane : struct, ILane<TLane, T> =>
            Evaluator = new CpuTileEvaluator<T, TLane>(program, first, second, centre);
    }
}
