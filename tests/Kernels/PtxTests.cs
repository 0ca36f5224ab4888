using System.Reflection;
using System.Text.RegularExpressions;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;
using Ntk.Engine.Cpu;
using Ntk.Engine.Duals;
using Ntk.Engine.Duals.Tabulated;
using Ntk.Kernels.Features;
using Ntk.Kernels.Lanes;
using Ntk.Kernels.Planes;

namespace Ntk.Tests.Kernels;

/// <summary>What every kernel becomes for NVIDIA's processors, without one: PTX that calls nothing, spills nothing and fits.</summary>
internal sealed partial class PtxTests
{
    private const int MostSharedBytes = 48 << 10;

    // 256 threads of a group and the 65,536 registers of a multiprocessor: two groups at least.
    private const int MostRegisters = 128;

    private static readonly Type[] Duals =
    [
        typeof(IdentityDual), typeof(ReluDual<AnySign>), typeof(AbReluDual), typeof(ErfDual), typeof(GeluDual), typeof(SineDual), typeof(DistanceDual), typeof(GaussianDual),
        typeof(SignDual), typeof(StepDual), typeof(RectifiedMonomialDual<Two>), typeof(RectifiedMonomialDual<Three>), typeof(RectifiedMonomialDual<Four>), typeof(PolynomialPairs),
    ];

    private static readonly (Type Element, Type Format)[] Formats = [(typeof(float), typeof(SingleFormat)), (typeof(double), typeof(DoubleFormat))];

    private static IEnumerable<TestCaseData> Kernels()
    {
        foreach ((Type element, Type format) in Formats)
        {
            yield return Case("products", typeof(ProductKernel<,>), element, typeof(WideSide));
            yield return Case("readout", typeof(ReadoutKernel<>), element);
            yield return Case("fan-in", typeof(FanInKernel<,>), element, format);
            yield return Case("pool", typeof(PoolKernel<>), element);
            yield return Case("filter that wraps around", typeof(WrappedFilterKernel<>), element);
            yield return Case("planes, fan-in", typeof(PlaneFanInKernel<,>), element, format);
            yield return Case("features, table", typeof(FeatureKernel<,,,>), element, format, typeof(TabulatedPairs), typeof(WithTangent));
            foreach (Type dual in Duals)
            {
                string name = $"{dual.Name}<{string.Join(",", dual.GetGenericArguments().Select(argument => argument.Name))}>";
                yield return Case($"features, {name}", typeof(FeatureKernel<,,,>), element, format, dual, typeof(WithTangent));
                yield return Case($"planes, {name}", typeof(PlaneKernel<,,,,>), element, format, dual, typeof(WithTangent), typeof(LargePlanes));
            }

            // Without Θ, or with less memory, a kernel is a part of one above.
            Type relu = typeof(ReluDual<AnySign>);
            yield return Case("features, NNGP alone", typeof(FeatureKernel<,,,>), element, format, relu, typeof(WithoutTangent));
            yield return Case("planes, NNGP alone", typeof(PlaneKernel<,,,,>), element, format, relu, typeof(WithoutTangent), typeof(LargePlanes));
            yield return Case("huge planes", typeof(PlaneKernel<,,,,>), element, format, relu, typeof(WithTangent), typeof(HugePlanes));
            yield return Case("small planes", typeof(PlaneKernel<,,,,>), element, format, relu, typeof(WithTangent), typeof(SmallPlanes));
        }
    }

    [TestCaseSource(nameof(Kernels))]
    public void CallsNothingAndFits(Type kernel, bool isSingle)
    {
        foreach (CudaArchitecture architecture in new[] { CudaArchitecture.SM_80, CudaArchitecture.SM_90 })
        {
            string text = Compile(kernel, architecture);
            int registers = PtxRegisters.Estimate(text);
            TestContext.Out.WriteLine($"{architecture}: about {registers} registers, {SharedBytes(text)} bytes of shared memory");
            Assert.Multiple(() =>
            {
                Assert.That(text, Does.Contain(".visible .entry").And.Not.Contain(".extern").And.Not.Contain(".local"));
                Assert.That(Call().IsMatch(text), Is.False, "calls");
                Assert.That(registers, Is.InRange(8, MostRegisters));
                Assert.That(SharedBytes(text), Is.LessThanOrEqualTo(MostSharedBytes));
                if (isSingle)
                    Assert.That(text.Split('\n').Where(UsesDouble), Is.Empty, "arithmetic in double");
            });
        }
    }

    /// <summary>A dual's parameters are double in every kernel; that they are loaded and rounded is all that may be.</summary>
    private static bool UsesDouble(string line) => line.Contains(".f64", StringComparison.Ordinal)
        && !line.Contains(".reg .f64", StringComparison.Ordinal) && !line.Contains("ld.param.f64", StringComparison.Ordinal)
        && !line.Contains("cvt.rn.f32.f64", StringComparison.Ordinal);

    private static int SharedBytes(string text) => Shared().Matches(text).Sum(match => int.Parse(match.Groups["bytes"].Value, null));

    private static string Compile(Type kernel, CudaArchitecture architecture)
    {
        // A failed compilation leaves a context unusable.
        using Context context = TestDevices.MakeContext(_ => { });
        using var backend = new PTXBackend(context, architecture, CudaInstructionSet.ISA_80, null!);
        MethodInfo run = kernel.GetMethod("Run", BindingFlags.Static | BindingFlags.Public)!;
        return ((PTXCompiledKernel)backend.Compile(EntryPointDescription.FromExplicitlyGroupedKernel(run), default)).PTXAssembly;
    }

    private static TestCaseData Case(string name, Type kernel, params Type[] arguments) =>
        new TestCaseData(kernel.MakeGenericType(arguments), arguments[0] == typeof(float)).SetArgDisplayNames(name, arguments[0].Name);

    [GeneratedRegex(@"^\s*(?:@!?%p\d+ )?call[. ]", RegexOptions.Multiline)]
    private static partial Regex Call();

    [GeneratedRegex(@"\.shared \.align \d+ \.b8 \w+\[(?<bytes>\d+)\]")]
    private static partial Regex Shared();
}
