using Ntk.Cli;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;

namespace Ntk.Bench.Suite;

/// <summary>Gram matrices of each kind of network: both precisions, NNGP alone and with the NTK, each number of threads.</summary>
internal static class KernelCases
{
    private const string Group = "kernels";

    private static readonly KernelOutputs[] OutputChoices = [KernelOutputs.Nngp, KernelOutputs.Both];

    /// <summary>Interleaved by network.</summary>
    public static IEnumerable<IReadOnlyList<PlannedWorkload>> All(SuiteSettings settings)
    {
        foreach ((string title, Network network, nint[] input, int rows, int? columns) in Networks(settings.Scale))
        {
            yield return
            [
                .. from outputs in OutputChoices
                   from precision in Enum.GetValues<Precision>()
                   from threads in settings.Threads
                   select Plan(settings, Group, title, new(network, input, rows, columns, outputs), precision, threads),
            ];
        }
    }

    /// <summary>Sizes that no tile and no lane divides, each beside one that they do.</summary>
    public static IEnumerable<IReadOnlyList<PlannedWorkload>> Ragged(SuiteSettings settings)
    {
        SuiteScale scale = settings.Scale;
        int fc = scale.Choose(32, 512, 2048), vec = scale.Choose(8, 32, 128), gap = scale.Choose(2, 4, 8);
        (string Title, Network Network, KernelTask Even, KernelTask Odd)[] pairs =
        [
            Pair("FC 784 × 3", Presets.FullyConnected(3), [784], [785], fc, fc, fc - 3, fc - 7),
            Pair("CNN-VEC", Presets.ConvVec(3), [16, 16, 3], [15, 17, 3], vec, 4 * vec, vec - 3, 4 * vec - 7),
            Pair("CNN-GAP", Presets.ConvGap(3), [12, 12, 3], [11, 13, 3], gap, 64, gap + 1, 67),
        ];
        yield return
        [
            .. from pair in pairs
               from precision in Enum.GetValues<Precision>()
               from task in (KernelTask[])[pair.Even, pair.Odd]
               select Plan(settings, "ragged", $"{pair.Title}, {Input(task)}", task, precision, settings.AllThreads),
        ];
    }

    /// <summary>A figure of a kernel.</summary>
    public static PlannedWorkload Plan(SuiteSettings settings, string group, string title, KernelTask task, Precision precision, int threads, SeriesPlace? series = null) => new(
        new(group, $"{title}, {task.Kernels}", task.Size, precision, threads, settings.BackendName, series), () => task.Prepare(precision, threads, settings.Backend));

    /// <summary>Features, or height, width and channels.</summary>
    public static string Input(KernelTask task) => task.Input.Count == 1 ? $"{task.Input[0]} features" : string.Join(" × ", task.Input);

    private static IEnumerable<(string Title, Network Network, nint[] Input, int Rows, int? Columns)> Networks(SuiteScale scale)
    {
        nint side = scale.Choose(8, 12, 28), colour = scale.Choose(8, 16, 32);
        int depth = scale.Choose(2, 3, 10);
        yield return ("FC, 784 features, 3 hidden layers", Presets.FullyConnected(3), [784], scale.Choose(48, 1024, 4096), null);
        yield return ($"CNN-VEC, 28 × 28, {depth} layers", Presets.ConvVec(depth), [28, 28, 1], scale.Choose(4, 64, 128), scale.Choose(16, 128, 512));
        yield return ($"CNN-GAP, {side} × {side}, {depth} layers", Presets.ConvGap(depth), [side, side, 1], scale.Choose(2, 4, 4), scale.Choose(16, 64, 64));
        yield return ($"Myrtle-5, {colour} × {colour} × 3", Presets.Myrtle5(), [colour, colour, 3], scale.Choose(2, 8, 8), scale.Choose(16, 64, 64));
    }

    private static (string Title, Network Network, KernelTask Even, KernelTask Odd) Pair(
        string title, Network network, nint[] even, nint[] odd, int evenRows, int evenColumns, int oddRows, int oddColumns) =>
        (title, network, new(network, even, evenRows, evenColumns, KernelOutputs.Both), new(network, odd, oddRows, oddColumns, KernelOutputs.Both));
}
