using System.CommandLine;
using System.Numerics;
using Ntk.Engine.Gram;
using Ntk.Engine.Programs;
using Ntk.Solvers;

namespace Ntk.Cli;

/// <summary>What files and the command line call the kernels.</summary>
internal static class KernelNames
{
    private static readonly (string Name, KernelOutputs Value)[] Names = [("nngp", KernelOutputs.Nngp), ("ntk", KernelOutputs.Ntk)];

    /// <summary>Reads a list such as <c>nngp,ntk</c>.</summary>
    public static KernelOutputs Parse(string text, Action<string> addError)
    {
        KernelOutputs outputs = KernelOutputs.None;
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            KernelOutputs value = Names.FirstOrDefault(pair => pair.Name.Equals(part, StringComparison.OrdinalIgnoreCase)).Value;
            if (value == KernelOutputs.None)
                addError($"--get is '{text}'; it can be nngp, ntk or nngp,ntk.");
            outputs |= value;
        }
        return outputs;
    }

    /// <summary>An option with one of the two kernels.</summary>
    public static Option<KernelKind> Option(string description) => Choice.Of("--kernel", description, [("nngp", KernelKind.Nngp), ("ntk", KernelKind.Ntk)]);

    /// <summary>The kernel matrix that a kind is fitted with.</summary>
    public static KernelOutputs TrainingOutputs(this KernelKind kind) => kind == KernelKind.Nngp ? KernelOutputs.Nngp : KernelOutputs.Ntk;

    /// <summary>The matrices of a result with their names.</summary>
    public static IEnumerable<(string Name, GramMatrix<T> Matrix)> Matrices<T>(GramResult<T> gram)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Names.Where(pair => gram.Outputs.HasFlag(pair.Value)).Select(pair => (pair.Name, pair.Value == KernelOutputs.Nngp ? gram.Nngp : gram.Ntk));
}
