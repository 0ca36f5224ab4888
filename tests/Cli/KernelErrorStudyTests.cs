using System.Numerics.Tensors;
using System.Text.Json;
using Ntk.Cli;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Reference;
using Ntk.Solvers;
using Ntk.Solvers.Precision;
using Ntk.Tests.Engine;

namespace Ntk.Tests.Cli;

/// <summary>The study of kernels' errors: against direct computation, against what the golden tests require, and against laws of rounding.</summary>
internal sealed class KernelErrorStudyTests
{
    private static readonly Lazy<KernelErrorResult> Result = new(() =>
    {
        KernelErrorSettings quick = KernelErrorSettings.Quick(KernelErrorSettings.Digits(12));
        NetworkDepths[] networks = [.. quick.Networks.Select(network => network with { Rows = network.Name == "GAP" ? 3 : 12, Depths = [1, 2], FormatDepth = 2 })];
        return KernelErrorStudy.Run(quick with { Networks = networks, DistanceRows = 2 }, new Session(json: false, CancellationToken.None));
    });

    [Test]
    public void DepthsAgreeWithDirectComputation()
    {
        Tensor<float> rows = KernelErrorSettings.Digits(12).First(12);
        using GramResult<float> engine = new GramBuilder<float>(Presets.FullyConnected(2)).Build(rows.AsReadOnlyTensorSpan());
        ReferenceMatrix truth = new ReferenceKernel(Presets.FullyConnected(2)).Build(rows.AsReadOnlyTensorSpan()).Ntk;
        double largest = 0, squares = 0;
        for (int i = 0; i < 12; i++)
        {
            for (int j = 0; j < 12; j++)
            {
                double error = (engine.Ntk[i, j] - truth[i, j]).High;
                largest = Math.Max(largest, Math.Abs(error) / Math.Sqrt(truth[i, i].High * truth[j, j].High));
                squares += error * error;
            }
        }

        DepthErrors found = Result.Value.Depths.Single(point => point is { Network: "FC", Depth: 2, Kernel: KernelKind.Ntk, Precision: Precision.Float32 });
        Assert.Multiple(() =>
        {
            Assert.That(found.Errors.Largest, Is.EqualTo(largest).Within(1e-10).Percent);
            Assert.That(found.Errors.Noise, Is.EqualTo(Math.Sqrt(squares) / 12).Within(1e-10).Percent);
            Assert.That(found.Errors.Rows, Is.EqualTo(12));
        });
    }

