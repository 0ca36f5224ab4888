using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ntk.Engine.Numerics;
using Ntk.Engine.Programs;
using Ntk.Native;

namespace Ntk.Engine.Cpu;

/// <summary>
/// Inputs prepared for covariances without cancellation: each row scaled to unit length and moved by a common centre. Then
/// hav θ = |z − z'|²/4 = (|z|² + |z'|²)/4 − z·z'/2, whose rounding error is relative to the spread of the data around the
/// centre, not to the length of the rows.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed unsafe class InputRows<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Sums over rows are added up in blocks of this many, in order, so that they do not depend on the number of threads.
    private const int BlockRows = 256;

    private readonly NativeBuffer<T> rows;
    private readonly NativeBuffer<T> squares;
    private readonly double[] powers;
    private readonly double[] inverseLengths;
    private readonly int threads;

    private InputRows(ReadOnlyTensorSpan<T> inputs, string name, int threads)
    {
        Count = checked((int)inputs.Lengths[0]);
        FeatureCount = InputShape.CountFeatures(inputs.Lengths[1..]);
        Stride = CpuProfile.PaddedCount<T>(FeatureCount);
        rows = new(Count * Stride);
        squares = new(CpuProfile.PaddedCount<T>(Count));
        inverseLengths = new double[Count];
        powers = new double[Count];
        States = new RowStates(Count);
        IsZero = new bool[Count];
        this.threads = threads;
        Copy(inputs);
        ForRows((row, values) => Measure(row, values, name));
        HasZeroRows = Array.IndexOf(IsZero, value: true) >= 0;
    }

    /// <summary>Number of inputs.</summary>
    public int Count { get; }

    /// <summary>Features of an input.</summary>
    public int FeatureCount { get; }

    /// <summary>Elements from one row to the next; those beyond the features are zero.</summary>
    public nint Stride { get; }

    /// <summary>K₀(x, x) = |x|²/n₀.</summary>
    public RowStates States { get; }

    /// <summary>Rows of zeros, which have no direction.</summary>
    public bool[] IsZero { get; }

    /// <summary>Whether there are any.</summary>
    public bool HasZeroRows { get; }

    private int Blocks => (Count + BlockRows - 1) / BlockRows;

    /// <summary>Prepares one set of inputs, or two with the same centre; the second may be empty.</summary>
    /// <exception cref="NonFiniteValueException">An input is NaN or infinite.</exception>
    public static (InputRows<T> First, InputRows<T>? Second, NativeBuffer<T> Centre) Prepare(ReadOnlyTensorSpan<T> first, ReadOnlyTensorSpan<T> second, bool isSymmetric, int threads)
    {
        var a = new InputRows<T>(first, "The first input", threads);
        InputRows<T>? b = isSymmetric ? null : new InputRows<T>(second, "The second input", threads);
        var sum = new double[a.FeatureCount];
        int directions = a.AddDirections(sum) + (b?.AddDirections(sum) ?? 0);
        var centre = new NativeBuffer<T>(a.Stride);
        for (int k = 0; k < sum.Length; k++)
        {
            centre.Pointer[k] = T.CreateTruncating(sum[k] / Math.Max(1, directions));
            sum[k] = double.CreateTruncating(centre.Pointer[k]);
        }

        a.MoveTo(sum);
        b?.MoveTo(sum);
        return (a, b, centre);
    }

    /// <summary>z of a row.</summary>
    public T* Row(int row) => rows.Pointer + row * Stride;

    /// <summary>|z|² of a row, and on from it.</summary>
    public T* Square(int row) => squares.Pointer + row;

    /// <summary>All z as a matrix.</summary>
    public ReadOnlyMatrixSpan<T> Matrix(int row, int count) => ReadOnlyMatrixSpan<T>.FromReference(ref *Row(row), count, FeatureCount, Stride);

    public void Dispose()
    {
        rows.Dispose();
        squares.Dispose();
    }

    private void Copy(ReadOnlyTensorSpan<T> inputs)
    {
        if (Count == 0 || FeatureCount == 0)
            return;
        for (int row = 0; row < Count; row++)
            InputTensor.CopyRow(inputs, row, new Span<T>(Row(row), FeatureCount));
    }

    /// <summary>Runs an action on all rows, each converted to double.</summary>
    private void ForRows(Action<int, double[]> action) => ParallelBlocks.Run(Blocks, threads, block => ForRows(block, action));

    private void ForRows(int block, Action<int, double[]> action)
    {
        var values = new double[FeatureCount];
        int end = Math.Min(Count, (block + 1) * BlockRows);
        for (int row = block * BlockRows; row < end; row++)
        {
            TensorPrimitives.ConvertTruncating(Values(row), values);
            action(row, values);
        }
    }

    private Span<T> Values(int row) => new(Row(row), FeatureCount);

    /// <summary>The length of a row, scaled by a power of two so that no square leaves the range of double.</summary>
    private void Measure(int row, double[] values, string name)
    {
        double largest = Math.Abs(TensorPrimitives.MaxMagnitude<double>(values));
        if (!double.IsFinite(largest))
        {
            int feature = Array.FindIndex(values, value => !double.IsFinite(value));
            throw new NonFiniteValueException(name, row, feature, values[feature]);
        }

        if (largest == 0)
        {
            IsZero[row] = true;
            return;
        }

        // Below, the power itself would leave the range; squares of what it leaves are well inside.
        int exponent = Math.Max(-1000, Math.ILogB(largest));
        powers[row] = Math.ScaleB(1, -exponent);
        TensorPrimitives.Multiply(values, powers[row], values);
        double sum = TensorPrimitives.SumOfSquares<double>(values);
        inverseLengths[row] = 1 / Math.Sqrt(sum);
        States.Variance[row] = Math.ScaleB(sum / FeatureCount, 2 * exponent);
    }

    /// <summary>Turns a row into x/|x|.</summary>
    private void MakeUnit(int row, double[] values)
    {
        TensorPrimitives.Multiply(values, powers[row], values);
        TensorPrimitives.Multiply(values, inverseLengths[row], values);
    }

    /// <summary>Adds x/|x| of all rows that have a direction; returns their number.</summary>
    private int AddDirections(double[] sum)
    {
        var partial = new double[Blocks][];
        ParallelBlocks.Run(Blocks, threads, block =>
        {
            var mine = new double[FeatureCount];
            ForRows(block, (row, values) =>
            {
                MakeUnit(row, values);
                TensorPrimitives.Add(mine, values, mine);
            });
            partial[block] = mine;
        });
        foreach (double[] mine in partial)
            TensorPrimitives.Add(sum, mine, sum);
        return Count - IsZero.Count(zero => zero);
    }

    private void MoveTo(double[] centre) => ForRows((row, values) =>
    {
        MakeUnit(row, values);
        TensorPrimitives.Subtract(values, centre, values);
        TensorPrimitives.ConvertTruncating<double, T>(values, Values(row));

        // Of the rounded row, which is what products are formed of.
        TensorPrimitives.ConvertTruncating<T, double>(Values(row), values);
        *Square(row) = T.CreateTruncating(TensorPrimitives.SumOfSquares<double>(values));
    });
}
