using System.Collections.Concurrent;
using Ntk.Engine.Duals.Tabulated;

namespace Ntk.Engine.Networks;

/// <summary>Functions that <see cref="Elementwise"/> layers refer to by name, so that a network stays data and survives a round trip through JSON.</summary>
public static class ElementwiseFunctions
{
    private static readonly ConcurrentDictionary<string, ElementwiseFunction> Registered = new(StringComparer.Ordinal);

    /// <summary>Makes a function known to all networks of this process.</summary>
    /// <param name="function">The function, its derivative and its breakpoints.</param>
    /// <returns>A layer that applies it.</returns>
    /// <exception cref="NetworkException">Another function has this name.</exception>
    public static Elementwise Register(ElementwiseFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        if (Registered.GetOrAdd(function.Name, function) != function)
            throw new NetworkException($"Another function is registered as '{function.Name}'. Choose another name.");
        return new Elementwise(function.Name);
    }

    /// <summary>The function of a name, or null.</summary>
    internal static ElementwiseFunction? Find(string name) => Registered.GetValueOrDefault(name);
}
