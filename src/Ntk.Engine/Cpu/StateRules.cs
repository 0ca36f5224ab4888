using System.Numerics.Tensors;
using Ntk.Engine.Programs;

namespace Ntk.Engine.Cpu;

/// <summary>What operations that see one row, or one pixel, at a time do to its kernels with itself; in double.</summary>
internal static class StateRules
{
    public static RowStates Affine(AffineOperation operation, RowStates states, int pixels = 1)
    {
        var result = new RowStates(states.Count);
        for (int i = 0; i < states.Count; i++)
        {
            double fromTangent = operation.Scale * states.Tangent[i];
            result.Variance[i] = operation.Scale * states.Variance[i] + operation.Offset;
            result.Tangent[i] = operation.Tangent is { } rule
                ? rule.Input * states.Variance[i] + fromTangent + rule.Constant
                : result.Variance[i] + fromTangent;
        }

        return result.RequireFinite(operation.Layer, pixels);
    }

    public static RowStates Dropout(DropoutOperation operation, RowStates states, int pixels = 1)
    {
        var result = new RowStates(states.Count);
        for (int i = 0; i < states.Count; i++)
        {
            result.Variance[i] = states.Variance[i] / operation.Keep;
            result.Tangent[i] = states.Tangent[i] / operation.Keep;
        }

        return result.RequireFinite(operation.Layer, pixels);
    }

    public static RowStates Sum(SumOperation operation, RowStates[] states, int pixels = 1)
    {
        var result = new RowStates(states[0].Count);
        for (int i = 0; i < result.Count; i++)
        {
            for (int j = 0; j < states.Length; j++)
            {
                result.Variance[i] += operation.Weights[j] * states[j].Variance[i];
                result.Tangent[i] += operation.Weights[j] * states[j].Tangent[i];
            }
        }

        return result.RequireFinite(operation.Layer, pixels);
    }

    public static RowStates Product(ProductOperation operation, RowStates[] states, int pixels = 1)
    {
        var result = new RowStates(states[0].Count);
        for (int i = 0; i < result.Count; i++)
        {
            result.Variance[i] = 1;
            for (int j = 0; j < states.Length; j++)
            {
                result.Variance[i] *= states[j].Variance[i];
                result.Tangent[i] += ProductTangent(states, j, i);
            }
        }

        return result.RequireFinite(operation.Layer, pixels);
    }

    /// <summary>Θ_j·Π_{i≠j} K_i of a row.</summary>
    public static double ProductTangent(RowStates[] states, int source, int row)
    {
        double product = states[source].Tangent[row];
        for (int other = 0; other < states.Length; other++)
            product *= other == source ? 1 : states[other].Variance[row];
        return product;
    }

    /// <summary>Refuses kernels that have left the range of double.</summary>
    /// <param name="states">The kernels.</param>
    /// <param name="layer">The layer, for the message.</param>
    /// <param name="pixels">How many of them belong to one input.</param>
    public static RowStates RequireFinite(this RowStates states, string layer, int pixels = 1)
    {
        // A sum is finite only if all its terms are; the other way round it may overflow.
        if (double.IsFinite(TensorPrimitives.Sum<double>(states.Variance)) && double.IsFinite(TensorPrimitives.Sum<double>(states.Tangent)))
            return states;
        for (int i = 0; i < states.Count; i++)
        {
            if (!double.IsFinite(states.Variance[i]))
                throw new KernelOverflowException(layer, i / pixels, "NNGP", states.Variance[i]);
            if (!double.IsFinite(states.Tangent[i]))
                throw new KernelOverflowException(layer, i / pixels, "NTK", states.Tangent[i]);
        }

        return states;
    }
}
