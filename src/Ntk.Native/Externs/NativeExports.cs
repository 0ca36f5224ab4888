using System.Runtime.InteropServices;

namespace Ntk.Native.Externs;

/// <summary>
/// The functions of one loaded library by name. Tables of function pointers rather than <c>[LibraryImport]</c>, because
/// which library serves is decided at run time and several may be loaded side by side.
/// </summary>
/// <param name="path">The path or name the library was loaded by.</param>
/// <param name="find">The address of a function; zero where there is none.</param>
internal sealed class NativeExports(string path, Func<string, nint> find)
{
    public NativeExports(string path, nint handle)
        : this(path, name => NativeLibrary.TryGetExport(handle, name, out nint address) ? address : 0)
    {
    }

    /// <summary>The path or name the library was loaded by.</summary>
    public string Path { get; } = path;

    public bool Has(string name) => find(name) != 0;

    /// <summary>The address of a function.</summary>
    /// <exception cref="NativeLibraryException">The library has no such function.</exception>
    public nint this[string name] =>
        find(name) is not 0 and var address
            ? address
            : throw new NativeLibraryException($"{Path} has no function {name}: it is not a complete BLAS and LAPACK. Install another build, or set NTK_BLAS=managed.");

    /// <summary>The float or double variant of a routine: <c>?</c> in <paramref name="name"/> becomes s or d.</summary>
    public nint Variant<T>(string name) => this[NameOf<T>(name)];

    /// <summary>The same; zero where the library does not have it.</summary>
    public nint VariantOrNull<T>(string name) => find(NameOf<T>(name));

    private static string NameOf<T>(string name) => name.Replace("?", typeof(T) == typeof(float) ? "s" : "d", StringComparison.Ordinal);
}
