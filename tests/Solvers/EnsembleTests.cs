using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Solvers.Ensembles;
using Ntk.Solvers.Inference;
using Ntk.Tests.Engine;
using Ntk.Tests.Engine.Images;

namespace Ntk.Tests.Solvers;

/// <summary>Averages of kernels and of predictions: their definitions and their laws.</summary>
[TestFixture]
internal sealed class EnsembleTests
{
    private static readonly Network[] Dense =
    [
        NetworkText.Parse("2*(dense(1.4,0.1) relu) dense(1.4,0.1)"), NetworkText.Parse("dense(1.2,0.3) erf dense(1.1,0)"), NetworkText.Parse("dense(0.7,0.2)"),
    ];

    private static readonly Network[] Images = [NetworkText.Parse("2*(conv(3x3,padding=same,wStd=1.4,bStd=0.1) relu) flatten dense(1.4,0.1)"), NetworkText.Parse("conv(3x3,wStd=1.2) relu globalAvgPool dense(1.1,0.2)")];

    [Test]
    public void KernelsOfAnAverageAreAveragesOfKernels([Values] bool images)
    {
        Tensor<double> x = images ? RandomImages.Normal<double>(1, 9, 5, 5, 2) : RandomInputs.Normal<double>(12, 4, seed: 2);
        Network[] members = images ? Images : Dense;
        double[] weights = images ? [3, 1] : [1, 2, 5];
        using GramResult<double> average = new GramBuilder<double>(NetworkEnsemble.Average(members, weights)).Build(x);
        GramResult<double>[] all = [.. members.Select(member => new GramBuilder<double>(member).Build(x))];
        foreach (KernelOutputs kernel in (KernelOutputs[])[KernelOutputs.Nngp, KernelOutputs.Ntk])
        {
            GramMatrix<double> Of(GramResult<double> gram) => kernel == KernelOutputs.Nngp ? gram.Nngp : gram.Ntk;
            for (int i = 0; i < x.Lengths[0]; i++)
            {
                for (int j = 0; j < x.Lengths[0]; j++)
                    Assert.That(Of(average)[i, j], Is.EqualTo(all.Zip(weights, (gram, weight) => weight / weights.Sum() * Of(gram)[i, j]).Sum()).Within(1e-10).Percent, $"{kernel} {i} {j}");
            }
        }

        foreach (GramResult<double> gram in all)
            gram.Dispose();
    }

    [Test]
    public void AnAverageOfOneIsTheNetworkAndOfEqualOnesItsKernel()
    {
        Assert.That(NetworkEnsemble.Average([Dense[0]]), Is.EqualTo(Dense[0]));
        Assert.That(NetworkEnsemble.Average(Dense, [0, 4, 0]), Is.EqualTo(Dense[1]));
        Tensor<double> x = RandomInputs.Normal<double>(10, 4, seed: 3);
        using GramResult<double> one = new GramBuilder<double>(Dense[0]).Build(x), three = new GramBuilder<double>(NetworkEnsemble.Average([Dense[0], Dense[0], Dense[0]])).Build(x);
        Assert.That(Difference.Relative(three.Ntk.ToTensor(), one.Ntk.ToTensor()), Is.LessThan(1e-13));
        Network restored = Network.FromJson(NetworkEnsemble.Average(Dense).ToJson());
        Assert.That(restored, Is.EqualTo(NetworkEnsemble.Average(Dense)));
    }

    [Test]
    public void AMixtureHasTheMomentsOfItsDefinition()
    {
        Prediction<double>[] members = [Member([1, 2, 3, 4], [0.5, 1]), Member([2, 0, 3, -1], [2, 0.25]), Member([0, 0, 1, 1], [1, 1])];
        double[] weights = [0.5, 0.3, 0.2];
        EnsemblePrediction<double> mixture = EnsemblePrediction<double>.Of(members, weights);
        for (int row = 0; row < 2; row++)
        {
            for (int output = 0; output < 2; output++)
            {
                // Raw moments: Var = E[second moment] − mean², of each component σ² + μ².
                double mean = members.Zip(weights, (member, weight) => weight * member.Mean[row, output]).Sum();
                double second = members.Zip(weights, (member, weight) => weight * (member.Variance![row] + member.Mean[row, output] * member.Mean[row, output])).Sum();
                Assert.That(mixture.Mean[row, output], Is.EqualTo(mean).Within(1e-14));
                Assert.That(mixture.Variance![row, output], Is.EqualTo(second - mean * mean).Within(1e-13));
            }
        }

        EnsemblePrediction<double> turned = EnsemblePrediction<double>.Of([members[2], members[0], members[1]], [2, 5, 3]);
        Assert.That(Difference.Relative(turned.Mean, mixture.Mean), Is.LessThan(1e-14), "the order and the scale of weights do not matter");
        Assert.That(Difference.Relative(turned.Variance!, mixture.Variance!), Is.LessThan(1e-14));
    }

    [Test]
    public void AMixtureOfOneOrOfEqualsIsTheMember([Values(1, 4)] int count)
    {
        Prediction<double> member = Member([1, 2, 3, 4], [0.5, 1]);
        EnsemblePrediction<double> mixture = EnsemblePrediction<double>.Of([.. Enumerable.Repeat(member, count)]);
        Assert.That(mixture.Mean.ToArray(), Is.EqualTo(member.Mean.ToArray()).Within(1e-15));
        Assert.That(mixture.Variance!.ToArray(), Is.EqualTo((double[])[0.5, 0.5, 1, 1]).Within(1e-15));
        Assert.That(EnsemblePrediction<double>.Of([member, member with { Variance = null }]).Variance, Is.Null);
    }

