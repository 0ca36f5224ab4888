using System.Diagnostics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Numerics;
using Ntk.Engine.Programs;
using static Ntk.Engine.Networks.Layers;

namespace Ntk.Tests.Engine.Gram;

/// <summary>What a matrix will take is known, and refused, before any work.</summary>
internal sealed class MemoryTests
{
    private static readonly Network Network = Network.Serial(Dense(1.2, 0.1), Relu(), Dense(), Erf(), Dense());

    [TestCase(KernelOutputs.Nngp, null)]
    [TestCase(KernelOutputs.Both, null)]
    [TestCase(KernelOutputs.Ntk, 31)]
    [TestCase(KernelOutputs.Both, 31)]
    public void PlannedBytesAreTheMatricesBytes(KernelOutputs outputs, int? columns)
    {
        Tensor<float> first = RandomInputs.Normal<float>(50, 6, 1);
        var builder = new GramBuilder<float>(Network);
        GramPlan plan = builder.Plan(50, columns, 6, outputs);
        using GramResult<float> result = columns is { } count ? builder.Build(first, RandomInputs.Normal<float>(count, 6, 2), outputs) : builder.Build(first, outputs);
        long bytes = 0;
        if (outputs.HasFlag(KernelOutputs.Nngp))
            bytes += result.Nngp.Bytes;
        if (outputs.HasFlag(KernelOutputs.Ntk))
            bytes += result.Ntk.Bytes;
        int width = columns ?? 50;
        Assert.That((long)plan.ResultBytes, Is.EqualTo(bytes));
        Assert.That((plan.Rows, plan.Columns, plan.IsSymmetric), Is.EqualTo((50, width, columns is null)));
        Assert.That(plan.Entries, Is.EqualTo(columns is null ? 50 * 51 / 2 : 50 * width));
        Assert.That(plan.ProductFlops, Is.EqualTo(2.0 * plan.Entries * 6));
        Assert.That(plan.LayerEvaluations, Is.EqualTo(2.0 * plan.Entries));
        Assert.That(plan.WorkingBytes, Is.GreaterThan(50 * 6 * sizeof(float)));
    }

    [Test]
    public void MatricesBeyondTheMemoryAreRefusedBeforeAnyWork()
    {
        const int Rows = 3_000_000;
        Tensor<double> inputs = Tensor.CreateFromShape<double>([Rows, 1]);

        // Found only if rows are looked at; the refusal comes first.
        inputs[Rows - 1, 0] = double.NaN;
        var clock = Stopwatch.StartNew();
        AllocationException error = Assert.Throws<AllocationException>(() => new GramBuilder<double>(Network).Build(inputs))!;
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)));
        Assert.That(error.Bytes, Is.GreaterThanOrEqualTo((Int128)2 * Rows * Rows * sizeof(double)));
        Assert.That(error.Message, Does.Contain("GiB"));
    }

    [Test]
    public void AbsurdPlansDoNotOverflow()
    {
        GramPlan plan = new GramBuilder<double>(Network).Plan(int.MaxValue, int.MaxValue, 1_000_000);
        Assert.That(plan.ResultBytes, Is.EqualTo((Int128)2 * int.MaxValue * int.MaxValue * sizeof(double)));
        Assert.That(plan.WorkingBytes, Is.Positive);
        Assert.That(plan.ProductFlops, Is.EqualTo(2e6 * int.MaxValue * int.MaxValue).Within(1e-12).Percent);
    }

    [Test]
    public void BuffersBeyondTheAddressSpaceAreRefused()
    {
        Assert.That(() => new NativeBuffer<double>(long.MaxValue), Throws.TypeOf<AllocationException>());
        Assert.That(() => new NativeBuffer<double>(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new GramMatrix<double>(-1, 2), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
