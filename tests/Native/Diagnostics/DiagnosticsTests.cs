using System.Runtime.Intrinsics.X86;

namespace Ntk.Tests.Native.Diagnostics;

public sealed class DiagnosticsTests
{
    [Test]
    public void TheMachineIsDescribed()
    {
        var machine = MachineInfo.Read();
        TestContext.Out.WriteLine(machine);
        Assert.Multiple(() =>
        {
            Assert.That(machine.Processor, Is.Not.Empty.And.Not.Contains("\0"));
            Assert.That(machine.Cores, Is.EqualTo(Environment.ProcessorCount));
            Assert.That(machine.InstructionSets, Is.Not.Empty);
            Assert.That(machine.InstructionSets.Contains("AVX2"), Is.EqualTo(Avx2.IsSupported));
            Assert.That(machine.LaneBits, Is.AnyOf(128, 256, 512));
            Assert.That(machine.MemoryTotal, Is.GreaterThan(100L << 20));
            Assert.That(machine.MemoryAvailable, Is.InRange(1L, machine.MemoryTotal));
            Assert.That(machine.Runtime, Does.StartWith(".NET 10"));
            Assert.That(machine.OperatingSystem, Is.Not.Empty);
        });
    }

    [Test]
    public void EveryLibraryPassesItsSelfTest([Values] LibraryUnderTest kind)
    {
        IReadOnlyList<SelfTestCheck> checks = LinearAlgebraSelfTest.Run(kind.Load());
        Assert.That(checks.Select(check => check.Routine).Distinct(), Is.EqualTo(new[] { "sgemm", "spotrf", "ssyevd", "dgemm", "dpotrf", "dsyevd" }));
        foreach (SelfTestCheck check in checks)
        {
            TestContext.Out.WriteLine(check);
            Assert.That(check.Passes, check.ToString());
            Assert.That(check.Residual, Is.Positive, "no rounding error at all would be a surprise");
            Assert.That(check.GigaflopsPerSecond, Is.InRange(0.01, 100_000));
        }
    }

    [Test]
    public void ALibraryThatIsSlightlyWrongFailsTheSelfTest() =>
        Assert.That(LinearAlgebraSelfTest.Run(new InaccurateLinearAlgebra()).Count(check => !check.Passes), Is.EqualTo(8));

    /// <summary>Scales every result by 1 + 1/100.</summary>
    private sealed class InaccurateLinearAlgebra : LinearAlgebra
    {
        private readonly ManagedLinearAlgebra exact = new();

        public override string Name => "inaccurate";

        public override string Version => "0.0";

        protected override int GetThreadCount() => 1;

        protected override void SetThreadCount(int value)
        {
        }

        protected override void GemmCore<T>(
            T alpha, ReadOnlyMatrixSpan<T> a, Transpose transposeA, ReadOnlyMatrixSpan<T> b, Transpose transposeB, T beta, MatrixSpan<T> c)
        {
            exact.Gemm(alpha, a, transposeA, b, transposeB, beta, c);
            Spoil(c);
        }

        protected override void GemvCore<T>(T alpha, ReadOnlyMatrixSpan<T> a, Transpose transpose, ReadOnlySpan<T> x, T beta, Span<T> y) => throw new NotSupportedException();

        protected override void SyrkCore<T>(Triangle triangle, T alpha, ReadOnlyMatrixSpan<T> a, Transpose transpose, T beta, MatrixSpan<T> c) => throw new NotSupportedException();

        protected override void TrsmCore<T>(Side side, Triangle triangle, Transpose transpose, T alpha, ReadOnlyMatrixSpan<T> a, MatrixSpan<T> b) => throw new NotSupportedException();

        protected override void PotrfCore<T>(Triangle triangle, MatrixSpan<T> a)
        {
            exact.Potrf(triangle, a);
            Spoil(a);
        }

        protected override void PotriCore<T>(Triangle triangle, MatrixSpan<T> a) => throw new NotSupportedException();

        protected override void EigenvaluesCore<T>(MatrixSpan<T> a, Span<T> values) => throw new NotSupportedException();

        protected override void SyevdCore<T>(MatrixSpan<T> a, Span<T> values)
        {
            exact.Syevd(a, values);
            Spoil(a);
            values[0] *= T.CreateTruncating(1.01);
        }

        private static void Spoil<T>(MatrixSpan<T> a)
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        {
            for (nint row = 0; row < a.Rows; row++)
            {
                foreach (ref T element in a.Row(row))
                    element *= T.CreateTruncating(1.01);
            }
        }
    }
}
