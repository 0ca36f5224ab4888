using System.Collections.Concurrent;

namespace Ntk.Kernels.Devices;

/// <summary>
/// What tiles run on: two slots a device, each with a stream and buffers of its own, so that one tile's copies run while the other computes. Several devices share
/// the tiles, since whichever has a free slot takes the next.
/// </summary>
/// <typeparam name="TSlot">A slot.</typeparam>
internal sealed class SlotPool<TSlot> : IDisposable
    where TSlot : IDisposable
{
    /// <summary>Slots of a device.</summary>
    public const int SlotsPerDevice = 2;

    private readonly TSlot[] all;
    private readonly BlockingCollection<TSlot> free = [];

    public SlotPool(IEnumerable<TSlot> slots)
    {
        all = [.. slots];
        foreach (TSlot slot in all)
            free.Add(slot);
    }

    /// <summary>Does something with a free slot; waits for one.</summary>
    public void Use(Action<TSlot> action)
    {
        TSlot slot = free.Take();
        try
        {
            action(slot);
        }
        finally
        {
            free.Add(slot);
        }
    }

    public void Dispose()
    {
        foreach (TSlot slot in all)
            slot.Dispose();
        free.Dispose();
    }
}
