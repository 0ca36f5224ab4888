// dotnet tool restore && dotnet cake [--target=Clean|Restore|Format|Build|Test|Bench|Pack] [--configuration=Release]
string target = Argument("target", "Default");
string configuration = Argument("configuration", "Release");
const string Solution = "Engine.sln";

Task("Clean")
    .Does(() =>
    {
        DotNetClean(Solution, new DotNetCleanSettings { Configuration = configuration });
        CleanDirectory("artifacts");
    });

Task("Restore")
    .Does(() => DotNetRestore(Solution));

Task("Format")
    .Description("Fails where a file is not formatted as .editorconfig says.")
    .IsDependentOn("Restore")
    .Does(() => DotNetFormat(Solution, new DotNetFormatSettings { VerifyNoChanges = true, NoRestore = true }));

Task("Build")
    .IsDependentOn("Restore")
    .Does(() => DotNetBuild(Solution, new DotNetBuildSettings { Configuration = configuration, NoRestore = true }));

Task("Test")
    .IsDependentOn("Build")
    .Does(() => DotNetTest(Solution, new DotNetTestSettings { Configuration = configuration, NoRestore = true, NoBuild = true }));

Task("Bench")
    .Description("Every kernel as a fraction of the machine's limits.")
    .IsDependentOn("Build")
    .Does(() => DotNetRun("bench", "limits", new DotNetRunSettings { Configuration = configuration, NoRestore = true, NoBuild = true }));

Task("Pack")
    .Description("Packages of Native, Engine, Solvers and Data in artifacts/packages.")
    .IsDependentOn("Build")
    .Does(() => DotNetPack(Solution, new DotNetPackSettings { Configuration = configuration, NoRestore = true, NoBuild = true }));

Task("Default")
    .IsDependentOn("Format")
    .IsDependentOn("Test")
    .IsDependentOn("Pack");

RunTarget(target);
