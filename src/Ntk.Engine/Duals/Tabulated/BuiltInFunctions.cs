using System.Numerics.Tensors;

namespace Ntk.Engine.Duals.Tabulated;

/// <summary>The activations without a closed dual.</summary>
internal static class BuiltInFunctions
{
    public static ElementwiseFunction Tanh { get; } = new("tanh", Math.Tanh, x => (1 - Math.Tanh(x)) * (1 + Math.Tanh(x)), static (x, values, derivatives) =>
    {
        TensorPrimitives.Tanh(x, values);
        for (int i = 0; i < x.Length; i++)
            derivatives[i] = (1 - values[i]) * (1 + values[i]);
    });

    public static ElementwiseFunction Sigmoid { get; } = new("sigmoid", Logistic, x => Logistic(x) * Logistic(-x), static (x, values, derivatives) =>
    {
        TensorPrimitives.Sigmoid(x, values);
        for (int i = 0; i < x.Length; i++)
            derivatives[i] = values[i] * (1 - values[i]);
    });

    public static ElementwiseFunction Softplus { get; } = new("softplus", x => Math.Max(x, 0) + LogOnePlus(Math.Exp(-Math.Abs(x))), Logistic, static (x, values, derivatives) =>
    {
        TensorPrimitives.Abs(x, values);
        TensorPrimitives.Negate(values, values);
        TensorPrimitives.Exp(values, values);
        TensorPrimitives.LogP1(values, values);
        for (int i = 0; i < x.Length; i++)
            values[i] += Math.Max(x[i], 0);
        TensorPrimitives.Sigmoid(x, derivatives);
    });

    public static ElementwiseFunction Silu { get; } = new("silu", x => x * Logistic(x), x => Logistic(x) * (1 + x * Logistic(-x)), static (x, values, derivatives) =>
    {
        TensorPrimitives.Sigmoid(x, derivatives);
        for (int i = 0; i < x.Length; i++)
        {
            double logistic = derivatives[i];
            values[i] = x[i] * logistic;
            derivatives[i] = logistic * (1 + x[i] * (1 - logistic));
        }
    });

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    private static double LogOnePlus(double x)
    {
        double sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * x / (sum - 1);
    }
}
