using Ntk.Solvers;

namespace Ntk.Cli;

/// <summary>One look for each kernel and precision, in all figures.</summary>
internal static class ModelStyles
{
    public static string Of(ModelScore model) => $"{model.Kernel.Name()} {model.Precision.Name()}";

    public static string NameOf(ModelScore model) => $"{KernelName(model.Kernel)}, {model.Precision.Name()}";

    public static string KernelName(KernelKind kind) => kind == KernelKind.Nngp ? "NNGP" : "NTK";

    public static IEnumerable<Line> LegendOf(IEnumerable<ModelScore> models) =>
        models.DistinctBy(Of).OrderBy(model => model.Kernel).ThenByDescending(model => model.Precision).Select(model => new Line(NameOf(model), Of(model), [], HasMarkers: false));
}
