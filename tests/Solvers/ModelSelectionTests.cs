using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Programs;
using Ntk.Solvers;
using Ntk.Solvers.Inference;
using Ntk.Solvers.Selection;
using Ntk.Tests.Engine;

namespace Ntk.Tests.Solvers;

/// <summary>Choosing networks and ridges: every score against an explicit inverse and explicit refits, and what is chosen.</summary>
[TestFixture]
internal sealed class ModelSelectionTests
{
    private const int Rows = 14;
    private static readonly FitOptions Fit = new() { Library = LinearAlgebra.Resolve("managed").Library };
    private static readonly NetworkFamily Family = NetworkFamily.FullyConnected(Layers.Relu());
    private static readonly IReadOnlyList<NetworkCandidate> Grid = Family.Grid([1, 3], [1.2, 1.6], [0, 0.2]);
    private static readonly Ridge[] Ridges = [Ridge.Relative(1e-3), Ridge.Relative(0.1), Ridge.Relative(10)];

    [Test]
    public void EveryScoreIsThatOfExplicitInversesAndRefits([Values(KernelKind.Nngp, KernelKind.Ntk)] KernelKind kind)
    {
        var problem = new Problem<double>(Rows, testRows: 9);
        ModelSelection selection = ModelSelection.Choose<double>(
            Grid, problem.XTrain, problem.YTrain, problem.XTest, problem.YTest, ModelMeasure.LogMarginalLikelihood, Options(kind));
        Assert.That(selection.Scores, Has.Count.EqualTo(Grid.Count * Ridges.Length));
        Assert.That(selection.Failures, Is.Empty);
        int index = 0;
        foreach (NetworkCandidate candidate in Grid)
        {
            using GramResult<double> gram = new GramBuilder<double>(candidate.Network).Build(problem.XTrain);
            GramMatrix<double> kernel = kind == KernelKind.Nngp ? gram.Nngp : gram.Ntk;
            foreach (Ridge ridge in Ridges)
            {
                CandidateScore score = selection.Scores[index++];
                double lambda = ridge.Resolve(Enumerable.Range(0, Rows).Average(i => kernel[i, i]));
                (double[,] inverse, double logDeterminant) = Inverse(kernel, lambda);
                double likelihood = Enumerable.Range(0, 2).Sum(output => -0.5 * (Form(inverse, problem.YTrain, output) + logDeterminant + Rows * Math.Log(2 * Math.PI)));
                (double error, double density) = Refitted(candidate.Network, kind, problem, lambda);
                using GaussianProcess<double> gp = GaussianProcess.Fit<double>(candidate.Network, kind, problem.XTrain, problem.YTrain, ridge, Fit);
                Tensor<double> predicted = gp.Predict(problem.XTest).Mean;
                Assert.Multiple(() =>
                {
                    Assert.That((score.Candidate, score.Kernel, score.Ridge.Ridge), Is.EqualTo((candidate, kind, ridge)));
                    Assert.That(score.RelativeRidge, Is.EqualTo(ridge.Value).Within(1e-12).Percent);
                    Assert.That(score.LogMarginalLikelihood, Is.EqualTo(likelihood).Within(1e-7));
                    Assert.That(score.LeaveOneOut!.MeanSquaredError, Is.EqualTo(error).Within(1e-9));
                    Assert.That(score.LeaveOneOut.MeanLogDensity, Is.EqualTo(density).Within(1e-8));
                    Assert.That(score.Validation!.MeanSquaredError, Is.EqualTo(predicted.Zip(problem.YTest, (a, b) => (a - b) * (a - b)).Average()).Within(1e-9));
                    Assert.That(score.Validation.Accuracy, Is.EqualTo(Accuracy.Of<double>(predicted, problem.YTest)));
                });
            }
        }
    }

