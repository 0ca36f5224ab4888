using System.CommandLine;
using Ntk.Cli;

var root = new RootCommand("Exact kernels of infinitely wide neural networks: NNGP and NTK Gram matrices, Gaussian-process inference, reports.")
{
    new DemoCommand(),
    new KernelCommand(),
    new FitCommand(),
    new PredictCommand(),
    new SpectrumCommand(),
    new SelectCommand(),
    new DynamicsCommand(),
    new StudyCommand(),
    new DataCommand(),
    new DoctorCommand(),
};
const string Conventions = """
    Results go to standard output; progress, warnings and errors to standard error.
    Exit codes: 0 done; 1 the work failed; 2 the command line or its input is at fault; 130 interrupted.
    With --json, standard output is one JSON object; of an error {"error": {"type", "message", "exitCode"}}.
    """;
return await CommandHost.RunAsync(root, "ntk", Conventions, args);
