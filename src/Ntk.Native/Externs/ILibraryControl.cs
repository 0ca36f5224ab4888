namespace Ntk.Native.Externs;

/// <summary>What BLAS and LAPACK leave to each library: its name and its threads.</summary>
internal interface ILibraryControl
{
    string Name { get; }

    string Version { get; }

    int ThreadCount { get; set; }
}