    [Test]
    public void TheBestByTheMeasureIsChosen([Values] ModelMeasure measure)
    {
        var problem = new Problem<double>(Rows, testRows: 9);
        ModelSelection selection = ModelSelection.Choose<double>(
            Grid, problem.XTrain, problem.YTrain, problem.XTest, problem.YTest, measure, Options(KernelKind.Nngp, KernelKind.Ntk, KernelKind.NtkGp));
        Func<CandidateScore, double> merit = measure switch
        {
            ModelMeasure.LogMarginalLikelihood => score => score.LogMarginalLikelihood!.Value,
            ModelMeasure.LeaveOneOutSquaredError => score => -score.LeaveOneOut!.MeanSquaredError,
            ModelMeasure.LeaveOneOutLogDensity => score => score.LeaveOneOut!.MeanLogDensity,
            ModelMeasure.ValidationAccuracy => score => score.Validation!.Accuracy!.Value,
            _ => score => -score.Validation!.MeanSquaredError,
        };
        CandidateScore[] best = [.. selection.Scores.Where(score => merit(score) == selection.Scores.Max(merit))];
        int depth = best.Min(score => score.Candidate.Depth);
        double ridge = best.Where(score => score.Candidate.Depth == depth).Max(score => score.RelativeRidge);
        Assert.Multiple(() =>
        {
            Assert.That(selection.Best, Is.EqualTo(best.First(score => score.Candidate.Depth == depth && score.RelativeRidge == ridge)));
            Assert.That(selection.Ranking[0], Is.EqualTo(selection.Best));
            Assert.That(selection.Ranking, Has.Count.EqualTo(Grid.Count * 3));
            Assert.That(selection.Ranking.Select(merit), Is.Ordered.Descending);
        });
    }

    [Test]
    public void SinglePrecisionMeetsDouble([Values("managed", "default")] string library)
    {
        var wide = new Problem<double>(30, testRows: 9);
        var narrow = new Problem<float>(30, testRows: 9);
        ModelSelectionOptions options = Options(KernelKind.Nngp, KernelKind.Ntk) with { Fit = new() { Library = SolverLibraries.Load(library) } };
        ModelSelection expected = ModelSelection.Choose<double>(Grid, wide.XTrain, wide.YTrain, wide.XTest, wide.YTest, ModelMeasure.LeaveOneOutLogDensity, options);
        ModelSelection found = ModelSelection.Choose<float>(Grid, narrow.XTrain, narrow.YTrain, narrow.XTest, narrow.YTest, ModelMeasure.LeaveOneOutLogDensity, options);
        foreach ((CandidateScore single, CandidateScore exact) in found.Scores.Zip(expected.Scores))
        {
            Assert.That(single.LogMarginalLikelihood, Is.EqualTo(exact.LogMarginalLikelihood!.Value).Within(0.02));
            Assert.That(single.LeaveOneOut!.MeanLogDensity, Is.EqualTo(exact.LeaveOneOut!.MeanLogDensity).Within(1e-3));
            Assert.That(single.Validation!.MeanSquaredError, Is.EqualTo(exact.Validation!.MeanSquaredError).Within(1e-4));
        }
    }

    [Test]
    public void OfEqualModelsTheShallowestIsChosenThenTheLargestRidge()
    {
        // One training row of class 0 predicts class 0 with every network and ridge.
        Ridge[] ridges = [Ridge.Relative(1), Ridge.Relative(100), Ridge.Relative(10)];
        ModelSelection selection = ModelSelection.Choose<double>(
            Family.Grid([3, 1, 2], [1.4], [0.1]), Matrix(1, 2), Matrix(1, -1), Matrix(2, 1), Matrix(1, -1), ModelMeasure.ValidationAccuracy, new() { Ridges = ridges, Fit = Fit });
        Assert.That((selection.Best.Candidate.Depth, selection.Best.RelativeRidge), Is.EqualTo((1, 100.0)));
    }

    [Test]
    public void ARefinedRidgeIsAtTheTop([Values(ModelMeasure.LogMarginalLikelihood, ModelMeasure.LeaveOneOutSquaredError, ModelMeasure.ValidationSquaredError)] ModelMeasure measure)
    {
        // With noise, the best ridge is neither the smallest nor the largest.
        var problem = new Problem<double>(40, testRows: 30);
        Tensor<double> noise = RandomInputs.Normal<double>(40, 2, seed: 9);
        Tensor<double> y = Tensor.Create([.. problem.YTrain.Zip(noise, (target, error) => target + error)], problem.YTrain.Lengths);
        ModelSelection Choose(IReadOnlyList<Ridge> ridges, bool refines) => ModelSelection.Choose<double>(
            Family.Grid([2], [1.4], [0.1]), problem.XTrain, y, problem.XTest, problem.YTest, measure, new() { Ridges = ridges, RefinesRidge = refines, Fit = Fit });
        ModelSelection refined = Choose(RidgeGrid.Logarithmic(1e-6, 1e2, 5), refines: true), fine = Choose(RidgeGrid.Logarithmic(1e-6, 1e2, 1601), refines: false);
        Assert.Multiple(() =>
        {
            Assert.That(refined.Best.IsRefined);
            Assert.That(Math.Log10(refined.Best.RelativeRidge), Is.EqualTo(Math.Log10(fine.Best.RelativeRidge)).Within(0.011));
            Assert.That(refined.Scores, Has.Count.EqualTo(6));
        });
    }

