using Ntk.Native.Resolution;

namespace Ntk.Native;

public abstract partial class LinearAlgebra
{
    /// <summary>The environment variable that chooses the library.</summary>
    public const string ChoiceVariable = "NTK_BLAS";

    private static readonly Lazy<LibraryResolution> LazyDefault = new(() => Resolve(Environment.GetEnvironmentVariable(ChoiceVariable)));

    /// <summary>
    /// The library that <c>NTK_BLAS</c> chooses: a path, <c>mkl</c>, <c>openblas</c> or <c>managed</c>. Without it: Intel
    /// MKL where it is completely installed, then OpenBLAS, then the managed code. <c>cuda</c> adds cuSOLVER to that for large factorisations and solves. Resolved once, at
    /// the first use.
    /// </summary>
    /// <exception cref="NativeLibraryException">NTK_BLAS names a library that cannot be used.</exception>
    public static LinearAlgebra Default => DefaultResolution.Library;

    /// <summary><see cref="Default"/> together with what was looked at on the way.</summary>
    /// <exception cref="NativeLibraryException">NTK_BLAS names a library that cannot be used.</exception>
    public static LibraryResolution DefaultResolution => LazyDefault.Value;

    /// <summary>Finds a library as <see cref="Default"/> does, for any choice.</summary>
    /// <param name="choice">A path to a library or its folder, <c>mkl</c>, <c>openblas</c>, <c>managed</c>, <c>cuda</c>, or null for the best one there is.</param>
    /// <exception cref="NativeLibraryException">The choice cannot be met; nothing else is tried in its place.</exception>
    public static LibraryResolution Resolve(string? choice) => new LibraryResolver(ResolverSettings.FromEnvironment()).Resolve(choice);
}
