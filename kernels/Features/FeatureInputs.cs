using System.Numerics;
using Ntk.Engine.Cpu;
using Ntk.Kernels.Devices;

namespace Ntk.Kernels.Features;

/// <summary>One set of inputs on a device: its rows, and what each leaves for the layers.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed unsafe class FeatureInputs<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Elements of rows that are copied at once.</summary>
    private const int CopyElements = 1 << 24;

    public FeatureInputs(ComputeDevice device, InputRows<T> inputs, FactorTable<T> factors, RowStates result, bool asFirst, bool isScaled, bool isTangentScaled)
    {
        Count = inputs.Count;
        Factors = factors.Upload(device, asFirst);
        Rows = new(device, inputs.Count * (long)inputs.Stride);
        int chunk = (int)Math.Max(1, CopyElements / inputs.Stride);
        for (int row = 0; row < inputs.Count; row += chunk)
            Rows.Fill(device, row * (long)inputs.Stride, new(inputs.Row(row), Math.Min(chunk, inputs.Count - row) * (int)inputs.Stride));
        Squares = new(device, inputs.Count);
        Squares.Fill(device, 0, new(inputs.Square(0), inputs.Count));
        IsZero = DeviceArray<int>.Of(device, Array.ConvertAll(inputs.IsZero, zero => zero ? 1 : 0));
        Scale = DeviceArray<T>.Of(device, Scales(result.Variance, isScaled));
        TangentScale = DeviceArray<T>.Of(device, Scales(result.Tangent, isTangentScaled));
    }

    public int Count { get; }

    public DeviceArray<T> Factors { get; }

    public DeviceArray<T> Rows { get; }

    public DeviceArray<T> Squares { get; }

    public DeviceArray<int> IsZero { get; }

    public DeviceArray<T> Scale { get; }

    public DeviceArray<T> TangentScale { get; }

    /// <summary>Bytes it takes.</summary>
    public static long Bytes(InputRows<T> inputs, FactorTable<T> factors, bool asFirst) =>
        sizeof(T) * (factors.Length(asFirst) + inputs.Count * (inputs.Stride + 3L)) + sizeof(int) * (long)inputs.Count;

    public void Dispose()
    {
        Factors.Dispose();
        Rows.Dispose();
        Squares.Dispose();
        IsZero.Dispose();
        Scale.Dispose();
        TangentScale.Dispose();
    }

    private static T[] Scales(double[] diagonal, bool isScaled) => Array.ConvertAll(diagonal, value => isScaled ? T.CreateTruncating(Math.Sqrt(value)) : T.One);
}