    [Test]
    public void FailuresAreKeptBesideTheOthers()
    {
        var problem = new Problem<double>(Rows);
        NetworkCandidate image = NetworkFamily.ConvVec(Layers.Relu()).Grid([1], [1.4], [0.1])[0];
        ModelSelection selection = ModelSelection.Choose<double>([Grid[0], image, Grid[1]], problem.XTrain, problem.YTrain, ModelMeasure.LogMarginalLikelihood, Options(KernelKind.Nngp));
        Assert.Multiple(() =>
        {
            Assert.That(selection.Scores, Has.Count.EqualTo(2 * Ridges.Length));
            Assert.That(selection.Failures.Single().Candidate, Is.EqualTo(image));
            Assert.That(selection.Failures.Single().Error, Is.InstanceOf<NetworkException>());
        });
        NoUsableModelException error = Assert.Throws<NoUsableModelException>(
            () => ModelSelection.Choose<double>([image], problem.XTrain, problem.YTrain, ModelMeasure.LogMarginalLikelihood, Options(KernelKind.Nngp)))!;
        Assert.That(error.Failures, Has.Count.EqualTo(1));
        Assert.That(error.Message, Does.Contain(error.Failures[0].Error.Message));
    }

    [Test]
    public void RidgesTooSmallToSolveWithAreNeverChosen()
    {
        double[] twice = [.. Enumerable.Repeat(new[] { 1.0, 2, 3 }, 4).SelectMany(row => row)];
        Tensor<double> x = Tensor.Create(twice, [4, 3]), y = Tensor.Create([1.0, 2, 3, 4], [4, 1]);
        ModelSelectionOptions Only(params Ridge[] ridges) => new() { Ridges = ridges, Fit = Fit };
        ModelSelection selection = ModelSelection.Choose<double>(Grid, x, y, ModelMeasure.LeaveOneOutSquaredError, Only(Ridge.Absolute(0), Ridge.Relative(0.1)));
        Assert.That(selection.Best.RelativeRidge, Is.EqualTo(0.1).Within(1e-12));
        Assert.That(selection.Scores.Where(score => score.RelativeRidge == 0).Select(score => (score.LeaveOneOut, score.LogMarginalLikelihood)), Is.All.EqualTo(((LeaveOneOutScore?)null, (double?)null)));
        Assert.That(
            Assert.Throws<NoUsableModelException>(() => ModelSelection.Choose<double>(Grid, x, y, ModelMeasure.LeaveOneOutSquaredError, Only(Ridge.Absolute(0))))!.Scores,
            Has.Count.EqualTo(Grid.Count));
    }

    [Test]
    public void WhatWasFoundSurvivesACancellation()
    {
        var problem = new Problem<double>(Rows);
        using var source = new CancellationTokenSource();
        var progress = new CancelAfter(source, networks: 2);
        ModelSelectionCanceledException error = Assert.Throws<ModelSelectionCanceledException>(() => ModelSelection.Choose<double>(
            Grid, problem.XTrain, problem.YTrain, ModelMeasure.LogMarginalLikelihood, Options(KernelKind.Nngp) with { Progress = progress }, source.Token))!;
        ModelSelection all = ModelSelection.Choose<double>(Grid, problem.XTrain, problem.YTrain, ModelMeasure.LogMarginalLikelihood, Options(KernelKind.Nngp));
        Assert.That(error.Scores.Select(score => (score.Candidate, score.LogMarginalLikelihood)), Is.EqualTo(all.Scores.Take(2 * Ridges.Length).Select(score => (score.Candidate, score.LogMarginalLikelihood))));
    }

    [Test]
    public void WhatCannotBeIsRefused()
    {
        var problem = new Problem<double>(Rows);
        Tensor<double> one = Problem<double>.Rows(problem.YTrain, [.. Enumerable.Range(0, Rows)]).Reshape([2 * Rows]);
        Assert.Multiple(() =>
        {
            Assert.Throws<ArgumentException>(() => ModelSelection.Choose<double>([], problem.XTrain, problem.YTrain, ModelMeasure.LogMarginalLikelihood));
            Assert.Throws<ArgumentException>(() => ModelSelection.Choose<double>(Grid, problem.XTrain, problem.YTrain, ModelMeasure.ValidationAccuracy));
            Assert.Throws<ArgumentException>(() => ModelSelection.Choose<double>(Grid, problem.XTrain, problem.YTrain, ModelMeasure.LogMarginalLikelihood, new() { Ridges = [] }));
            Assert.Throws<DimensionMismatchException>(() => ModelSelection.Choose<double>(Grid, problem.XTrain, one, ModelMeasure.LogMarginalLikelihood));
            Assert.Throws<ArgumentOutOfRangeException>(() => Family.Grid([-1], [1], [0]));
            Assert.Throws<ArgumentOutOfRangeException>(() => Family.Grid([1], [0], [0]));
            Assert.Throws<ArgumentOutOfRangeException>(() => Family.Grid([1], [1], [double.NaN]));
        });
    }

