namespace Ntk.Kernels.Planes;

/// <summary>The three distances of a cell.</summary>
/// <typeparam name="TElement">A number or a lane.</typeparam>
internal readonly struct PlaneCell<TElement>(TElement distance, TElement mirror, TElement tangent)
    where TElement : struct
{
    public readonly TElement Distance = distance;
    public readonly TElement Mirror = mirror;
    public readonly TElement Tangent = tangent;
}
