using Ntk.Engine.Networks;

namespace Ntk.Engine.Programs;

/// <summary>What a network means for kernels: a flat list of operations from the input's covariance to the output's kernels.</summary>
/// <param name="Operations">In order; operation i makes value i + 1.</param>
/// <param name="Outputs">The kernels asked for.</param>
/// <param name="Input">The shape of an input.</param>
/// <param name="Shapes">The pixels of each value.</param>
public sealed record KernelProgram(IReadOnlyList<KernelOperation> Operations, KernelOutputs Outputs, InputShape Input, IReadOnlyList<ImageShape> Shapes)
{
    /// <summary>Whether Θ is propagated at all.</summary>
    public bool NeedsTangent => Outputs.HasFlag(KernelOutputs.Ntk);

    /// <summary>Whether any value has pixels, or is made of such.</summary>
    public bool HasPixels => Operations.Any(operation => operation is ConvolutionOperation or PoolOperation or ReadoutOperation);

    /// <summary>Features of an input.</summary>
    public int FeatureCount => Input.FeatureCount;

    /// <summary>The number of values: the input's covariance and one for each operation.</summary>
    public int ValueCount => Operations.Count + 1;

    /// <summary>Compiles a network for inputs of a number of features.</summary>
    /// <inheritdoc cref="Compile(Network, KernelOutputs, ReadOnlySpan{nint})" path="/exception"/>
    public static KernelProgram Compile(Network network, KernelOutputs outputs, int featureCount) => Compile(network, outputs, [featureCount]);

    /// <summary>Compiles a network for inputs of a shape.</summary>
    /// <param name="network">The network.</param>
    /// <param name="outputs">The kernels asked for.</param>
    /// <param name="inputLengths">The input's dimensions without that of the rows.</param>
    /// <exception cref="NetworkException">The network has no kernel for such inputs, or a parameter is out of range; the message names the layer.</exception>
    public static KernelProgram Compile(Network network, KernelOutputs outputs, ReadOnlySpan<nint> inputLengths)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (outputs is KernelOutputs.None or > KernelOutputs.Both)
            throw new NetworkException("Ask for the NNGP kernel, the NTK or both.");
        var input = InputShape.For(network, inputLengths);
        var lowering = new Lowering(input);
        lowering.Lower(network);
        return new(lowering.Operations, outputs, input, lowering.Shapes);
    }

    /// <summary>For each value, the index of the last operation that reads it; the number of operations for the result.</summary>
    public int[] LastUses()
    {
        var last = new int[ValueCount];
        for (int operation = 0; operation < Operations.Count; operation++)
        {
            foreach (int source in Operations[operation].Sources)
                last[source] = operation;
        }

        last[^1] = Operations.Count;
        return last;
    }
}
