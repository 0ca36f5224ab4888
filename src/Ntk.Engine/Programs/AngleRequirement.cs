using Ntk.Engine.Networks;

namespace Ntk.Engine.Programs;

/// <summary>
/// Finds the smooth activations whose output reaches an activation with a bend. The bend's slope depends on the angle between
/// two inputs, √(2(1 − c)), so that there a correlation rounded near 1 would cost half the digits; elsewhere it costs none.
/// </summary>
internal static class AngleRequirement
{
    public static IReadOnlyList<KernelOperation> Infer(IReadOnlyList<KernelOperation> operations)
    {
        var result = operations.ToArray();
        var needed = new bool[operations.Count + 1];
        for (int i = operations.Count - 1; i >= 0; i--)
        {
            bool ofResult = needed[i + 1];
            if (result[i] is DualOperation dual)
                result[i] = dual with { KeepsAngle = ofResult };
            foreach (int source in result[i].Sources)
                needed[source] |= ofResult || (result[i] is DualOperation { Activation: var activation } && HasBend(activation));
        }

        return result;
    }

    private static bool HasBend(Activation activation) => activation switch
    {
        Relu or LeakyRelu or AbRelu or Abs or Sign => true,
        RectifiedMonomial { Degree: < 2 } => true,
        Elementwise { Name: var name } => ElementwiseFunctions.Find(name)?.Breakpoints.Count > 0,
        _ => false,
    };
}
