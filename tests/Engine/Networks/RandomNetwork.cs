using Ntk.Engine.Networks;

namespace Ntk.Tests.Engine.Networks;

/// <summary>Random networks that have a kernel, made of every kind of layer.</summary>
internal static class RandomNetwork
{
    /// <summary>A network that ends in a Dense layer.</summary>
    public static Network Make(int seed, bool withTables = true)
    {
        var random = new Random(seed);
        var layers = new List<Layer> { Dense(random) };
        layers.AddRange(Block(random, depth: 0, withTables));
        return new Network([.. layers, Dense(random)]);
    }

    /// <summary>Layers that take a Gaussian signal of width 64 and leave one.</summary>
    private static List<Layer> Block(Random random, int depth, bool withTables)
    {
        var layers = new List<Layer>();
        int count = random.Next(depth == 0 ? 1 : 0, 4);
        for (int k = 0; k < count; k++)
        {
            switch (random.Next(depth < 3 ? 8 : 4))
            {
                case 0:
                    layers.Add(new Identity());
                    break;
                case 1:
                    layers.AddRange([new LayerNorm(Epsilon: random.Next(2) * Positive(random)), Activation(random, withTables), Dense(random)]);
                    break;
                case 2:
                    layers.AddRange([Activation(random, withTables), new Dropout(1 - 0.5 * random.NextDouble()), Dense(random)]);
                    break;
                case 3:
                    layers.AddRange([Activation(random, withTables), Dense(random)]);
                    break;
                case 4 or 5:
                    layers.Add(new FanInSum(Branches(random, depth, withTables)));
                    break;
                case 6:
                    layers.AddRange([new FanInProduct(Branches(random, depth, withTables)), Dense(random)]);
                    break;
                default:
                    layers.AddRange([new FanInConcat(Branches(random, depth, withTables)), Dense(random)]);
                    break;
            }
        }

        return layers;
    }

    /// <summary>The first branch may be without weights; all others begin with an activation and a Dense layer.</summary>
    private static EquatableList<EquatableList<Layer>> Branches(Random random, int depth, bool withTables)
    {
        List<EquatableList<Layer>> branches = [[.. Block(random, depth + 1, withTables)]];
        for (int k = random.Next(3); k > 0; k--)
            branches.Add([Activation(random, withTables), Dense(random), .. Block(random, depth + 1, withTables)]);
        return [.. branches];
    }

    private static Dense Dense(Random random) => random.Next(4) == 0 ? new(Width: 64) : new(
        WStd: 0.3 + random.NextDouble(),
        BStd: random.Next(3) == 0 ? null : random.NextDouble(),
        Width: 64,
        random.Next(3) == 0 ? Parameterization.Standard : Parameterization.Ntk,
        WidthScale: random.Next(2) == 0 ? 1 : 100 * Positive(random));

    private static Activation Activation(Random random, bool withTables) => random.Next(withTables ? 20 : 16) switch
    {
        0 => new Relu(),
        1 => new LeakyRelu(random.NextDouble()),
        2 => new AbRelu(-random.NextDouble(), Positive(random)),
        3 => new Abs(),
        4 => new Sign(),
        5 => new RectifiedMonomial(random.Next(3)),
        6 => new Erf(Positive(random), Positive(random), random.NextDouble()),
        7 => new Gelu(),
        8 => new Sin(Positive(random), Positive(random), random.NextDouble()),
        9 => new Cos(Positive(random), Positive(random), random.NextDouble()),
        10 => new Rbf(Positive(random)),
        11 => new Exp(Positive(random), 0.1 * random.NextDouble()),
        12 => new Gaussian(Positive(random), -Positive(random)),
        13 => new Monomial(random.Next(3)),
        14 => new Hermite(random.Next(3)),
        15 => new PolynomialActivation([random.NextDouble(), -random.NextDouble(), 1e-3 * random.NextDouble()]),
        16 => new Tanh(),
        17 => new Sigmoid(),
        18 => new Softplus(),
        _ => new Silu(),
    };

    private static double Positive(Random random) => 0.1 + random.NextDouble();
}
