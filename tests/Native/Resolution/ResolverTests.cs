using Ntk.Native.Resolution;

namespace Ntk.Tests.Native.Resolution;

public sealed class ResolverTests
{
    private static readonly ResolverSettings Nowhere = new([], [], null);

    private string folder = null!;

    [SetUp]
    public void MakeFolder() => folder = Directory.CreateTempSubdirectory("ntk-resolver-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(folder, recursive: true);

    [TestCase("managed")]
    [TestCase(" Managed ")]
    public void ManagedIsAlwaysThere(string choice)
    {
        LibraryResolution resolution = LinearAlgebra.Resolve(choice);
        Assert.That(resolution.Library, Is.InstanceOf<ManagedLinearAlgebra>());
        Assert.That(resolution.Path, Is.Null);
        Assert.That(resolution.Candidates.Select(candidate => candidate.Outcome), Is.EqualTo(new[] { LibraryOutcome.NotTried, LibraryOutcome.NotTried, LibraryOutcome.Chosen }));
    }

    [Test]
    public void CuSolverIsThereOrSaysWhyNot()
    {
        try
        {
            Assert.That(LinearAlgebra.Resolve("cuda").Library.Name, Does.StartWith("cuSOLVER with "));
        }
        catch (NativeLibraryException error)
        {
            Assert.That(error.Message, Does.Match("cuSOLVER.*(could be loaded|no device).*Install NVIDIA's driver"));
            Assert.That(error.Candidates, Has.Some.Matches<LibraryCandidate>(candidate => candidate.Name == "cuSOLVER" && candidate.Outcome == LibraryOutcome.Failed));
        }
    }

    [Test]
    public void WithoutAChoiceTheFirstUsableCandidateIsTaken([Values(null, "", "  ")] string? choice)
    {
        LibraryResolution resolution = new LibraryResolver(Nowhere).Resolve(choice);
        Assert.That(resolution.Library.Name, Is.Not.EqualTo("Intel MKL"));
        Assert.That(resolution.Candidates[0], Has.Property("Name").EqualTo("Intel MKL").And.Property("Outcome").EqualTo(LibraryOutcome.Failed));
        Assert.That(resolution.Candidates.Count(candidate => candidate.Outcome == LibraryOutcome.Chosen), Is.EqualTo(1));
        Assert.That(resolution.Candidates.Single(candidate => candidate.Outcome == LibraryOutcome.Chosen).Name, Is.EqualTo(resolution.Library.Name));
        Assert.That(resolution.Candidates, Has.All.Property("Reason").Not.Empty);
    }

    [Test]
    public void TheDefaultIsResolvedOnce()
    {
        LinearAlgebra first = LinearAlgebra.Default;
        LibraryResolution[] again = [.. Enumerable.Range(0, 16).AsParallel().Select(_ => LinearAlgebra.DefaultResolution)];
        Assert.That(again.Select(resolution => resolution.Library), Is.All.SameAs(first));
    }

    [Test]
    public void OneLibraryHasOneInstance()
    {
        LinearAlgebra openBlas = LibraryUnderTest.OpenBlas.Load();
        Assert.That(LinearAlgebra.Resolve("OpenBLAS").Library, Is.SameAs(openBlas));
    }

    [Test]
    public void OpenBlasMayBeGivenByItsPath()
    {
        LibraryUnderTest.OpenBlas.Load();
        string path = LinearAlgebra.Resolve("openblas").Path!;
        Assert.That(File.Exists(path), path);
        LibraryResolution resolution = LinearAlgebra.Resolve(path);
        Assert.That(resolution.Library.Name, Is.EqualTo("OpenBLAS"));
        Assert.That(resolution.Path, Is.EqualTo(path));
    }

    [TestCase("mlk")]
    [TestCase("/no/such/folder/libopenblas.so.0")]
    public void AChoiceThatDoesNotExistIsAnError(string choice)
    {
        NativeLibraryException error = Assert.Throws<NativeLibraryException>(() => LinearAlgebra.Resolve(choice))!;
        Assert.That(error.Message, Does.Contain(choice).And.Contain("no such file").And.Contain("NTK_BLAS"));
        Assert.That(error.Candidates, Has.Count.EqualTo(1));
    }

    [Test]
    public void AFileThatIsNoLibraryIsAnError()
    {
        string file = Path.Combine(folder, "libopenblas.so.0");
        File.WriteAllText(file, "not a library");
        NativeLibraryException error = Assert.Throws<NativeLibraryException>(() => LinearAlgebra.Resolve(file))!;
        Assert.That(error.Message, Does.Contain(file).And.Contain("could not load"));
    }

    [Test]
    [Platform("Linux")]
    public void ALibraryWithoutBlasIsAnError()
    {
        string file = new[] { "/lib/x86_64-linux-gnu/libc.so.6", "/lib/aarch64-linux-gnu/libc.so.6", "/lib64/libc.so.6" }.First(File.Exists);
        NativeLibraryException error = Assert.Throws<NativeLibraryException>(() => LinearAlgebra.Resolve(file))!;
        Assert.That(error.Message, Does.Contain("neither Intel MKL nor OpenBLAS"));
    }

    [Test]
    public void MklThatIsNowhereIsAnErrorIfAskedFor()
    {
        NativeLibraryException error = Assert.Throws<NativeLibraryException>(() => new LibraryResolver(Nowhere).Resolve("mkl"))!;
        Assert.That(error.Message, Does.Contain("none of the folders").And.Contain("NTK_MKL"));
    }

    [Test]
    public void MklIsNotTriedWithLongIntegersInTheEnvironment()
    {
        NativeLibraryException error = Assert.Throws<NativeLibraryException>(() => new LibraryResolver(Nowhere with { MklInterfaceLayer = "GNU,ILP64" }).Resolve("mkl"))!;
        Assert.That(error.Message, Does.Contain("MKL_INTERFACE_LAYER"));
    }

    [Test]
    public void AnIncompleteMklIsNamedByWhatItLacks([Values("mkl_core", "mkl_intel_lp64", "mkl_gnu_thread", "mkl_def")] string lacking)
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("The files are named as on Linux.");
        FakeMkl(lacking);
        ResolverSettings settings = Nowhere with { MklFolders = [folder] };
        NativeLibraryException error = Assert.Throws<NativeLibraryException>(() => new LibraryResolver(settings).Resolve("mkl"))!;
        Assert.That(error.Message, Does.Contain($"lib{lacking}.so.3"));
        LibraryResolution automatic = new LibraryResolver(settings).Resolve(null);
        Assert.That(automatic.Library.Name, Is.Not.EqualTo("Intel MKL"));
        Assert.That(automatic.Candidates[0].Reason, Does.Contain($"lib{lacking}.so.3"));
        Assert.Throws<NativeLibraryException>(() => LinearAlgebra.Resolve(folder), "by its folder");
        Assert.Throws<NativeLibraryException>(() => LinearAlgebra.Resolve(Path.Combine(folder, "libmkl_rt.so.3")), "by its path");
    }

