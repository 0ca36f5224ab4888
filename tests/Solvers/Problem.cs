using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Networks;
using Ntk.Tests.Engine;
using static Ntk.Engine.Networks.Layers;

namespace Ntk.Tests.Solvers;

/// <summary>A regression problem of some size, with two outputs: the sign-like and the smooth part of the inputs.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class Problem<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public Problem(int trainingRows, int testRows = 7, int features = 6, int outputs = 2, int seed = 1)
    {
        XTrain = RandomInputs.Normal<T>(trainingRows, features, seed);
        XTest = RandomInputs.Normal<T>(testRows, features, seed + 1000);
        YTrain = Targets(XTrain, outputs);
        YTest = Targets(XTest, outputs);
    }

    public static Network Network { get; } = Network.Serial(Dense(1.4, 0.1), Relu(), Dense(1.4, 0.1), Relu(), Dense(1.4, 0.1));

    public Tensor<T> XTrain { get; }

    public Tensor<T> YTrain { get; }

    public Tensor<T> XTest { get; }

    public Tensor<T> YTest { get; }

    /// <summary>Some rows, in some order.</summary>
    public static Tensor<T> Rows(Tensor<T> tensor, params ReadOnlySpan<int> rows)
    {
        int width = (int)(tensor.FlattenedLength / tensor.Lengths[0]);
        var values = new T[rows.Length * width];
        for (int i = 0; i < rows.Length; i++)
            tensor.GetSpan([rows[i], 0], width).CopyTo(values.AsSpan(i * width));
        return Tensor.Create(values, [rows.Length, width]);
    }

    private static Tensor<T> Targets(Tensor<T> inputs, int outputs)
    {
        var targets = Tensor.CreateFromShape<T>([inputs.Lengths[0], outputs]);
        for (nint row = 0; row < inputs.Lengths[0]; row++)
        {
            for (int output = 0; output < outputs; output++)
            {
                double a = double.CreateTruncating(inputs[row, output % inputs.Lengths[1]]), b = double.CreateTruncating(inputs[row, 1]);
                targets[row, output] = T.CreateTruncating(Math.Sin(a + output) + 0.5 * a * b);
            }
        }

        return targets;
    }
}