    [Test]
    public void EveryNetworkDepthKernelAndPrecisionIsThere()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Result.Value.Depths, Has.Count.EqualTo(3 * 2 * 2 * 2));
            Assert.That(Result.Value.Depths.Distinct().Count(), Is.EqualTo(Result.Value.Depths.Count));
            Assert.That(Result.Value.Distances, Has.Count.EqualTo(12 * 2 * 2 * 2));
            Assert.That(Result.Value.Formats, Has.Count.EqualTo(3 * 2 * (5 + 4)));
            Assert.That(Result.Value.Needs, Has.Count.EqualTo(3 * 2 * 7));
        });
    }

    [Test]
    public void ErrorsAreWithinWhatGoldenKernelsRequire()
    {
        foreach (DepthErrors point in Result.Value.Depths)
            Assert.That(point.Errors.Largest, Is.LessThanOrEqualTo(point.Precision == Precision.Float64 ? 1e-12 : 1e-6), $"{point}");
        foreach (DistanceErrors point in Result.Value.Distances.Where(point => point.Method == KernelMethod.Engine))
            Assert.That(point.Largest, Is.LessThanOrEqualTo(point.Precision == Precision.Float64 ? 1e-12 : 5e-7), $"{point}");
    }

    [Test]
    public void TheTextbookLosesHalfItsDigitsNearDuplicates()
    {
        // In float32 the angle is off by about √(2·2⁻²⁴), of which a layer's slope takes the share 1/(2π): 5e-5.
        double[] textbook = [.. Result.Value.Distances.Where(point => point is { Method: KernelMethod.Textbook, Precision: Precision.Float32, Kernel: KernelKind.Ntk }).Select(point => point.Largest)];
        Assert.That(textbook.Max(), Is.InRange(1e-5, 1e-2));
    }

    [Test]
    public void TheTextbookInFloat64IsRightFarFromDuplicates()
    {
        Tensor<double> x = RandomInputs.Normal<double>(2, 6, 1);
        double[] all = [.. x];
        (double nngp, double ntk) = TextbookKernel.Of<double>(Presets.FullyConnected(3), all.AsSpan(0, 6), all.AsSpan(6));
        ReferenceResult truth = new ReferenceKernel(Presets.FullyConnected(3)).Build(x.AsReadOnlyTensorSpan());
        Assert.Multiple(() =>
        {
            Assert.That(nngp, Is.EqualTo(truth.Nngp[0, 1].High).Within(1e-13));
            Assert.That(ntk, Is.EqualTo(truth.Ntk[0, 1].High).Within(1e-13));
            Assert.That(() => TextbookKernel.Of<double>(Network.Serial(Layers.Dense(), Layers.Erf()), all.AsSpan(0, 6), all.AsSpan(6)), Throws.ArgumentException);
        });
    }

    [TestCase(0.1)]
    [TestCase(1e-5)]
    [TestCase(1e-12)]
    public void PairsHaveTheDistanceAskedFor(double distance)
    {
        (Tensor<float> rows, Tensor<float> neighbours) = NearDuplicates.Pairs(KernelErrorSettings.Digits(3), 3, distance);
        double[] x = [.. rows.Select(value => (double)value)], y = [.. neighbours.Select(value => (double)value)];
        for (int row = 0; row < 3; row++)
        {
            double difference = 0, length = 0;
            for (int k = row * 64; k < (row + 1) * 64; k++)
                (difference, length) = (difference + (x[k] - y[k]) * (x[k] - y[k]), length + x[k] * x[k]);
            Assert.That(Math.Sqrt(difference / length), Is.EqualTo(distance).Within(1e-5).Percent);
        }
    }

    [Test]
    public void FormatsObeyTheLawsOfRounding()
    {
        foreach (FormatErrors point in Result.Value.Formats)
        {
            Assert.That(point.Errors, Is.Not.Null, $"{point}");
            double unit = Math.ScaleB(1, -point.SignificandBits), arithmetic = point.Precision == Precision.Float64 ? 1e-12 : 1e-6;
            Assert.That(point.Errors!.Largest, Is.LessThanOrEqualTo(unit * 1.001 + arithmetic), $"{point}");
            Assert.That(point.Need!.Norm, Is.EqualTo(point.Errors.Norm));
        }

        foreach (var kernel in Result.Value.Formats.Where(point => point.Precision == Precision.Float64).GroupBy(point => (point.Network, point.Kernel)))
        {
            double Norm(StorageFormat format) => kernel.Single(point => point.Format == format.Name).Errors!.Norm;
            Assert.That(Norm(StorageFormat.BFloat16), Is.GreaterThan(Norm(StorageFormat.TF32)));
            Assert.That(Norm(StorageFormat.TF32), Is.GreaterThan(1000 * Norm(StorageFormat.Float32)));
            Assert.That(Norm(StorageFormat.Float16), Is.EqualTo(Norm(StorageFormat.TF32)).Within(1).Percent, "the same significand, and no entry near the ends of the range");
        }
    }

    [Test]
    public void NeedsNameTheCheapestFormat()
    {
        foreach (FormatNeed need in Result.Value.Needs)
        {
            FormatErrors[] formats = [.. Result.Value.Formats.Where(point => point.Network == need.Network && point.Kernel == need.Kernel && point.Precision == Precision.Float64)];
            FormatErrors[] enough = [.. formats.Where(point => point.Need!.Norm <= 0.1 * (Math.Max(0, point.Need.SmallestEigenvalue) + need.Ridge * point.Need.MeanDiagonal))];
            Assert.That(need.Format is null, Is.EqualTo(enough.Length == 0), $"{need}");
            if (need.Format is not null)
                Assert.That(formats.Single(point => point.Format == need.Format).Bits, Is.EqualTo(enough.Min(point => point.Bits)), $"{need}");
        }
    }

    [Test]
    public void CurvesAndSectionShowTheNumbers()
    {
        IReadOnlyList<Curve> curves = Result.Value.Curves;
        string html = Result.Value.Section();
        Assert.Multiple(() =>
        {
            Assert.That(curves.Select(curve => curve.Name), Is.Unique);
            Assert.That(curves.Select(curve => curve.Name), Does.Contain("error-depth-fc-ntk-float32").And.Contain("error-distance-ntk-textbook-float32").And.Contain("error-format-gap-nngp-float64"));
            Assert.That(curves.All(curve => curve.Rows.All(row => row.Count == curve.Columns.Count)), Is.True);
            Curve depth = curves.Single(curve => curve.Name == "error-depth-fc-ntk-float32");
            Assert.That(depth.Rows[1][1], Is.EqualTo(Result.Value.Depths.Single(point => point is { Network: "FC", Depth: 2, Kernel: KernelKind.Ntk, Precision: Precision.Float32 }).Errors.Largest));
            Assert.That(html, Does.Contain("<svg").And.Contain("textbook formula in float32").And.Contain("bfloat16").And.Contain("λ = 10⁻⁷"));
            Assert.That(html, Does.Not.Contain("NaN").And.Not.Contain("∞"));
            Assert.That(JsonSerializer.Serialize(Result.Value, JsonText.Options), Does.Contain("\"whiteness\"").And.Contain("\"definiteRidge\""));
        });
    }

    [Test]
    public void FeaturesHaveFullyConnectedNetworksOnly()
    {
        KernelErrorSettings settings = KernelErrorSettings.Quick(RandomInputs.Normal<float>(4, 5, 1));
        Assert.Multiple(() =>
        {
            Assert.That(settings.Networks.Select(network => network.Name), Is.EqualTo((string[])["FC"]));
            Assert.That(settings.Networks[0].Rows, Is.EqualTo(4));
            Assert.That(() => KernelErrorSettings.Quick(RandomInputs.Normal<float>(1, 5, 1)), Throws.InstanceOf<UsageException>());
            Assert.That(() => KernelErrorStudy.Run(settings, new Session(json: false, new CancellationToken(canceled: true))), Throws.InstanceOf<OperationCanceledException>());
        });
    }
}
