using Ntk.Native.Managed;

namespace Ntk.Tests.Native.Managed;

public sealed class SecularRootsTests
{
    private static readonly Kernels<double> Kernels = Kernels<double>.For(KernelProfile.Widest);

    [Test]
    public void RootsAreAccurateEnoughToGiveTheWeightsBack(
        [Values(1, 2, 3, 17, 100, 300)] int count, [Values("even", "clustered", "graded")] string spacing, [Values(1e-3, 1.0, 50.0)] double rho)
    {
        var random = new Random(21);
        double[] poles = new double[count], weights = new double[count];
        for (int i = 0; i < count; i++)
        {
            poles[i] = spacing switch
            {
                "even" => i,
                "clustered" => i / 10 + (i % 10 + 1) * 1e-11,
                _ => Math.Pow(10, -9 + 9.0 * i / count),
            };
            weights[i] = (random.Next(2) == 0 ? -1 : 1) * Math.Pow(10, -12 * random.NextDouble()) / Math.Sqrt(count);
        }
        var roots = new SecularRoots(Kernels, threads: 2, poles, weights, 1 / rho);
        for (int i = 0; i < count; i++)
        {
            Assert.That(roots[i], Is.InRange(poles[i], i == count - 1 ? double.MaxValue : poles[i + 1]), $"root {i}");
            Assert.That(roots.Weights[i] / (Math.Sqrt(rho) * weights[i]), Is.EqualTo(1).Within(1e-11), $"weight {i}");
        }
        Assert.That(roots.Count, Is.EqualTo(count));
    }

    [Test]
    public unsafe void VectorsAreOrthogonalWhereRootsAreClustered()
    {
        const int Count = 40;
        double[] poles = [.. Enumerable.Range(0, Count).Select(i => 1 + i * 1e-14)], weights = [.. Enumerable.Repeat(1 / Math.Sqrt(Count), Count)];
        var roots = new SecularRoots(Kernels, threads: 1, poles, weights, inverseRho: 1);
        double[][] vectors = [.. Enumerable.Range(0, Count).Select(_ => new double[Count])];
        for (int i = 0; i < Count; i++)
        {
            fixed (double* vector = vectors[i])
            {
                double length = Math.Sqrt(roots.Vector(i, poles, roots.Weights, vector));
                for (int j = 0; j < Count; j++)
                    vector[j] /= length;
            }
            for (int k = 0; k <= i; k++)
                Assert.That(vectors[i].Zip(vectors[k], (x, y) => x * y).Sum(), Is.EqualTo(i == k ? 1 : 0).Within(1e-14), $"vectors {i} and {k}");
        }
    }
}
