namespace Ntk.Native.Resolution;

/// <summary>Walks through the candidates in order and keeps the reason each one failed.</summary>
internal sealed class LibraryResolver(ResolverSettings settings)
{
    private const string Mkl = "Intel MKL", OpenBlas = "OpenBLAS", Managed = "managed", Cuda = "cuSOLVER";

    private readonly List<LibraryCandidate> candidates = [];

    public LibraryResolution Resolve(string? choice)
    {
        switch (choice?.Trim().ToLowerInvariant())
        {
            case null or "":
                return Chosen(FindMkl() ?? FindOpenBlas() ?? (LinearAlgebra)UseManaged());
            case "mkl":
                return Chosen(FindMkl() ?? throw Unmet("Intel MKL", "Install it completely (core, intel_lp64, gnu_thread and def with libgomp.so.1), or point NTK_MKL to its folder"));
            case "openblas":
                Skip(Mkl);
                return Chosen(FindOpenBlas() ?? throw Unmet("OpenBLAS", "Install it (Debian: libopenblas0)"));
            case "managed":
                Skip(Mkl);
                Skip(OpenBlas);
                return Chosen(UseManaged());
            case "cuda":
                return Chosen(LoadCuda(Resolve(null).Library));
            default:
                return Chosen(LoadPath(choice.Trim()));
        }
    }

    /// <summary>cuSOLVER, with the best library found for what it leaves to the processor.</summary>
    private CudaLinearAlgebra LoadCuda(LinearAlgebra host)
    {
        try
        {
            CudaLinearAlgebra library = CudaLibraries.Load(host);
            Choose(library);
            return library;
        }
        catch (NativeLibraryException exception)
        {
            Fail(Cuda, "cuda", exception.Message);
            throw Unmet("cuSOLVER", "Install NVIDIA's driver and CUDA libraries, or choose another library", exception);
        }
    }

    private NativeLinearAlgebra? FindMkl()
    {
        if (settings.MklInterfaceLayer?.Contains("ILP64", StringComparison.OrdinalIgnoreCase) == true)
        {
            Fail(Mkl, "MKL_INTERFACE_LAYER", "The environment asks MKL for 64-bit integers (MKL_INTERFACE_LAYER=ILP64); Ntk needs LP64.");
            return null;
        }
        List<string> files = [.. settings.ApplicationFolders.Concat(settings.MklFolders).Distinct().SelectMany(folder => FilesIn(folder, MklInstallation.FileNames).Take(1))];
        if (files.Count == 0)
            Fail(Mkl, MklInstallation.FileNames[0], "It is in none of the folders searched: next to the application, NTK_MKL, MKLROOT, the loader's folders.");
        return FirstUsable(Mkl, files);
    }

    private NativeLinearAlgebra? FindOpenBlas() =>
        FirstUsable(OpenBlas, [.. settings.ApplicationFolders.SelectMany(folder => FilesIn(folder, LibraryFile.OpenBlasNames).Take(1)), .. LibraryFile.OpenBlasNames]);

    private NativeLinearAlgebra? FirstUsable(string name, IEnumerable<string> locations)
    {
        NativeLinearAlgebra? found = null;
        foreach (string location in locations)
        {
            if (found is not null)
            {
                candidates.Add(new(name, location, LibraryOutcome.NotTried, "An earlier candidate serves."));
                continue;
            }
            try
            {
                found = LibraryFile.Load(location);
                Choose(found);
            }
            catch (NativeLibraryException exception)
            {
                Fail(name, location, exception.Message);
            }
        }
        return found;
    }

    private NativeLinearAlgebra LoadPath(string path)
    {
        string? file = Directory.Exists(path) ? FilesIn(path, [.. MklInstallation.FileNames, .. LibraryFile.OpenBlasNames]).FirstOrDefault() : File.Exists(path) ? path : null;
        if (file is null)
        {
            Fail("NTK_BLAS", path, "There is no such file, nor a folder with MKL or OpenBLAS in it.");
            throw Unmet($"\"{path}\"", "Set NTK_BLAS to the path of a BLAS library, mkl, openblas or managed");
        }
        if (file.Contains("mkl_rt", StringComparison.Ordinal) && settings.MklInterfaceLayer?.Contains("ILP64", StringComparison.OrdinalIgnoreCase) == true)
        {
            Fail(Mkl, file, "The environment asks MKL for 64-bit integers (MKL_INTERFACE_LAYER=ILP64); Ntk needs LP64.");
            throw Unmet(file, "Unset MKL_INTERFACE_LAYER");
        }
        try
        {
            NativeLinearAlgebra library = LibraryFile.Load(Path.GetFullPath(file));
            Choose(library);
            return library;
        }
        catch (NativeLibraryException exception)
        {
            Fail("NTK_BLAS", file, exception.Message);
            throw Unmet(file, "Set NTK_BLAS to another library, mkl, openblas or managed", exception);
        }
    }

    private ManagedLinearAlgebra UseManaged()
    {
        var library = new ManagedLinearAlgebra();
        Choose(library);
        return library;
    }

    private LibraryResolution Chosen(LinearAlgebra library)
    {
        if (library is NativeLinearAlgebra)
        {
            if (library.Name == Mkl && !candidates.Exists(candidate => candidate.Name == OpenBlas))
                candidates.Add(new(OpenBlas, LibraryFile.OpenBlasNames[0], LibraryOutcome.NotTried, "An earlier candidate serves."));
            candidates.Add(new(Managed, "", LibraryOutcome.NotTried, "An earlier candidate serves."));
        }
        return new(library, (library as NativeLinearAlgebra)?.Path, candidates);
    }

    private NativeLibraryException Unmet(string what, string remedy, Exception? inner = null)
    {
        IEnumerable<string> reasons = candidates.Where(candidate => candidate.Outcome == LibraryOutcome.Failed).Select(candidate => $"{candidate.Location}: {candidate.Reason}");
        return new($"NTK_BLAS asks for {what}, which cannot be used. {string.Join(" ", reasons)} {remedy}; without NTK_BLAS the best library found is taken.", candidates, inner);
    }

    private static IEnumerable<string> FilesIn(string folder, IEnumerable<string> names) =>
        names.Select(name => Path.Combine(folder, name)).Where(File.Exists);

    private void Choose(LinearAlgebra library) =>
        candidates.Add(new(library.Name, (library as NativeLinearAlgebra)?.Path ?? "", LibraryOutcome.Chosen, library.Version));

    private void Fail(string name, string location, string reason) => candidates.Add(new(name, location, LibraryOutcome.Failed, reason));

    private void Skip(string name) => candidates.Add(new(name, "", LibraryOutcome.NotTried, "NTK_BLAS names another library."));
}
