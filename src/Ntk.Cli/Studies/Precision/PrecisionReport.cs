using Ntk.Solvers.Precision;

namespace Ntk.Cli;

/// <summary>What the study of precision says.</summary>
internal static class PrecisionReport
{
    public static StudyOutcome Outcome(IReadOnlyList<KernelFinding> found, KernelErrorResult errors, PrecisionData data, StudySettings settings, RunSettings run) => new(
        new Finding(null, Sentence(found)), new PrecisionValues(found, Formula(found), errors), PrecisionTables.All(found), [.. new PrecisionFigures(found).All(), errors.Section()], [.. PrecisionCurves.Of(found), .. errors.Curves],
        [
            .. data.Networks.Select(rows => (rows.Network.Name, (string?)$"{rows.Train} training and {rows.Test} test rows of {settings.DataName}, {Format.Input([.. data.Lengths.Select(length => (long)length)])}; sizes {string.Join(", ", rows.Sizes)}")),
            ("preparation", $"{SetupSection.NameOf(settings.Preparation)}; rounded to float32, and widened for float64"),
            ("errors by depth, distance and format", "of the embedded digits, whatever the data"),
            ("targets", $"one-hot minus 1/{data.ClassCount}"),
            ("seed", run.Seed.ToString()),
        ],
        [.. data.Networks.Select(rows => (rows.Network.Name, rows.Network.Network))]);

    private static string Sentence(IReadOnlyList<KernelFinding> found)
    {
        (int within, int all, _) = Agreement.Of(found, size => size.Law);
        (int spectra, _, _) = Agreement.Of(found, size => size.Spectrum);
        IEnumerable<string> sizes = found.Select(kernel =>
            $"{kernel.Name} at {PrecisionTables.Size(kernel.Of(Precision.Float32, StorageFormat.Float32, SolveArithmetic.Float32).Predicted.Spectrum)} in float32 and {PrecisionTables.Size(kernel.Of(Precision.Float64, StorageFormat.Float64, SolveArithmetic.Float64).Predicted.Spectrum)} in float64");
        string agreement = all == 0
            ? "no narrower format failed within the rows there are"
            : $"of narrower formats that failed within the rows there are, the formula C·m^(1−α) = √2σ√m put {within} of {all} within a factor of two, the edge of the spectra {spectra} of {all}; "
                + $"test accuracy left float64 at {Agreement.Share(found, left => left.Accuracy):0.00} and the likelihood at {Agreement.Share(found, left => left.Likelihood):0.00} times the rows at which Cholesky failed";
        return $"Without a ridge, errors of computing, storing and factoring hide the smallest eigenvalue from about so many rows on: {string.Join("; ", sizes)} ({agreement}). {Ridges(found)}";
    }

    /// <summary>What a ridge of 10⁻² asks for at 10⁵ rows.</summary>
    private static string Ridges(IReadOnlyList<KernelFinding> found)
    {
        const double Rows = 1e5, Ridge = 1e-2;
        IEnumerable<string> answers = found.Select(kernel => (kernel.Name, Need: kernel.Needs.First(need => need.Rows == Rows && need.Ridge == Ridge)))
            .GroupBy(answer => answer.Need.Storage is null ? "more than float64" : $"{answer.Need.Storage} storage and a {answer.Need.Solve!.Value.Name()} solve")
            .Select(group => $"{group.Key} for {(group.Count() == found.Count ? "all kernels" : string.Join(" and ", group.Select(answer => answer.Name)))}");
        return $"With a ridge of {Ridge:0.##} of the diagonal, {Rows:N0} rows take {string.Join("; ", answers)}.";
    }

    private static PrecisionAgreement Formula(IReadOnlyList<KernelFinding> found)
    {
        (int law, int all, double lawRatio) = Agreement.Of(found, size => size.Law);
        (int edge, _, double edgeRatio) = Agreement.Of(found, size => size.Edge);
        (int spectra, _, double spectraRatio) = Agreement.Of(found, size => size.Spectrum);
        return new(all, law, lawRatio, edge, edgeRatio, spectra, spectraRatio, Agreement.Share(found, left => left.Accuracy), Agreement.Share(found, left => left.Likelihood));
    }
}

/// <summary>The study of precision for programs.</summary>
/// <param name="Kernels">Each kernel of each network.</param>
/// <param name="Agreement">How predictions agree with what was observed.</param>
/// <param name="Errors">Errors of kernels of the digits against double-double, by depth, distance of inputs and format.</param>
internal sealed record PrecisionValues(IReadOnlyList<KernelFinding> Kernels, PrecisionAgreement Agreement, KernelErrorResult Errors);

/// <summary>Predicted and observed critical sizes over all kernels and formats that failed.</summary>
/// <param name="Formats">How many failed within the rows there are.</param>
/// <param name="FormulaWithin">Of them, how many the formula predicts within a factor of two.</param>
/// <param name="FormulaRatio">The geometric mean of predicted over observed rows.</param>
/// <param name="EdgeWithin">The same for the edge of the power law's spectrum.</param>
/// <param name="EdgeRatio">The same for it.</param>
/// <param name="SpectraWithin">The same for the edge of each size's spectrum.</param>
/// <param name="SpectraRatio">The same for it.</param>
/// <param name="AccuracyShare">The geometric mean of the rows from which on the accuracy leaves float64, over those at which Cholesky fails.</param>
/// <param name="LikelihoodShare">The same for the likelihood.</param>
internal sealed record PrecisionAgreement(int Formats, int FormulaWithin, double FormulaRatio, int EdgeWithin, double EdgeRatio, int SpectraWithin, double SpectraRatio, double AccuracyShare,
    double LikelihoodShare);
