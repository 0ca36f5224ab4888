using Ntk.Engine.Networks;

namespace Ntk.Engine.Programs;

/// <summary>What a network means for kernels: a flat list of operations from the input's covariance to the output's kernels.</summary>
/// <param name="Operations">In order; operation i makes value i + 1.</param>
/// <param name="Outputs">The kernels asked for.</param>
/// <param name="FeatureCount">Features of the inputs.</param>
public sealed record KernelProgram(IReadOnlyList<KernelOperation> Operations, KernelOutputs Outputs, int FeatureCount)
{
    /// <summary>Whether Θ is propagated at all.</summary>
    public bool NeedsTangent => Outputs.HasFlag(KernelOutputs.Ntk);

    /// <summary>The number of values: the input's covariance and one for each operation.</summary>
    public int ValueCount => Operations.Count + 1;

    /// <summary>Compiles a network for inputs of a number of features.</summary>
    /// <exception cref="NetworkException">The network has no kernel, or a parameter is out of range; the message names the layer.</exception>
    public static KernelProgram Compile(Network network, KernelOutputs outputs, int featureCount)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (outputs is KernelOutputs.None or > KernelOutputs.Both)
            throw new NetworkException("Ask for the NNGP kernel, the NTK or both.");
        if (featureCount < 1)
            throw new NetworkException($"Inputs need at least one feature, not {featureCount}.");
        var lowering = new Lowering(featureCount);
        lowering.Lower(network);
        return new(lowering.Operations, outputs, featureCount);
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
