using System.Numerics;
using ILGPU.Runtime;
using Ntk.Engine.Cpu;
using Ntk.Engine.Duals;
using Ntk.Engine.Duals.Tabulated;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Kernels.Features;
using Ntk.Kernels.Planes;

namespace Ntk.Kernels.Devices;

/// <summary>An activation's dual that runs on devices.</summary>
internal abstract class DeviceDual
{
    /// <summary>No activation.</summary>
    public static DeviceDual Identity { get; } = new DeviceDual<IdentityDual, IdentityDual>(default, default);

    /// <summary>Scalars a row.</summary>
    public abstract int FactorCount { get; }

    /// <summary>How first rows' scalars are made of those, if they are others.</summary>
    public abstract RowPreparation? Preparation { get; init; }

    /// <inheritdoc cref="IPairDual.IsHomogeneous"/>
    public abstract bool IsHomogeneous { get; }

    /// <summary>The dual of an operation, whatever the sign of the correlations: one kernel then serves all layers.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="smallestVariance">Smallest K(x,x) of all rows.</param>
    /// <param name="largestVariance">Largest K(x,x) of all rows.</param>
    /// <exception cref="QuadratureException">A dual without a closed form does not converge.</exception>
    public static DeviceDual Of(DualOperation operation, double smallestVariance, double largestVariance) =>
        DualCatalog.Accept(operation.Activation, new PreActivations(Math.Sqrt(smallestVariance), Math.Sqrt(largestVariance), MayBeNegative: true), new Visitor());

    /// <summary>The same in networks of images.</summary>
    /// <exception cref="DeviceUnsupportedException">It does not run on planes.</exception>
    public static DeviceDual ForImages(DualOperation operation) =>
        operation.Activation is Tanh or Sigmoid or Softplus or Silu or Elementwise
            ? throw new DeviceUnsupportedException(operation.Layer, "its dual is a table, which kernels for graphics processors read in networks of features only.")
            : Of(operation, 1, 1);

    /// <summary>Whether a kernel compiled for this one computes the other too.</summary>
    public abstract bool IsSame(DeviceDual other);

    /// <summary>The kernels of rows with themselves after it, and the scalars of the rows.</summary>
    public abstract RowStates Rows<T>(DualOperation operation, RowStates states, RowFactors<T> factors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The kernel for layers with this activation.</summary>
    public abstract Action<AcceleratorStream, FeatureArguments<T>> Layers<T>(ComputeDevice device, bool hasTangent)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The kernel for planes with this activation.</summary>
    /// <param name="device">The device.</param>
    /// <param name="hasTangent">Whether Θ is propagated.</param>
    /// <param name="cells">Cells of the largest plane.</param>
    public abstract PlaneLaunch<T> Planes<T>(ComputeDevice device, bool hasTangent, int cells)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    private sealed class Visitor : IDualVisitor<DeviceDual>
    {
        public DeviceDual Visit<TDual>(TDual dual)
            where TDual : struct, IDual =>
            dual is PolynomialDual polynomial ? new DeviceDual<PolynomialDual, PolynomialPairs>(polynomial, polynomial.Pairs) : new DeviceDual<TDual, TDual>(dual, dual);

        public DeviceDual VisitPrepared<TDual>(TDual dual)
            where TDual : struct, IPreparedDual =>
            dual is TabulatedDual table
                ? new DeviceDual<TabulatedDual, TabulatedPairs>(table, table.Pairs) { Preparation = new(table.PreparedCount, table.Prepare) }
                : throw new NotSupportedException($"{typeof(TDual)} has no form for devices.");
    }
}

/// <summary>How the scalars of a first row are made of those that a dual leaves for each row.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Prepare">Makes those of a row.</param>
internal sealed record RowPreparation(int Count, PrepareRow Prepare);

/// <inheritdoc cref="IPreparedDual.Prepare"/>
internal delegate void PrepareRow(ReadOnlySpan<double> factors, Span<double> prepared);

/// <summary><see cref="DeviceDual"/> with its type, and that of what kernels run.</summary>
internal sealed class DeviceDual<TDual, TPairs>(TDual dual, TPairs pairs) : DeviceDual
    where TDual : struct, IDual
    where TPairs : struct, IPairDual
{
    private readonly TDual dual = dual;
    private readonly TPairs pairs = pairs;

    public override int FactorCount => dual.FactorCount;

    public override RowPreparation? Preparation { get; init; }

    public override bool IsHomogeneous => pairs.IsHomogeneous;

    public override bool IsSame(DeviceDual other) => other is DeviceDual<TDual, TPairs> same && pairs.Equals(same.pairs);

    public override RowStates Rows<T>(DualOperation operation, RowStates states, RowFactors<T> factors) => RowRules.Dual(operation, dual, states, factors);

    public override Action<AcceleratorStream, FeatureArguments<T>> Layers<T>(ComputeDevice device, bool hasTangent) =>
        FeatureLaunches<T>.Instance.Layers(device, pairs, hasTangent);

    public override PlaneLaunch<T> Planes<T>(ComputeDevice device, bool hasTangent, int cells) => PlaneLaunches<T>.Instance.Planes(device, pairs, hasTangent, cells);
}
