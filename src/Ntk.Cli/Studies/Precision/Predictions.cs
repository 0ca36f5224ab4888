using Ntk.Solvers.Precision;

namespace Ntk.Cli;

/// <summary>Predicts critical sizes of one kernel.</summary>
/// <param name="fits">Power laws of the tail of the spectrum of all rows; null where there is none.</param>
/// <param name="order">The number of rows.</param>
/// <param name="critical">The critical noise of growing numbers of rows.</param>
internal sealed class Predictions(TailFits? fits, int order, CriticalNoiseCurve critical)
{
    /// <summary>Predicts one pipeline.</summary>
    /// <param name="entries">σ of its entries.</param>
    /// <param name="solve">σ of its solve, of so many rows.</param>
    public PredictedSize Of(double entries, Func<double, double> solve)
    {
        double Total(double rows) => Math.Sqrt(entries * entries + Math.Pow(solve(rows), 2));
        double noise = Total(order);
        if (noise == 0)
            return new(double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity);
        if (fits is null)
            return new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, critical.RowsAt(Total));
        CriticalSize law = CriticalSize.Of(fits.Tail, order, noise);
        (double smallest, double largest) = fits.Range(fit => fit.CriticalSize(order, noise));
        return new(law.Rows, law.StandardError, smallest, largest, CriticalSize.OfEdge(fits.Tail, order, noise).Rows, critical.RowsAt(Total));
    }
}
