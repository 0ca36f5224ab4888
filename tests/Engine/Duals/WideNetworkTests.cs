using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using static Ntk.Engine.Networks.Layers;

namespace Ntk.Tests.Engine.Duals;

/// <summary>
/// What the kernels are the limit of: random networks of finite width, whose empirical NNGP and NTK agree within the standard error.
/// </summary>
internal sealed class WideNetworkTests
{
    private const int Features = 5;
    private const double WStd = 1.1;
    private const double BStd = 0.3;
    private const double Sigmas = 5;

    private static readonly double[][] Inputs = MakeInputs();

    private static IEnumerable<ActivationCase> Cases =>
        [.. ActivationCase.Bent(), .. ActivationCase.Analytic().Where(c => c.Activation is not Monomial { Degree: > 3 }), .. ActivationCase.Tabulated()];

    /// <summary>One hidden layer: its neurons are independent samples of what the kernels average over.</summary>
    [TestCaseSource(nameof(Cases))]
    public void OneHiddenLayer(ActivationCase activation)
    {
        // High powers have heavy tails: more samples for the same standard error.
        int width = activation.Activation is RectifiedMonomial { Degree: > 2 } or Ntk.Engine.Networks.Hermite ? 800_000 : 100_000;
        var random = new Random(5);
        var kernel = new Statistics[Inputs.Length, Inputs.Length];
        var tangent = new Statistics[Inputs.Length, Inputs.Length];
        double[] hidden = new double[Inputs.Length], values = new double[Inputs.Length], slopes = new double[Inputs.Length];
        for (int neuron = 0; neuron < width; neuron++)
        {
            Neuron(random, hidden);
            double readout = RandomInputs.NextNormal(random);
            for (int i = 0; i < hidden.Length; i++)
                (values[i], slopes[i]) = (activation.Value(hidden[i]), activation.Slope(hidden[i]));
            ForPairs((i, j) =>
            {
                double value = WStd * WStd * values[i] * values[j] + BStd * BStd;
                kernel[i, j].Add(value);
                tangent[i, j].Add(value + WStd * WStd * readout * readout * slopes[i] * slopes[j] * InputKernel(i, j));
            });
        }

        RequireWithinStandardError(Network.Serial(Dense(WStd, BStd), activation.Activation, Dense(WStd, BStd)), kernel, tangent, 0.03);
    }

    /// <summary>Two hidden layers: averages over networks, each with its gradients by back-propagation.</summary>
    [Test]
    public void TwoHiddenLayers([Values("relu", "erf")] string name)
    {
        const int Width = 500, Networks = 60;
        ActivationCase activation = name == "relu" ? ActivationCase.Bent().First() : ActivationCase.Analytic().First();
        var random = new Random(6);
        var kernel = new Statistics[Inputs.Length, Inputs.Length];
        var tangent = new Statistics[Inputs.Length, Inputs.Length];
        for (int sample = 0; sample < Networks; sample++)
        {
            var network = new FiniteNetwork(random, activation, Width);
            ForPairs((i, j) =>
            {
                kernel[i, j].Add(network.Nngp(i, j));
                tangent[i, j].Add(network.Ntk(i, j));
            });
        }

        Network infinite = Network.Serial(Dense(WStd, BStd), activation.Activation, Dense(WStd, BStd), activation.Activation, Dense(WStd, BStd));
        RequireWithinStandardError(infinite, kernel, tangent, 0.03);
    }

    private static void RequireWithinStandardError(Network network, Statistics[,] kernel, Statistics[,] tangent, double largestError)
    {
        Tensor<double> inputs = Tensor.Create([.. Inputs.SelectMany(x => x)], [Inputs.Length, Features]);
        using GramResult<double> exact = new GramBuilder<double>(network).Build(inputs);
        foreach ((GramMatrix<double> matrix, Statistics[,] samples, string what) in new[] { (exact.Nngp, kernel, "NNGP"), (exact.Ntk, tangent, "NTK") })
        {
            ForPairs((i, j) =>
            {
                double scale = Math.Sqrt(matrix[i, i] * matrix[j, j]);
                Assert.That(samples[i, j].StandardError, Is.LessThan(largestError * scale), $"{what}[{i}, {j}]: too few samples to tell");
                Assert.That(samples[i, j].Mean, Is.EqualTo(matrix[i, j]).Within(Sigmas * samples[i, j].StandardError + 1e-12 * scale), $"{what}[{i}, {j}]");
            });
        }
    }

