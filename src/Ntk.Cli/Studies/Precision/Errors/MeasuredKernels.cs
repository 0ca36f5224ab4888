using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Engine.Reference;
using Ntk.Solvers;
using Ntk.Solvers.Precision;

namespace Ntk.Cli;

/// <summary>The kernels of one network in float32, float64 and double-double.</summary>
internal sealed class MeasuredKernels : IDisposable
{
    private static readonly (KernelKind Kind, KernelOutputs Output)[] Kernels = [(KernelKind.Nngp, KernelOutputs.Nngp), (KernelKind.Ntk, KernelOutputs.Ntk)];

    private readonly NetworkDepths network;
    private readonly int depth;
    private readonly GramResult<float> single;
    private readonly GramResult<double> full;
    private readonly ReferenceResult reference;

    private MeasuredKernels(NetworkDepths network, int depth, GramResult<float> single, GramResult<double> full, ReferenceResult reference)
    {
        this.network = network;
        this.depth = depth;
        this.single = single;
        this.full = full;
        this.reference = reference;
    }

    public static MeasuredKernels Compute(KernelErrorSettings settings, NetworkDepths network, int depth, CancellationToken cancellation)
    {
        Network layers = network.OfDepth(depth);
        Tensor<float> rows = settings.Inputs.First(network.Rows);
        ReferenceResult reference = new ReferenceKernel(layers, settings.Threads).Build(rows.AsReadOnlyTensorSpan(), cancellation);
        return new(network, depth, Build<float>(), Build<double>(), reference);

        GramResult<T> Build<T>()
            where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            new GramBuilder<T>(layers, new() { ThreadCount = settings.Threads }).Build(rows.To<T>().AsReadOnlyTensorSpan(), cancellation: cancellation);
    }

    /// <summary>The errors as computed.</summary>
    public IEnumerable<DepthErrors> DepthErrors() => Kernels.SelectMany(kernel => (DepthErrors[])
    [
        new(network.Name, depth, kernel.Kind, Precision.Float64, KernelErrors.Of(full.Of(kernel.Output), reference.Of(kernel.Output))),
        new(network.Name, depth, kernel.Kind, Precision.Float32, KernelErrors.Of(single.Of(kernel.Output), reference.Of(kernel.Output))),
    ]);

    /// <summary>The errors as stored in each format that is not wider than the arithmetic.</summary>
    public IEnumerable<FormatErrors> FormatErrors() =>
        Kernels.SelectMany(kernel => FormatErrors(kernel.Kind, Precision.Float64, full.Of(kernel.Output), reference.Of(kernel.Output))
            .Concat(FormatErrors(kernel.Kind, Precision.Float32, single.Of(kernel.Output), reference.Of(kernel.Output))));

    public void Dispose()
    {
        single.Dispose();
        full.Dispose();
    }

    private FormatErrors[] FormatErrors<T>(KernelKind kind, Precision precision, GramMatrix<T> kernel, ReferenceMatrix truth)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        StorageFormat[] formats = [.. StorageFormat.All.Where(format => precision == Precision.Float64 || format != StorageFormat.Float64)];
        KernelErrors?[] errors = Array.ConvertAll(formats, format => Measure(kernel, format, truth));
        Queue<StorageNeed> needs = new(StorageNeed.Of(truth, errors.OfType<KernelErrors>()));
        return [.. formats.Zip(errors, (format, error) => new FormatErrors(
            network.Name, depth, kind, precision, format.Name, format.SignificandBits, format.Bits, error, error is null ? null : needs.Dequeue()))];
    }

    /// <summary>The errors of a stored kernel; null where an entry is beyond the format.</summary>
    private static KernelErrors? Measure<T>(GramMatrix<T> kernel, StorageFormat format, ReferenceMatrix truth)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        try
        {
            return KernelErrors.Of(kernel, format, truth);
        }
        catch (StorageOverflowException)
        {
            return null;
        }
    }
}
