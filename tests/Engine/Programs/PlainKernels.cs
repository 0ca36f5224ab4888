using System.Numerics.Tensors;
using Ntk.Engine.Networks;

namespace Ntk.Tests.Engine.Programs;

/// <summary>
/// The slow obvious twin of lowering and propagation: the textbook's recursion on whole matrices K and Θ in double, for activations
/// with a simple closed form.
/// </summary>
internal sealed record PlainKernels(double[,] Nngp, double[,] Ntk, int? Width)
{
    private int Count => Nngp.GetLength(0);

    public static PlainKernels Of(Network network, Tensor<double> inputs)
    {
        int rows = (int)inputs.Lengths[0], features = (int)inputs.Lengths[1];
        var product = new double[rows, rows];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < rows; j++)
            {
                for (int k = 0; k < features; k++)
                    product[i, j] += inputs[i, k] * inputs[j, k] / features;
            }
        }

        return new PlainKernels(product, new double[rows, rows], features).Apply(network.Layers);
    }

    private PlainKernels Apply(IEnumerable<Layer> layers) => layers.Aggregate(this, (kernels, layer) => kernels.Apply(layer));

    private PlainKernels Apply(Layer layer) => layer switch
    {
        Dense dense => Apply(dense),
        Identity => this,
        Dropout dropout => Map((i, j) => i == j ? (Nngp[i, i] / dropout.Keep, Ntk[i, i] / dropout.Keep) : (Nngp[i, j], Ntk[i, j])),
        LayerNorm norm => Normalize(norm.Epsilon),
        Activation activation => Map((i, j) => Dual(activation, i, j)),
        FanInSum sum => Sum([.. sum.Branches.Select(b => Apply(b))], _ => 1),
        FanInConcat concat => Concat([.. concat.Branches.Select(b => Apply(b))]),
        FanInProduct product => Product([.. product.Branches.Select(b => Apply(b))]),
        _ => throw new NotSupportedException(layer.ToString()),
    };

    private PlainKernels Apply(Dense dense)
    {
        double weights = dense.WStd * dense.WStd;
        double biases = dense.BStd is { } b ? b * b : 0;
        return Map((i, j) =>
        {
            double kernel = weights * Nngp[i, j] + biases;
            double tangent = dense.Parameterization == Parameterization.Ntk
                ? kernel + weights * Ntk[i, j]
                : Width!.Value / dense.WidthScale * Nngp[i, j] + weights * Ntk[i, j] + (dense.BStd is null ? 0 : 1);
            return (kernel, tangent);
        }) with
        { Width = dense.Width };
    }

    private PlainKernels Normalize(double epsilon) => Map((i, j) =>
    {
        double scale = Math.Sqrt((epsilon + Nngp[i, i]) * (epsilon + Nngp[j, j]));
        return (Nngp[i, j] / scale, Ntk[i, j] / scale);
    });

    private (double Kernel, double Tangent) Dual(Activation activation, int i, int j)
    {
        (double kernel, double slope) = PlainDuals.Of(activation, Nngp[i, i], Nngp[j, j], Nngp[i, j]);
        return (kernel, slope * Ntk[i, j]);
    }

    private PlainKernels Sum(PlainKernels[] branches, Func<PlainKernels, double> weight) => Map((i, j) =>
        (branches.Sum(b => weight(b) * b.Nngp[i, j]), branches.Sum(b => weight(b) * b.Ntk[i, j]))) with
    { Width = branches[0].Width };

    private PlainKernels Concat(PlainKernels[] branches)
    {
        int total = branches.Sum(b => b.Width!.Value);
        return Sum(branches, b => (double)b.Width!.Value / total) with { Width = total };
    }

    private PlainKernels Product(PlainKernels[] branches) => Map((i, j) =>
        (branches.Aggregate(1.0, (product, b) => product * b.Nngp[i, j]),
            branches.Sum(b => branches.Where(other => other != b).Aggregate(b.Ntk[i, j], (product, other) => product * other.Nngp[i, j])))) with
    { Width = branches[0].Width };

    private PlainKernels Map(Func<int, int, (double Kernel, double Tangent)> entry)
    {
        double[,] kernel = new double[Count, Count], tangent = new double[Count, Count];
        for (int i = 0; i < Count; i++)
        {
            for (int j = 0; j < Count; j++)
                (kernel[i, j], tangent[i, j]) = entry(i, j);
        }

        return this with { Nngp = kernel, Ntk = tangent };
    }
}
