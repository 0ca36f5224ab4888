namespace Ntk.Solvers.Spectra;

/// <summary>An estimate of the trace of a function of a matrix.</summary>
/// <param name="Value">The mean over the probes.</param>
/// <param name="StandardError">Its standard error: the standard deviation over the probes, divided by the square root of their number.</param>
/// <param name="QuadratureChange">
/// By how much the value changed from three quarters of the steps to all: of the size of the quadrature's own error, which the standard error knows nothing of, or larger.
/// </param>
public readonly record struct TraceEstimate(double Value, double StandardError, double QuadratureChange);
