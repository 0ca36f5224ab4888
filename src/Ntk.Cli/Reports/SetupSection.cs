using Ntk.Engine.Networks;
using Ntk.Native;

namespace Ntk.Cli;

/// <summary>What made a report: enough to make it again.</summary>
internal static class SetupSection
{
    public static string Write(ReportContent content) => Write(
        content.Command,
        [
            ("data", $"{content.DataName}: {content.TrainRows} training, {content.ValidationRows} validation and {content.TestRows} test rows, {Format.Input(content.InputShape)}, {content.ClassCount} classes"),
            ("preparation", NameOf(content.Settings.Preparation)),
            ("targets", $"one-hot minus 1/{content.ClassCount}"),
            ("seed", content.Settings.Seed.ToString()),
            .. Environment(content.Machine, content.Library),
            ("time", Format.Seconds(content.Seconds)),
        ],
        [.. content.Settings.Networks.Select(network => (network.Name, network.Network))]);

    /// <summary>The section of a report of this process.</summary>
    /// <param name="facts">What the command line does not say.</param>
    /// <param name="seconds">How long the work took.</param>
    /// <param name="networks">The networks, with what to call them.</param>
    public static string Write(IEnumerable<(string Name, string? Value)> facts, double seconds, params (string Name, Network Network)[] networks) =>
        Write(Invocation.CommandLine, [.. facts, .. Environment(MachineInfo.Read(), LinearAlgebra.Default), ("time", Format.Seconds(seconds))], networks);

    /// <summary>What was done to the inputs.</summary>
    public static string NameOf(Preparation preparation) => preparation.Kind switch
    {
        PreparationKind.Standardise => "mean 0 and variance 1 of each channel, by the training rows",
        PreparationKind.Sphere => "rows scaled to length 1",
        PreparationKind.Zca => $"mean 0 and variance 1 of each channel, then ZCA with a ridge of {Format.Number(preparation.ZcaRidge)}, by the training rows",
        _ => "none",
    };

    private static string Write(string command, IEnumerable<(string Name, string? Value)> facts, (string Name, Network Network)[] networks) => $"""
        <section id="setup"><h2>How this was made</h2><pre>{Html.Text(command)}</pre>{HtmlPage.Facts(facts)}{string.Concat(networks.Select(network => $"<details><summary>{Html.Text(network.Name)}</summary><pre>{Html.Text(network.Network.ToJson())}</pre></details>\n"))}</section>

        """;

    /// <summary>The machine.</summary>
    public static IEnumerable<(string Name, string? Value)> Of(MachineInfo machine) =>
    [
        ("machine", $"{machine.Processor}, {machine.Cores} logical processors, {Format.Bytes(machine.MemoryTotal)}"),
        ("instruction sets", string.Join(", ", machine.InstructionSets)),
        ("system", machine.OperatingSystem),
        (".NET", machine.Runtime),
    ];

    private static IEnumerable<(string Name, string? Value)> Environment(MachineInfo machine, LinearAlgebra library) =>
    [
        .. Of(machine),
        ("ntk", Versions.Ntk),
        ("linear algebra", $"{library.Name} · {library.Version} · {library.ThreadCount} threads"),
    ];
}
