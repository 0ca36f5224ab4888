using Ntk.Engine.Numerics;

namespace Ntk.Engine.Gram;

/// <summary>Refuses work that cannot fit into memory, before it starts.</summary>
internal static class MemoryCheck
{
    public static void Require(GramPlan plan)
    {
        Int128 needed = plan.ResultBytes + plan.WorkingBytes;
        if (needed > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
            throw new AllocationException(needed);
    }
}
