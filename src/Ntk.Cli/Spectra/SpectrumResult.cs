using System.Text.Json.Serialization;
using Ntk.Solvers;
using Ntk.Solvers.Spectra;
using Spectre.Console;

namespace Ntk.Cli;

/// <summary>An eigenvalue.</summary>
/// <param name="Value">The number.</param>
/// <param name="Residual">The largest error it can have; null where the matrix was decomposed, to rounding errors.</param>
internal sealed record Eigenvalue(double Value, double? Residual);

/// <summary>A number that may be an estimate.</summary>
/// <param name="Value">The number.</param>
/// <param name="StandardError">Of the probes; null where nothing was estimated.</param>
/// <param name="QuadratureChange">By how much the last quarter of the steps changed it.</param>
internal sealed record Quantity(double Value, double? StandardError = null, double? QuadratureChange = null)
{
    // Rounding changes exact values, too.
    private const double SmallestChange = 1e-6;

    /// <summary>Whether the steps leave a larger error than the probes.</summary>
    [JsonIgnore]
    public bool IsShortOfSteps => QuadratureChange > StandardError && QuadratureChange > SmallestChange * Math.Abs(Value);

    public static Quantity Of(TraceEstimate estimate) => new(estimate.Value, estimate.StandardError, estimate.QuadratureChange);

    public override string ToString() => StandardError is { } error
        ? $"{Format.Number(Value)} ± {error:G2} (standard error; {QuadratureChange:G2} by the last steps)"
        : Format.Number(Value);
}

/// <summary>Where rounding errors hide the smallest eigenvalue.</summary>
/// <param name="Float32">Rows, with kernels in float32.</param>
/// <param name="Float64">Rows, with kernels in float64.</param>
internal sealed record CriticalRows(double Float32, double Float64);

/// <summary>What <c>ntk spectrum</c> found.</summary>
internal sealed record SpectrumResult(
    KernelKind Kernel, SpectrumMethod Method, Precision Precision, int Rows, IReadOnlyList<long> InputShape, double Ridge, double Trace, double Condition, Quantity? EffectiveDimension,
    Quantity? LogDeterminant, double NoiseFloor, int? NumericalRank, PowerLawFit? PowerLaw, CriticalRows? CriticalRows, IReadOnlyList<Eigenvalue> Largest, IReadOnlyList<Eigenvalue> Smallest,
    string? Output, string? Report, double Seconds, IReadOnlyList<string> Warnings) : IResult
{
    private const int Shown = 10;

    /// <summary>All eigenvalues that are known, the largest first.</summary>
    [JsonIgnore]
    public IReadOnlyList<double> Values { get; init; } = [];

    /// <summary>Names and values of everything but the eigenvalues.</summary>
    public IEnumerable<(string Name, string? Value)> Facts() =>
    [
        ("kernel", $"{Kernel.Name()} of {Rows} rows, {Format.Input(InputShape)}, {Precision.Name()}"),
        ("method", Method == SpectrumMethod.Dense ? "dense: all eigenvalues" : "lanczos: both ends, and traces by quadrature"),
        ("ridge", $"λ = {Format.Number(Ridge)}"),
        ("trace", Format.Number(Trace)),
        ("condition number", Condition == double.PositiveInfinity ? "∞: not positive definite to working precision" : Format.Number(Condition)),
        ("effective dimension", EffectiveDimension?.ToString()),
        ("log-determinant", LogDeterminant?.ToString()),
        ("numerical rank", NumericalRank is { } rank ? $"{rank} above n·ε·λ_max = {Format.Number(NoiseFloor)}" : null),
        ("power law", PowerLaw is { } law ? $"λ_m ≈ {Format.Number(law.Prefactor)}·m^−α, α = {law.Exponent:0.0000} ± {law.StandardError:0.0000}, R² = {law.RSquared:0.0000}, m = {law.First} … {law.Last}" : null),
        ("rows at which noise hides the tail", CriticalRows is { } rows ? $"{rows.Float32:G2} in float32, {rows.Float64:G2} in float64" : null),
    ];

    public void WriteTo(IAnsiConsole console)
    {
        Terminal.WritePairs(console, [.. Facts(), ("time", Format.Seconds(Seconds))]);
        Table table = Terminal.Table(["", .. Columns()]);
        foreach (string[] row in TableRows(Shown))
            table.Row(row);
        console.Write(table);
        if (Output is not null)
            console.WriteLine($"{Output}: {Values.Count} eigenvalues, the largest first.");
        if (Report is not null)
            console.WriteLine($"{Report}: the report.");
    }

    /// <summary>What a table of eigenvalues is headed by; residuals are of approximate ones.</summary>
    public string[] Columns() => Method == SpectrumMethod.Dense ? ["largest", "smallest"] : ["largest", "residual", "smallest", "residual"];

    /// <summary>Its rows, the outermost eigenvalues first, each with its number.</summary>
    public IEnumerable<string[]> TableRows(int most)
    {
        for (int i = 0; i < Math.Min(most, Largest.Count); i++)
            yield return [(i + 1).ToString(), .. Cells(Largest[i]), .. Cells(i < Smallest.Count ? Smallest[i] : null)];
    }

    private IEnumerable<string> Cells(Eigenvalue? eigenvalue)
    {
        yield return eigenvalue is null ? "" : Format.Number(eigenvalue.Value);
        if (Method != SpectrumMethod.Dense)
            yield return eigenvalue?.Residual is { } residual ? residual.ToString("G2") : "";
    }
}
