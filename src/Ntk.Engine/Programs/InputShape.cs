using System.Numerics.Tensors;

namespace Ntk.Engine.Programs;

/// <summary>The shape of inputs: rows × features, where features may have several dimensions.</summary>
internal static class InputShape
{
    /// <summary>Features of a row, also where there is no row.</summary>
    public static int FeatureCount<T>(ReadOnlyTensorSpan<T> inputs)
    {
        long features = 1;
        for (int axis = 1; axis < inputs.Rank; axis++)
            features *= inputs.Lengths[axis];
        return checked((int)features);
    }
}
