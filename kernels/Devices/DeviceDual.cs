using System.Numerics;
using ILGPU.Runtime;
using Ntk.Engine.Cpu;
using Ntk.Engine.Duals;
using Ntk.Engine.Programs;
using Ntk.Kernels.Features;
using Ntk.Kernels.Planes;

namespace Ntk.Kernels.Devices;

/// <summary>An activation's dual that runs on devices.</summary>
internal abstract class DeviceDual
{
    /// <summary>No activation.</summary>
    public static DeviceDual Identity { get; } = new DeviceDual<IdentityDual>(default);

    /// <summary>Scalars a row.</summary>
    public abstract int FactorCount { get; }

    /// <inheritdoc cref="IDual.IsHomogeneous"/>
    public abstract bool IsHomogeneous { get; }

    /// <summary>The dual of an operation, whatever the sign of the correlations: one kernel then serves all layers.</summary>
    /// <exception cref="DeviceUnsupportedException">It does not run on devices.</exception>
    public static DeviceDual Of(DualOperation operation) =>
        DualCatalog.Accept(operation.Activation, new PreActivations(0, 1, MayBeNegative: true), new Visitor(operation));

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

    private sealed class Visitor(DualOperation operation) : IDualVisitor<DeviceDual>
    {
        public DeviceDual Visit<TDual>(TDual dual)
            where TDual : struct, IDual =>
            System.Runtime.CompilerServices.RuntimeHelpers.IsReferenceOrContainsReferences<TDual>()
                ? throw Unsupported()
                : new DeviceDual<TDual>(dual);

        public DeviceDual VisitPrepared<TDual>(TDual dual)
            where TDual : struct, IPreparedDual =>
            throw Unsupported();

        private DeviceUnsupportedException Unsupported() =>
            new(operation.Layer, "its dual is made of a table or of coefficients that no kernel for graphics processors reads.");
    }
}

/// <summary><see cref="DeviceDual"/> with its type.</summary>
internal sealed class DeviceDual<TDual>(TDual dual) : DeviceDual
    where TDual : struct, IDual
{
    private readonly TDual dual = dual;

    public override int FactorCount => dual.FactorCount;

    public override bool IsHomogeneous => dual.IsHomogeneous;

    public override bool IsSame(DeviceDual other) => other is DeviceDual<TDual> same && dual.Equals(same.dual);

    public override RowStates Rows<T>(DualOperation operation, RowStates states, RowFactors<T> factors) => RowRules.Dual(operation, dual, states, factors);

    public override Action<AcceleratorStream, FeatureArguments<T>> Layers<T>(ComputeDevice device, bool hasTangent) =>
        FeatureLaunches<T>.Instance.Layers(device, dual, hasTangent);

    public override PlaneLaunch<T> Planes<T>(ComputeDevice device, bool hasTangent, int cells) => PlaneLaunches<T>.Instance.Planes(device, dual, hasTangent, cells);
}
