namespace Ntk.Engine.Cpu.Planes;

/// <summary>
/// Cells of a plane, one lane of pairs a cell. With q = K(x,x) and t = Θ(x,x) at the two pixels, each cell holds three distances, all of which pass through
/// convolutions and sums as the kernels themselves do, without cancellation and without a bias.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
internal readonly unsafe struct PlaneRow<T>(T* distance, T* mirror, T* tangent)
    where T : unmanaged
{
    /// <summary>q₁ + q₂ − 2K, the squared distance of the two signals.</summary>
    public readonly T* Distance = distance;

    /// <summary>q₁ + q₂ + 2K, the squared distance from the mirror image; only where K may be negative.</summary>
    public readonly T* Mirror = mirror;

    /// <summary>t₁ + t₂ − 2Θ; only where Θ is propagated.</summary>
    public readonly T* Tangent = tangent;

    /// <summary>The cells from an element on.</summary>
    public PlaneRow<T> At(nint element) => new(Distance + element, Mirror + element, Tangent + element);

    /// <summary>One of the three, by number.</summary>
    public T* Part(int part) => part == PlaneParts.Distance ? Distance : part == PlaneParts.Mirror ? Mirror : Tangent;
}

/// <summary>Which of the three distances a value has.</summary>
/// <param name="HasMirror">Whether K may be negative.</param>
/// <param name="HasTangent">Whether Θ is propagated.</param>
internal readonly record struct PlaneParts(bool HasMirror, bool HasTangent)
{
    public const int Count = 3;

    public const int Distance = 0;

    public const int Mirror = 1;

    public const int Tangent = 2;

    public bool Has(int part) => part == Distance || (part == Mirror ? HasMirror : HasTangent);

    /// <summary>Copies the distances that there are.</summary>
    public unsafe void Copy<T>(PlaneRow<T> source, PlaneRow<T> target, int length)
        where T : unmanaged
    {
        for (int part = 0; part < Count; part++)
        {
            if (Has(part))
                new ReadOnlySpan<T>(source.Part(part), length).CopyTo(new Span<T>(target.Part(part), length));
        }
    }
}
