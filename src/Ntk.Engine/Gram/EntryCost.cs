using Ntk.Engine.Cpu.Planes;
using Ntk.Engine.Programs;

namespace Ntk.Engine.Gram;

/// <summary>What one entry of a Gram matrix costs, one value of each kernel asked for.</summary>
/// <param name="Evaluations">Evaluations of activations: one a layer, or one for each pair of pixels the layer is needed for.</param>
/// <param name="ProductFlops">Operations of the product of the inputs, or of their pixels; an addition and a multiplication count as two.</param>
/// <param name="ActivationFlops">Operations of the activations.</param>
/// <param name="FilterFlops">Operations of convolutions, pools and readouts: sums over windows, along one axis after the other.</param>
internal readonly record struct EntryCost(double Evaluations, double ProductFlops, double ActivationFlops, double FilterFlops)
{
    // Counted in ReLU's code, with its way from a covariance to an angle and back, by type and by kernel. Other activations take about as many, erf and GELU
    // up to three times as many.
    private const double SingleFlops = 28, SingleTangentFlops = 19, DoubleFlops = 46, DoubleTangentFlops = 39;

    /// <summary>All operations.</summary>
    public double Flops => ProductFlops + ActivationFlops + FilterFlops;

    /// <summary>The cost of an entry of a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="isSingle">Whether the arithmetic is in float.</param>
    public static EntryCost Of(KernelProgram program, bool isSingle)
    {
        HashSet<PixelOffset>?[] required = OffsetRequirements.Of(program, program.ValueCount - 1, [PixelOffset.Zero]);
        int kernels = program.NeedsTangent ? 2 : 1;
        double evaluation = isSingle ? SingleFlops : DoubleFlops;
        if (program.NeedsTangent)
            evaluation += isSingle ? SingleTangentFlops : DoubleTangentFlops;
        double evaluations = 0, filter = 0;
        for (int value = 1; value < program.ValueCount; value++)
        {
            switch (program.Operations[value - 1])
            {
                case DualOperation:
                    evaluations += Cells(value);
                    break;
                case ConvolutionOperation { Filter: var window }:
                    filter += kernels * WindowFlops(window) * Cells(value);
                    break;
                case PoolOperation { Window: var window }:
                    filter += kernels * 2 * WindowFlops(window) * Cells(value);
                    break;
                case ReadoutOperation readout:
                    filter += kernels * Cells(readout.Source);
                    break;
            }
        }

        return new(evaluations, 2.0 * program.Input.Channels * Cells(0), evaluations * evaluation, filter);

        double Cells(int value) => required[value]?.Sum(offset => (double)Overlap.Of(program.Shapes[value], offset).Cells) ?? 0;
    }

    /// <summary>Sums along both axes and the weights' variance.</summary>
    private static double WindowFlops(Window window) => window.Y.Size + window.X.Size;
}
