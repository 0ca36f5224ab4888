namespace Ntk.Tests.Data;

/// <summary>Files that NumPy wrote; <c>tests/Data/Fixtures/make-fixtures.py</c> makes them.</summary>
internal static class Fixture
{
    private static readonly string Folder = Find();

    public static string Path(string name) => System.IO.Path.Combine(Folder, name);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = System.IO.Path.Combine(folder.FullName, "tests", "Data", "Fixtures");
            if (Directory.Exists(candidate))
                return candidate;
        }

        throw new DirectoryNotFoundException($"tests/Data/Fixtures is not above {AppContext.BaseDirectory}.");
    }
}
