using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Data;
using Ntk.Engine.Gram;
using Ntk.Engine.Programs;

namespace Ntk.Cli;

/// <summary>Rows of inputs, in either precision, and one kernel of a result.</summary>
internal static class InputRows
{
    /// <summary>A copy of the first rows.</summary>
    public static Tensor<float> First(this Tensor<float> inputs, int rows) => TensorRows.Select<float>(inputs.AsReadOnlyTensorSpan(), [.. Enumerable.Range(0, rows)]);

    /// <summary>The same numbers in another type.</summary>
    public static Tensor<T> To<T>(this Tensor<float> inputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Tensor.Create([.. inputs.Select(T.CreateTruncating)], inputs.Lengths);

    /// <summary>One of the two kernels.</summary>
    public static GramMatrix<T> Of<T>(this GramResult<T> result, KernelOutputs output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        output == KernelOutputs.Ntk ? result.Ntk : result.Nngp;
}
