using Ntk.Engine.Numerics;

namespace Ntk.Engine.Gram;

/// <summary>Refuses work that cannot fit into memory, before it starts.</summary>
public static class MemoryCheck
{
    /// <summary>Requires the memory this process may use to be as large as what work needs.</summary>
    /// <param name="bytes">What the work needs.</param>
    /// <exception cref="AllocationException">It is smaller.</exception>
    public static void Require(Int128 bytes)
    {
        if (bytes > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
            throw new AllocationException(bytes);
    }
}
