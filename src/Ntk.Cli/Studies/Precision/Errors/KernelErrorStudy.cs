using System.Diagnostics;
using Ntk.Engine.Networks;

namespace Ntk.Cli;

/// <summary>How far computed and stored kernels are from kernels in double-double: by depth, by the distance of inputs, by storage format.</summary>
internal static class KernelErrorStudy
{
    /// <summary>Measures.</summary>
    /// <param name="settings">What.</param>
    /// <param name="session">Progress and cancellation.</param>
    /// <exception cref="NetworkException">A network has no kernel for the inputs.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static KernelErrorResult Run(KernelErrorSettings settings, Session session)
    {
        long start = Stopwatch.GetTimestamp();
        var depths = new List<DepthErrors>();
        var formats = new List<FormatErrors>();
        foreach (NetworkDepths network in settings.Networks)
        {
            foreach (int depth in network.Depths)
            {
                session.Log($"{network.Name}, depth {depth}: {network.Rows} rows in double-double");
                using var kernels = MeasuredKernels.Compute(settings, network, depth, session.Cancellation);
                depths.AddRange(kernels.DepthErrors());
                if (depth == network.FormatDepth)
                    formats.AddRange(kernels.FormatErrors());
            }
        }

        session.Log("near duplicates");
        DistanceErrors[] distances = [.. NearDuplicates.Measure(settings, session.Cancellation)];
        return new(depths, distances, formats, [.. Needs(formats, settings)], Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static IEnumerable<FormatNeed> Needs(List<FormatErrors> formats, KernelErrorSettings settings) =>
        from kernel in formats.Where(format => format.Precision == Precision.Float64).GroupBy(format => (format.Network, format.Kernel))
        from ridge in settings.Ridges
        let enough = kernel.Where(format => format.Need is { } need && need.ShareAt(ridge) <= Solvers.Precision.StorageNeed.UsableShare)
        select new FormatNeed(
            kernel.Key.Network, settings.Networks.First(network => network.Name == kernel.Key.Network).Rows, kernel.Key.Kernel, ridge, enough.MinBy(format => (format.Bits, -format.SignificandBits))?.Format);
}
