using Ntk.Native;
using Ntk.Solvers;

namespace Ntk.Cli;

/// <summary>A kernel is singular in float64 from few rows on: no precision lets it be factored without a ridge.</summary>
/// <param name="network">What the network is called.</param>
/// <param name="kernel">Which kernel.</param>
/// <param name="sizes">What its spectra tell.</param>
internal sealed class SingularKernelException(string network, KernelKind kernel, IReadOnlyList<SizeFinding> sizes)
    : NtkException(
        $"The {ModelStyles.KernelName(kernel)} of {network} is singular: of {sizes.Count} sizes, {sizes.Count(size => size.CriticalNoise > 0)} have a smallest eigenvalue above rounding errors in float64 " +
        $"(at {sizes[0].Rows} rows it is {Format.Number(sizes[0].Float64.Smallest)}). The study takes two. Use a network with a nonlinearity, rows without duplicates, or smaller --sizes.");
