using BenchmarkDotNet.Running;
using Ntk.Bench;

if (BenchVerbs.Find(args) is { } verb)
    return verb.Run(args[1..]);
if (args is [] or ["--help"] or ["-h"])
{
    BenchVerbs.PrintUsage();
    return 0;
}

BenchmarkSwitcher.FromAssembly(typeof(BenchVerbs).Assembly).Run(args);
return 0;
