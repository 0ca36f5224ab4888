using System.Numerics;

namespace Ntk.Engine.Cpu;

/// <summary>A program ready to run on strips, with the kernels of all rows with themselves.</summary>
/// <param name="Steps">The steps, in order.</param>
/// <param name="RegisterCount">Registers a strip needs.</param>
/// <param name="First">Kernels of the first inputs with themselves.</param>
/// <param name="Second">Kernels of the second inputs with themselves.</param>
/// <param name="ResultRegister">The register that holds the result.</param>
internal sealed record StripProgram<T>(IReadOnlyList<StripStep<T>> Steps, int RegisterCount, RowStates First, RowStates Second, int ResultRegister) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Scratch scalars a strip needs for a first row.</summary>
    public int PreparedCount => Steps.Count == 0 ? 0 : Steps.Max(step => step.PreparedCount);

    public void Dispose()
    {
        foreach (StripStep<T> step in Steps)
            step.Dispose();
    }
}
