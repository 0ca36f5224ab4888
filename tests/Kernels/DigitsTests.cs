using System.Numerics;
using Ntk.Bench.Devices;
using Ntk.Engine.Networks;

namespace Ntk.Tests.Kernels;

/// <summary>Handwritten digits learnt with a device's kernels and with the processor's: every test image is read alike, and entries are equal but for rounding.</summary>
internal sealed class DigitsTests
{
    private static IEnumerable<TestCaseData> Cases() => DigitsComparison.Cases.Select(one => new TestCaseData(one.Network, one.Train, one.Test).SetArgDisplayNames(one.Name));

    [TestCaseSource(nameof(Cases))]
    public void AreReadAlike(Network network, int train, int test)
    {
        Check<float>(network, train, test, 1e-6);
        Check<double>(network, train, test, 1e-12);
    }

    private static void Check<T>(Network network, int train, int test, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach (DigitsResult result in DigitsComparison.Measure<T>(network, train, test, TestDevices.Device))
        {
            TestContext.Out.WriteLine($"{typeof(T).Name}: {result}");
            Assert.Multiple(() =>
            {
                Assert.That(result.LargestError, Is.LessThan(tolerance), $"{result.Kernel}, {typeof(T).Name}");
                Assert.That(result.Accuracy, Is.GreaterThan(0.8), "the digits are learnt");
                Assert.That(result.Differing, Is.Zero, "images read differently");
                Assert.That(result.DeviceAccuracy, Is.EqualTo(result.Accuracy), "accuracy");
            });
        }
    }
}
