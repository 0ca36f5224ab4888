using Ntk.Solvers.Selection;

namespace Ntk.Cli;

/// <summary>A kernel of whitened inputs.</summary>
/// <param name="ZcaRidge">The ridge of ZCA.</param>
/// <param name="Fit">The regression, with its own best ridge.</param>
internal sealed record WhitenedFit(double ZcaRidge, KernelFit Fit);

/// <summary>A kernel with and without ZCA.</summary>
/// <param name="Network">What the network is called.</param>
/// <param name="Precision">The arithmetic.</param>
/// <param name="TrainRows">Training rows, those for validation included.</param>
/// <param name="Plain">Without ZCA.</param>
/// <param name="Best">The ridge of ZCA with the best validation accuracy, of equally good ones that with the smallest squared error.</param>
/// <param name="Test">The best against that without, on the test rows.</param>
/// <param name="Points">All ridges of ZCA.</param>
internal sealed record WhitenedKernel(string Network, Precision Precision, int TrainRows, KernelFit Plain, WhitenedFit Best, PairedAccuracy Test, IReadOnlyList<WhitenedFit> Points);

/// <summary>What <c>ntk study zca</c> found.</summary>
/// <param name="Kernels">Both kernels of each network.</param>
/// <param name="Average">With minus without, over all kernels.</param>
internal sealed record ZcaValues(IReadOnlyList<WhitenedKernel> Kernels, AverageDifference Average);
