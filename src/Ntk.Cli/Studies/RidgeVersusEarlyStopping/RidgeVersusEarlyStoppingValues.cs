using System.Text.Json.Serialization;
using Ntk.Solvers.Selection;

namespace Ntk.Cli;

/// <summary>A ridge and the time like it.</summary>
/// <param name="Ridge">Relative to the mean of the kernel's diagonal.</param>
/// <param name="Time">η·t.</param>
/// <param name="RidgeAccuracy">Of the ridge on the validation rows.</param>
/// <param name="TimeAccuracy">Of the time on them.</param>
/// <param name="RidgeError">Mean squared error of the ridge on the validation rows.</param>
/// <param name="TimeError">That of the time.</param>
/// <param name="RidgeTestAccuracy">Of the ridge on the test rows.</param>
/// <param name="TimeTestAccuracy">Of the time on them.</param>
/// <param name="Agreement">The share of test rows for which both predict the same class.</param>
/// <param name="Difference">The root mean square of the difference of the test outputs over that of the ridge's.</param>
internal sealed record StoppingPoint(
    double Ridge, double Time, double RidgeAccuracy, double TimeAccuracy, double RidgeError, double TimeError, double RidgeTestAccuracy, double TimeTestAccuracy, double Agreement, double Difference);

/// <summary>The ridge or the time with the smallest mean squared error on the validation rows.</summary>
/// <param name="Ridge">The ridge, or the one that the time is like.</param>
/// <param name="Time">The time, or the one that the ridge is like.</param>
/// <param name="TestAccuracy">Its accuracy on the test rows.</param>
/// <param name="IsRight">Whether the class of each test row is right.</param>
internal sealed record StoppingBest(double Ridge, double Time, double TestAccuracy, [property: JsonIgnore] bool[] IsRight);

/// <summary>One network, its NTK fitted to the training rows without those for validation.</summary>
/// <param name="Network">What the network is called.</param>
/// <param name="Precision">The arithmetic.</param>
/// <param name="TrainRows">Training rows, those for validation left out.</param>
/// <param name="BestRidge">The best ridge.</param>
/// <param name="BestTime">The best time.</param>
/// <param name="Test">The first against the second on the test rows.</param>
/// <param name="AgreementAtBest">The share of test rows for which the best ridge and the time like it predict the same class.</param>
/// <param name="DifferenceAtBest">How far their outputs differ.</param>
/// <param name="Points">All ridges that the kernel can be solved with.</param>
internal sealed record StoppingNetwork(
    string Network, Precision Precision, int TrainRows, StoppingBest BestRidge, StoppingBest BestTime, PairedAccuracy Test, double AgreementAtBest, double DifferenceAtBest, IReadOnlyList<StoppingPoint> Points)
{
    /// <summary>The ridge that the best time is like, over the best ridge; any number where the error hardly depends on them.</summary>
    public double Factor => BestTime.Ridge / BestRidge.Ridge;

    /// <summary>By what share the validation error grows where one takes the ridge like the best time, or the time like the best ridge, instead of the best: the larger of both.</summary>
    public double ExchangeCost => Math.Max(At(BestTime).RidgeError / At(BestRidge).RidgeError, At(BestRidge).TimeError / At(BestTime).TimeError) - 1;

    /// <summary>The smallest share of test rows, over all ridges, for which a ridge and the time like it predict the same class.</summary>
    public double LowestAgreement => Points.Min(point => point.Agreement);

    private StoppingPoint At(StoppingBest best) => Points.First(point => point.Ridge.Equals(best.Ridge));
}

/// <summary>What <c>ntk study ridge-vs-early-stopping</c> found.</summary>
/// <param name="Networks">Each network.</param>
/// <param name="Average">The best ridge minus the best time over all networks.</param>
/// <param name="Margin">Differences of accuracy within it count as none.</param>
/// <param name="LargestCost">Exchange costs up to it count as none.</param>
internal sealed record RidgeVersusEarlyStoppingValues(IReadOnlyList<StoppingNetwork> Networks, AverageDifference Average, double Margin, double LargestCost);
