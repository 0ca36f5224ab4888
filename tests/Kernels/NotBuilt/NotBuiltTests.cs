using System.Reflection;
using System.Text.RegularExpressions;

namespace Ntk.Tests.Kernels;

/// <summary>Says which tests of the kernels for graphics processors this build left out, file by file: their sources are part of it as text.</summary>
internal sealed partial class NotBuiltTests
{
    private static IEnumerable<string> Files => Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(name => name.EndsWith("Tests", StringComparison.Ordinal)).Order();

    [TestCaseSource(nameof(Files))]
    public void LeftOut(string file)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(file)!);
        int tests = TestMethod().Count(reader.ReadToEnd());
        Assert.Ignore($"{tests} tests or fixtures of the backends' contract in {file} are not built: the package ILGPU is not in the NuGet cache. Build with -p:Gpu=true where it can be restored.");
    }

    [GeneratedRegex(@"^\s*(?:\[Test|: \w+Tests)", RegexOptions.Multiline)]
    private static partial Regex TestMethod();
}