    [Test]
    public void EvidenceIsASoftmaxThatNeitherOverflowsNorUnderflows()
    {
        Assert.That(EnsembleWeights.ByEvidence([-1e6, -1e6 + Math.Log(3)]), Is.EqualTo((double[])[0.25, 0.75]).Within(1e-9));
        Assert.That(EnsembleWeights.ByEvidence([1e5, 0]), Is.EqualTo((double[])[1, 0]));
    }

    [Test]
    public void StackingRecoversTheWeightsTargetsWereMadeWith()
    {
        Tensor<double>[] members = [.. Enumerable.Range(0, 4).Select(seed => RandomInputs.Normal<double>(30, 2, seed + 10))];
        double[] weights = [0.5, 0, 0.2, 0.3];
        Assert.That(EnsembleWeights.Stacked<double>(members, Combined(members, weights)), Is.EqualTo(weights).Within(1e-6));
    }

    [Test]
    public void StackingIsTheMinimumOverTheSimplex([Range(1, 8)] int seed)
    {
        Tensor<double>[] members = [.. Enumerable.Range(0, 3).Select(member => RandomInputs.Normal<double>(8, 1, 100 * seed + member))];
        Tensor<double> targets = RandomInputs.Normal<double>(8, 1, seed + 5000);
        double best = double.PositiveInfinity;
        const int steps = 60;
        for (int a = 0; a <= steps; a++)
        {
            for (int b = 0; a + b <= steps; b++)
                best = Math.Min(best, Error(members, [a / (double)steps, b / (double)steps, (steps - a - b) / (double)steps], targets));
        }

        IReadOnlyList<double> found = EnsembleWeights.Stacked<double>(members, targets);
        Assert.That(Error(members, found, targets), Is.LessThanOrEqualTo(best + 1e-9));
        Assert.That(best - Error(members, found, targets), Is.LessThan(0.01 * best), "the grid comes near");
        Assert.That(found, Is.All.InRange(0, 1));
        Assert.That(found.Sum(), Is.EqualTo(1).Within(1e-14));
    }

    [Test]
    public void EqualAndPerfectMembersShare()
    {
        Tensor<double> good = RandomInputs.Normal<double>(20, 2, 1), bad = RandomInputs.Normal<double>(20, 2, 2), targets = RandomInputs.Normal<double>(20, 2, 3);
        Assert.That(EnsembleWeights.Stacked<double>([good, good, good], targets), Is.EqualTo((double[])[1 / 3.0, 1 / 3.0, 1 / 3.0]).Within(1e-3));
        Assert.That(EnsembleWeights.Stacked<double>([good, good], good), Is.EqualTo((double[])[0.5, 0.5]), "both are exact");
        Assert.That(EnsembleWeights.Stacked<double>([good, bad], good), Is.EqualTo((double[])[1, 0]).Within(1e-9));
        Assert.That(EnsembleWeights.Stacked<double>([bad], targets), Is.EqualTo((double[])[1]));
    }

    [Test]
    public void WeightsThatDoNotFitAreRefused()
    {
        Prediction<double> member = Member([1, 2, 3, 4], [0.5, 1]);
        Assert.Multiple(() =>
        {
            Assert.Throws<ArgumentException>(() => NetworkEnsemble.Average(Dense, [1, 2]));
            Assert.Throws<NetworkException>(() => NetworkEnsemble.Average([Dense[0], NetworkText.Parse("dense(1) relu")]));
            Assert.Throws<NetworkException>(() => NetworkEnsemble.Average([Dense[0], Network.Serial(new Dense(1, 0, 100, Parameterization.Standard))]));
            Assert.Throws<ArgumentException>(() => NetworkEnsemble.Average(Dense, [0, 0, 0]));
            Assert.Throws<ArgumentException>(() => NetworkEnsemble.Average(Dense, [1, -1, 1]));
            Assert.Throws<ArgumentException>(() => EnsemblePrediction<double>.Of([]));
            Assert.Throws<ArgumentException>(() => EnsemblePrediction<double>.Of([member], [double.NaN]));
            Assert.Throws<ArgumentException>(() => EnsembleWeights.ByEvidence([double.NaN]));
            Assert.Throws<ArgumentException>(() => EnsembleWeights.Stacked<double>([], member.Mean));
            Assert.Throws<DimensionMismatchException>(() => EnsembleWeights.Stacked<double>([member.Mean], RandomInputs.Normal<double>(3, 2, 1)));
        });
    }

    private static Prediction<double> Member(double[] mean, double[] variance) => new(Tensor.Create(mean, [2, 2]), Tensor.Create(variance, [2]), null, null);

    private static Tensor<double> Combined(Tensor<double>[] members, IReadOnlyList<double> weights)
    {
        Tensor<double> sum = Tensor.CreateFromShape<double>(members[0].Lengths);
        for (nint row = 0; row < sum.Lengths[0]; row++)
        {
            for (nint output = 0; output < sum.Lengths[1]; output++)
                sum[row, output] = members.Zip(weights, (member, weight) => weight * member[row, output]).Sum();
        }

        return sum;
    }

    private static double Error(Tensor<double>[] members, IReadOnlyList<double> weights, Tensor<double> targets) =>
        Combined(members, weights).Zip(targets, (a, b) => (a - b) * (a - b)).Sum();
}
