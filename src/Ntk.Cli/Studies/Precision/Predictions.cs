using Ntk.Solvers.Precision;

namespace Ntk.Cli;

/// <summary>Predicts critical sizes of one kernel.</summary>
/// <param name="fits">Power laws of the tail of the spectrum of all rows; null where there is none.</param>
/// <param name="order">The number of rows.</param>
/// <param name="critical">The critical noise of growing numbers of rows.</param>
internal sealed class Predictions(TailFits? fits, int order, CriticalNoiseCurve critical)
{
    public PredictedSize Of(double noise)
    {
        if (noise == 0)
            return new(double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity);
        if (fits is null)
            return new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN, critical.RowsAt(noise));
        CriticalSize law = CriticalSize.Of(fits.Tail, order, noise);
        (double smallest, double largest) = fits.Range(fit => fit.CriticalSize(order, noise));
        return new(law.Rows, law.StandardError, smallest, largest, CriticalSize.OfEdge(fits.Tail, order, noise).Rows, critical.RowsAt(noise));
    }
}
