using System.Runtime.CompilerServices;

// ILGPU makes the code that launches a kernel in an assembly of its own.
[assembly: InternalsVisibleTo(ILGPU.Context.RuntimeAssemblyName)]
