using Ntk.Native;

namespace Ntk.Engine.Duals.Tabulated;

/// <summary>The dual of an activation without a closed form could not be integrated to the accuracy promised.</summary>
/// <param name="function">The activation.</param>
/// <param name="deviation">Standard deviation of the pre-activations.</param>
/// <param name="error">The relative error reached.</param>
public sealed class QuadratureException(string function, double deviation, double error)
    : NtkException(
        $"The dual of '{function}' did not converge for pre-activations of standard deviation {deviation:G3} (relative error {error:G2}). " +
        "Standardise the inputs or lower wStd; for a function that is not smooth, pass its breakpoints.")
{
    /// <summary>Standard deviation of the pre-activations.</summary>
    public double Deviation { get; } = deviation;

    /// <summary>The relative error reached.</summary>
    public double Error { get; } = error;
}