    [Test]
    public void FamiliesAreTheArchitecturesOfTheLiterature()
    {
        Activation relu = Layers.Relu();
        Network Of(NetworkFamily family) => family.Grid([2], [1.3], [0.2]).Single().Network;
        Assert.Multiple(() =>
        {
            Assert.That(Of(NetworkFamily.FullyConnected(relu)), Is.EqualTo(Presets.FullyConnected(2, 1.3, 0.2)));
            Assert.That(Of(NetworkFamily.ConvVec(relu)), Is.EqualTo(Presets.ConvVec(2, 1.3, 0.2)));
            Assert.That(Of(NetworkFamily.ConvGap(relu)), Is.EqualTo(Presets.ConvGap(2, 1.3, 0.2)));
            Assert.That(Of(NetworkFamily.FullyConnected(Layers.Erf())), Is.EqualTo(NetworkText.Parse("2*(dense(1.3,0.2) erf) dense(1.3,0.2)")));
        });
    }

    private static ModelSelectionOptions Options(params KernelKind[] kinds) => new() { Kernels = kinds, Ridges = Ridges, Fit = Fit };

    private static Tensor<double> Matrix(params double[] row) => Tensor.Create(row, [1, row.Length]);

    /// <summary>Predictions of each row by a model fitted to all others, and their log densities with the ridge as noise.</summary>
    private static (double Error, double Density) Refitted(Network network, KernelKind kind, Problem<double> problem, double lambda)
    {
        // The process with covariance Θ has the NTK's mean, and a variance that goes with its likelihood.
        KernelKind process = kind == KernelKind.Ntk ? KernelKind.NtkGp : kind;
        double error = 0, density = 0;
        for (int left = 0; left < Rows; left++)
        {
            int[] others = [.. Enumerable.Range(0, Rows).Where(row => row != left)];
            using GaussianProcess<double> gp = GaussianProcess.Fit<double>(
                network, process, Problem<double>.Rows(problem.XTrain, others), Problem<double>.Rows(problem.YTrain, others), Ridge.Absolute(lambda), Fit);
            Prediction<double> prediction = gp.Predict(Problem<double>.Rows(problem.XTrain, left), PredictionKind.Variance);
            double variance = prediction.Variance![0] + lambda;
            for (int output = 0; output < 2; output++)
            {
                double difference = problem.YTrain[left, output] - prediction.Mean[0, output];
                error += difference * difference;
                density += -0.5 * Math.Log(2 * Math.PI * variance) - difference * difference / (2 * variance);
            }
        }

        return (error / (2 * Rows), density / (2 * Rows));
    }

    private static double Form(double[,] inverse, Tensor<double> y, int output) =>
        Enumerable.Range(0, Rows).Sum(i => Enumerable.Range(0, Rows).Sum(j => y[i, output] * inverse[i, j] * y[j, output]));

    /// <summary>By Gauss–Jordan elimination, whose pivots multiply to the determinant.</summary>
    private static (double[,] Inverse, double LogDeterminant) Inverse(GramMatrix<double> kernel, double lambda)
    {
        int n = kernel.Rows;
        var a = new double[n, 2 * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                a[i, j] = kernel[i, j] + (i == j ? lambda : 0);
            a[i, n + i] = 1;
        }

        double log = 0;
        for (int k = 0; k < n; k++)
        {
            double pivot = a[k, k];
            log += Math.Log(pivot);
            for (int j = 0; j < 2 * n; j++)
                a[k, j] /= pivot;
            for (int i = 0; i < n; i++)
            {
                double factor = i == k ? 0 : a[i, k];
                for (int j = 0; j < 2 * n; j++)
                    a[i, j] -= factor * a[k, j];
            }
        }

        var inverse = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                inverse[i, j] = a[i, n + j];
        }

        return (inverse, log);
    }

    private sealed class CancelAfter(CancellationTokenSource source, int networks) : IProgress<IReadOnlyList<CandidateScore>>
    {
        private int done;

        public void Report(IReadOnlyList<CandidateScore> value)
        {
            if (++done == networks)
                source.Cancel();
        }
    }
}