    [Test]
    public void AnMklOfTheRightNamesOnlyIsAnError()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("The files are named as on Linux.");
        FakeMkl(lacking: "");
        NativeLibraryException error = Assert.Throws<NativeLibraryException>(() => new LibraryResolver(Nowhere with { MklFolders = [folder] }).Resolve("mkl"))!;
        Assert.That(error.Message, Does.Contain("could not load"));
    }

    [Test]
    public void IntelProcessorsNeedTheirKernelFileAndTheDefault()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("The files are named as on Linux.");
        FakeMkl(lacking: "");
        string file = Path.Combine(folder, "libmkl_rt.so.3");
        Assert.That(MklInstallation.Check(file, ProcessorKind.Other, out _), Is.EqualTo(new MklInstallation(file, MklThreading.Gnu)));
        Assert.That(MklInstallation.Check(file, ProcessorKind.IntelAvx2, out string? problem), Is.Null);
        Assert.That(problem, Does.Contain("libmkl_avx2.so.3"));
        Assert.That(MklInstallation.Check(file, ProcessorKind.IntelAvx512, out problem), Is.Null);
        Assert.That(problem, Does.Contain("libmkl_avx512.so.3"));
    }

    [Test]
    public void ALinkToMklIsFollowed()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("The files are named as on Linux.");
        FakeMkl(lacking: "");
        string elsewhere = Path.Combine(folder, "elsewhere"), link = Path.Combine(elsewhere, "libmkl_rt.so");
        Directory.CreateDirectory(elsewhere);
        File.CreateSymbolicLink(link, Path.Combine(folder, "libmkl_rt.so.3"));
        Assert.That(MklInstallation.Check(link, ProcessorKind.Other, out _)?.Library, Is.EqualTo(Path.Combine(folder, "libmkl_rt.so.3")));
    }

    [Test]
    public void TheLoadedFileMayHaveLostItsVersion()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("The files are named as on Linux.");
        FakeMkl(lacking: "");
        string file = Path.Combine(folder, "libmkl_rt.so");
        File.Move(Path.Combine(folder, "libmkl_rt.so.3"), file);
        Assert.That(MklInstallation.Check(file, ProcessorKind.Other, out _), Is.EqualTo(new MklInstallation(file, MklThreading.Gnu)));
        File.Delete(Path.Combine(folder, "libmkl_def.so.3"));
        Assert.That(MklInstallation.Check(file, ProcessorKind.Other, out string? problem), Is.Null);
        Assert.That(problem, Does.Contain("libmkl_def.so.3"));
    }

    [Test]
    public void MklAndOpenBlasLiveInOneProcess()
    {
        LinearAlgebra mkl = LibraryUnderTest.Mkl.Load(), openBlas = LibraryUnderTest.OpenBlas.Load();
        foreach (LinearAlgebra library in new[] { mkl, openBlas, mkl })
        {
            double[] a = [4, 0, 2, 5];
            library.Potrf(Triangle.Lower, new MatrixSpan<double>(a, 2, 2));
            Assert.That(a, Is.EqualTo(new double[] { 2, 0, 1, 2 }), library.Name);
        }
    }

    private void FakeMkl(string lacking)
    {
        foreach (string component in new[] { "mkl_rt", "mkl_core", "mkl_intel_lp64", "mkl_gnu_thread", "mkl_def" }.Except([lacking]))
            File.WriteAllText(Path.Combine(folder, $"lib{component}.so.3"), "not a library");
    }
}