    private static double[][] MakeInputs()
    {
        var random = new Random(4);
        double[][] inputs = [new double[Features], new double[Features], new double[Features]];
        for (int k = 0; k < Features; k++)
        {
            inputs[0][k] = RandomInputs.NextNormal(random);
            inputs[1][k] = 0.6 * RandomInputs.NextNormal(random);
            inputs[2][k] = 0.9 * inputs[0][k] + 0.2 * RandomInputs.NextNormal(random);
        }

        return inputs;
    }

    /// <summary>W_std²·⟨x, x'⟩/n + b_std².</summary>
    private static double InputKernel(int i, int j) => WStd * WStd * TensorPrimitives.Dot<double>(Inputs[i], Inputs[j]) / Features + BStd * BStd;

    /// <summary>The pre-activations of one random neuron for all inputs.</summary>
    private static void Neuron(Random random, double[] hidden)
    {
        Array.Fill(hidden, BStd * RandomInputs.NextNormal(random));
        for (int k = 0; k < Features; k++)
        {
            double weight = WStd / Math.Sqrt(Features) * RandomInputs.NextNormal(random);
            for (int i = 0; i < hidden.Length; i++)
                hidden[i] += weight * Inputs[i][k];
        }
    }

    private static void ForPairs(Action<int, int> action)
    {
        for (int i = 0; i < Inputs.Length; i++)
        {
            for (int j = 0; j <= i; j++)
                action(i, j);
        }
    }

    /// <summary>Mean and standard error of the mean.</summary>
    private struct Statistics
    {
        private int count;
        private double squares;

        public double Mean { get; private set; }

        public readonly double StandardError => Math.Sqrt(squares / (count - 1) / count);

        public void Add(double value)
        {
            count++;
            double difference = value - Mean;
            Mean += difference / count;
            squares += difference * (value - Mean);
        }
    }

    /// <summary>A network with two hidden layers of random weights in the NTK parameterisation.</summary>
    private sealed class FiniteNetwork
    {
        private readonly double[][] first;
        private readonly double[][] second;
        private readonly double[][] firstGradient;
        private readonly double[][] secondGradient;
        private readonly int width;

        public FiniteNetwork(Random random, ActivationCase activation, int width)
        {
            this.width = width;
            double[][] one = Layers(width), two = Layers(width);
            var hidden = new double[Inputs.Length];
            for (int n = 0; n < width; n++)
            {
                Neuron(random, hidden);
                for (int i = 0; i < hidden.Length; i++)
                    one[i][n] = hidden[i];
            }

            first = Map(one, activation.Value);
            double[][] weights = [.. Enumerable.Range(0, width).Select(_ => Normals(random, width, WStd / Math.Sqrt(width)))];
            double[] biases = Normals(random, width, BStd);
            for (int i = 0; i < Inputs.Length; i++)
            {
                for (int n = 0; n < width; n++)
                    two[i][n] = TensorPrimitives.Dot<double>(weights[n], first[i]) + biases[n];
            }

            second = Map(two, activation.Value);
            double[] readout = Normals(random, width, WStd / Math.Sqrt(width));
            secondGradient = Map(two, activation.Slope);
            firstGradient = Layers(width);
            for (int i = 0; i < Inputs.Length; i++)
            {
                TensorPrimitives.Multiply<double>(secondGradient[i], readout, secondGradient[i]);
                for (int n = 0; n < width; n++)
                    TensorPrimitives.MultiplyAdd<double>(weights[n], secondGradient[i][n], firstGradient[i], firstGradient[i]);
                TensorPrimitives.Multiply<double>(firstGradient[i], Array.ConvertAll(one[i], x => activation.Slope(x)), firstGradient[i]);
            }
        }

        public double Nngp(int i, int j) => Layer(second, i, j);

        public double Ntk(int i, int j) =>
            Layer(second, i, j)
            + Layer(first, i, j) * TensorPrimitives.Dot<double>(secondGradient[i], secondGradient[j])
            + InputKernel(i, j) * TensorPrimitives.Dot<double>(firstGradient[i], firstGradient[j]);

        private double Layer(double[][] values, int i, int j) => WStd * WStd * TensorPrimitives.Dot<double>(values[i], values[j]) / width + BStd * BStd;

        private static double[][] Layers(int width) => [.. Inputs.Select(_ => new double[width])];

        private static double[][] Map(double[][] values, Func<double, double> f) => Array.ConvertAll(values, row => Array.ConvertAll(row, x => f(x)));

        private static double[] Normals(Random random, int count, double scale) => [.. Enumerable.Range(0, count).Select(_ => scale * RandomInputs.NextNormal(random))];
    }
}
