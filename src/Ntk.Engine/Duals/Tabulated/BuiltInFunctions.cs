namespace Ntk.Engine.Duals.Tabulated;

/// <summary>The activations without a closed dual.</summary>
internal static class BuiltInFunctions
{
    public static ElementwiseFunction Tanh { get; } = new("tanh", Math.Tanh, x => (1 - Math.Tanh(x)) * (1 + Math.Tanh(x)));

    public static ElementwiseFunction Sigmoid { get; } = new("sigmoid", Logistic, x => Logistic(x) * Logistic(-x));

    public static ElementwiseFunction Softplus { get; } = new("softplus", x => Math.Max(x, 0) + LogOnePlus(Math.Exp(-Math.Abs(x))), Logistic);

    public static ElementwiseFunction Silu { get; } = new("silu", x => x * Logistic(x), x => Logistic(x) * (1 + x * Logistic(-x)));

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    private static double LogOnePlus(double x)
    {
        double sum = 1 + x;
        return sum == 1 ? x : Math.Log(sum) * x / (sum - 1);
    }
}
