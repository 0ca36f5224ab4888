namespace Ntk.Tests.Solvers;

/// <summary>The libraries every solver runs on: the managed code, and what a user gets without a choice.</summary>
internal static class SolverLibraries
{
    public static string[] Names { get; } = ["managed", "default"];

    public static LinearAlgebra Load(string name) =>
        name == "default" ? LinearAlgebra.Default : LinearAlgebra.Resolve(name).Library;
}
