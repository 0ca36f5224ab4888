using System.Numerics.Tensors;
using Ntk.Solvers.Dynamics;
using Ntk.Tests.Engine;

namespace Ntk.Tests.Solvers;

/// <summary>Losses and their gradients: plain formulas, finite differences, and the ends of the number range.</summary>
internal sealed class TrainingLossTests
{
    private const int Rows = 4, Outputs = 3;

    private static readonly double[] Probabilities = [1, 0, 0, 0.2, 0.5, 0.3, 0, 1, 0, 0.25, 0.25, 0.5];

    private static IEnumerable<TestCaseData> Losses()
    {
        yield return Case(new HalfMeanSquaredError<double>(), (f, y) => f.Zip(y, (a, b) => (a - b) * (a - b)).Sum() / (2 * f.Length));
        yield return Case(new HuberLoss<double>(0.5), (f, y) => f.Zip(y, (a, b) => Math.Abs(a - b) <= 0.5 ? (a - b) * (a - b) / 2 : 0.5 * Math.Abs(a - b) - 0.125).Average());
        yield return Case(new LogisticLoss<double>(), (f, y) => f.Zip(y, (a, b) => -b * Math.Log(1 / (1 + Math.Exp(-a))) - (1 - b) * Math.Log(1 - 1 / (1 + Math.Exp(-a)))).Average());
        yield return Case(new SoftmaxCrossEntropy<double>(), (f, y) => f.Chunk(Outputs).Zip(y.Chunk(Outputs), (row, target) => -row.Zip(target, (a, b) => b * Math.Log(Math.Exp(a) / row.Sum(Math.Exp))).Sum()).Average());

        static TestCaseData Case(ITrainingLoss<double> loss, Func<double[], double[], double> plain) => new TestCaseData(loss, plain).SetArgDisplayNames(loss.GetType().Name);
    }

    [TestCaseSource(nameof(Losses))]
    public void Value_is_the_plain_formula(ITrainingLoss<double> loss, Func<double[], double[], double> plain)
    {
        double[] outputs = Some(3);
        Assert.That(Value(loss, outputs, Probabilities), Is.EqualTo(plain(outputs, Probabilities)).Within(1e-13));
    }

    [TestCaseSource(nameof(Losses))]
    public void Gradient_is_that_of_finite_differences(ITrainingLoss<double> loss, Func<double[], double[], double> plain)
    {
        double[] outputs = Some(5), gradient = Gradient(loss, outputs, Probabilities);
        for (int i = 0; i < outputs.Length; i++)
        {
            const double Step = 1e-5;
            double[] above = [.. outputs], below = [.. outputs];
            above[i] += Step;
            below[i] -= Step;
            Assert.That(gradient[i], Is.EqualTo((plain(above, Probabilities) - plain(below, Probabilities)) / (2 * Step)).Within(1e-9));
        }
    }

    [TestCaseSource(nameof(Losses))]
    public void Curvature_bounds_the_second_derivatives(ITrainingLoss<double> loss, Func<double[], double[], double> plain)
    {
        // The gradient's change is at most the curvature times the outputs', and for some outputs nearly that.
        double bound = loss.LargestCurvature(Rows, Outputs), largest = 0;
        _ = plain;
        for (int seed = 0; seed < 50; seed++)
        {
            // Two equal logits above the others are where softmax bends most; targets, where Huber does.
            double[] outputs = seed == 0 ? [.. Probabilities.Select((_, i) => i % Outputs == 2 ? -50.0 : 0)] : seed == 1 ? Probabilities : Some(seed), moved = [.. outputs];
            for (int i = 0; i < moved.Length; i++)
                moved[i] += seed == 0 ? 1e-4 * (i % Outputs == 0 ? 1 : i % Outputs == 1 ? -1 : 0) : 1e-4 * Some(seed + 100)[i];
            double[] before = Gradient(loss, outputs, Probabilities), after = Gradient(loss, moved, Probabilities);
            largest = Math.Max(largest, Math.Sqrt(Square(before, after) / Square(outputs, moved)));
        }

        Assert.That(largest, Is.InRange(0.9 * bound, bound * (1 + 1e-6)));

        static double Square(double[] a, double[] b) => a.Zip(b, (x, y) => (x - y) * (x - y)).Sum();
    }

    [TestCaseSource(nameof(Losses))]
    public void Huge_outputs_give_finite_values(ITrainingLoss<double> loss, Func<double[], double[], double> plain)
    {
        _ = plain;
        foreach (double size in (double[])[800, 1e5, 1e150])
        {
            double[] outputs = [.. Some(2).Select(value => Math.Sign(value) * size)], gradient = Gradient(loss, outputs, Probabilities);
            Assert.That(Value(loss, outputs, Probabilities), Is.GreaterThanOrEqualTo(0).And.LessThan(double.PositiveInfinity), $"{size}");
            Assert.That(gradient.All(double.IsFinite), $"{size}");
        }
    }

    [Test]
    public void Cross_entropy_pulls_no_row_up_or_down()
    {
        foreach (double[] row in Gradient(new SoftmaxCrossEntropy<double>(), Some(9), Probabilities).Chunk(Outputs))
            Assert.That(row.Sum(), Is.Zero.Within(1e-16));
    }

    [Test]
    public void Small_losses_keep_their_digits()
    {
        // log(1 + e^{−30}) and log(1 + e^{−40}), to 17 digits by mpmath.
        Assert.That(new LogisticLoss<double>().Value(new([30.0], 1, 1), new([1.0], 1, 1)), Is.EqualTo(9.357622968839737e-14).Within(1e-10).Percent);
        Assert.That(new LogisticLoss<double>().Value(new([-40.0], 1, 1), new([0.0], 1, 1)), Is.EqualTo(4.2483542552915889e-18).Within(1e-10).Percent);
    }

    [Test]
    public void Targets_without_meaning_are_refused()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Refused(new SoftmaxCrossEntropy<double>(), [1, 0, 0.5, 0.4])!.Row, Is.EqualTo(1));
            Assert.That(Refused(new SoftmaxCrossEntropy<double>(), [1.5, -0.5, 0, 1])!.Value, Is.EqualTo(-0.5));
            Assert.That(Refused(new LogisticLoss<double>(), [1, 0, 0, 1.01])!.Value, Is.EqualTo(1.01));
            Assert.That(Refused(new HalfMeanSquaredError<double>(), [1, -5, 7, 1.01]), Is.Null);
            Assert.Throws<ArgumentOutOfRangeException>(() => _ = new HuberLoss<double>(0));
            Assert.Throws<DimensionMismatchException>(() => new HuberLoss<double>().Value(new([1.0], 1, 1), new([1.0, 2], 1, 2)));
        });

        static LossTargetException? Refused(ITrainingLoss<double> loss, double[] targets)
        {
            try
            {
                loss.RequireTargets(new(targets, 2, 2));
                return null;
            }
            catch (LossTargetException error)
            {
                return error;
            }
        }
    }

    private static double[] Some(int seed) => [.. RandomInputs.Normal<double>(Rows, Outputs, seed)];

    private static double Value(ITrainingLoss<double> loss, double[] outputs, double[] targets) => loss.Value(new(outputs, Rows, Outputs), new(targets, Rows, Outputs));

    private static double[] Gradient(ITrainingLoss<double> loss, double[] outputs, double[] targets)
    {
        var gradient = new double[outputs.Length];
        loss.Gradient(new(outputs, Rows, Outputs), new(targets, Rows, Outputs), new(gradient, Rows, Outputs));
        return gradient;
    }
}
