using System.Reflection;

namespace Ntk.Cli;

/// <summary>What this program is.</summary>
internal static class Versions
{
    /// <summary>The version of ntk, with the commit it was built from where that is known.</summary>
    public static string Ntk { get; } =
        typeof(Versions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
