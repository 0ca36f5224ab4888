using Ntk.Engine.Programs;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>What is known of a program's values once the images are known; the same for all element types and lanes.</summary>
internal sealed class PlaneModel
{
    public PlaneModel(KernelProgram program)
    {
        Program = program;
        Parts = new PlaneParts[program.ValueCount];
        Scales = new double[program.ValueCount];
        Layers = new PlaneLayer?[program.ValueCount];
        Required = OffsetRequirements.Of(program, program.ValueCount - 1, [PixelOffset.Zero]);
    }

    public KernelProgram Program { get; }

    /// <summary>The distances each value has.</summary>
    public PlaneParts[] Parts { get; }

    /// <summary>By what the distances of each value are divided, so that they stay in the range of float and filters need no factor.</summary>
    public double[] Scales { get; }

    /// <summary>For values that an activation or a normalisation makes, how.</summary>
    public PlaneLayer?[] Layers { get; }

    /// <summary>For each value the offsets the result needs.</summary>
    public HashSet<PixelOffset>?[] Required { get; }

    /// <summary>Scale of the input's channels.</summary>
    public double InputPower { get; set; } = 1;

    /// <summary>Whether some plane other than that of equal pixels is read.</summary>
    public bool NeedsNeighbours(int value) => Required[value] is { } offsets && offsets.Any(offset => offset != PixelOffset.Zero);

    /// <summary>The affine part of an operation on distances.</summary>
    public PlaneAffine Affine(int value) => Program.Operations[value - 1] switch
    {
        AffineOperation affine => Affine(value, affine.Source, 1, affine.Scale, affine.Offset, affine.Tangent),
        ConvolutionOperation convolution => Affine(value, convolution.Source, convolution.Filter.Pixels, convolution.Scale, convolution.Offset, convolution.Tangent),
        _ => throw new InvalidOperationException($"Value {value} is not made by an affine layer."),
    };

    private PlaneAffine Affine(int value, int source, int pixels, double scale, double offset, TangentRule? rule)
    {
        double ratio = Scales[source] / Scales[value] / pixels;
        double factor = NearestPowerOfTwo(scale * ratio);
        return new(factor, 4 * offset / Scales[value], rule is null ? factor : rule.Input * ratio);
    }

    /// <summary>Scales are chosen so that the factors of layers are powers of two, mostly 1; this takes away their rounding.</summary>
    private static double NearestPowerOfTwo(double factor)
    {
        double power = factor > 0 ? Math.ScaleB(1, (int)Math.Round(Math.Log2(factor))) : factor;
        return Math.Abs(factor - power) < 1e-14 * power ? power : factor;
    }
}
