using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Programs;
using Ntk.Native;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>
/// Pairs of images whose entries distances in float would round too much, evaluated once more in double; and equal images, whose entry is that of an image with itself.
/// </summary>
/// <remarks>
/// A pool forms a small distance as a difference of large ones, and so does an angle between signals of unequal length: where images are nearly equal, opposite or
/// multiples of each other, rounding errors of half the digits reach the slopes. Such pairs are rare.
/// </remarks>
internal sealed class PairRefinement<T, TLane>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
{
    // 1 − |cos| of two images below which they count as nearly collinear.
    private const double SmallestAngle = 5e-3;

    // Ratio of the lengths of two images beyond which the smaller one's digits are lost in the larger one's, and within which they are as good as equal.
    private const double LargestRatio = 16;
    private const double EqualRatio = 1 + 1e-6;

    private readonly KernelProgram program;
    private readonly ImageSet<T> first;
    private readonly ImageSet<T> second;
    private readonly double power;
    private readonly bool mixesPlanes;
    private readonly bool copiesEqualImages;
    private readonly double[] firstLengths;
    private readonly double[] secondLengths;

    public PairRefinement(KernelProgram program, double power, ImageSet<T> first, ImageSet<T> second)
    {
        this.program = program;
        this.power = power;
        this.first = first;
        this.second = second;
        mixesPlanes = Mixes(program);
        copiesEqualImages = mixesPlanes && !program.Operations.Any(operation => operation is DropoutOperation);
        firstLengths = Lengths(first);
        secondLengths = ReferenceEquals(first, second) ? firstLengths : Lengths(second);
    }

    /// <summary>Whether distances are formed as differences before an activation.</summary>
    private static bool Mixes(KernelProgram program)
    {
        int readout = program.Operations.ToList().FindIndex(operation => operation is PoolOperation or ReadoutOperation { Kind: not ReadoutKind.Flatten });
        return readout >= 0 && program.Operations.Skip(readout).Any(operation => operation is DualOperation);
    }

    /// <summary>Replaces the entries of a tile that need it.</summary>
    public void Apply(TileRange tile, TileOutput<T> output, RowStates diagonal)
    {
        // In double only equal images are looked for, and those only where planes mix.
        if (typeof(T) == typeof(double) && !copiesEqualImages)
            return;
        var close = new List<int>();
        for (int row = tile.FirstRow; row < tile.FirstRow + tile.RowCount; row++)
        {
            close.Clear();
            T[] image = Image(first, row);
            for (int column = tile.FirstColumn; column < tile.FirstColumn + tile.ColumnCount; column += TLane.Count)
                Find(row, image, column, output, diagonal, close);
            if (close.Count > 0)
                Evaluate(row, close, output);
        }
    }

    private unsafe void Find(int row, T[] image, int column, TileOutput<T> output, RowStates diagonal, List<int> close)
    {
        T* products = stackalloc T[TLane.Count];
        PixelFactors<T> images = second.Tables[0]!;
        Multiply(image, images.Block(column / TLane.Count), products);
        for (int lane = 0; lane < TLane.Count && column + lane < second.Count; lane++)
        {
            if (!output.Contains(row, column + lane))
                continue;
            double lengths = firstLengths[row] * secondLengths[column + lane];
            if (lengths == 0)
                continue;
            double angle = 1 - Math.Abs(double.CreateTruncating(products[lane])) / lengths;
            double ratio = Math.Max(firstLengths[row], secondLengths[column + lane]) / Math.Min(firstLengths[row], secondLengths[column + lane]);
            if (angle < SmallestAngle && copiesEqualImages && image.AsSpan().SequenceEqual(Image(second, column + lane)))
                output.Set(row, column + lane, diagonal.Variance[row], diagonal.Tangent[row]);
            else if (typeof(T) == typeof(float) && (ratio > LargestRatio || (angle < SmallestAngle && (mixesPlanes || ratio > EqualRatio))))
                close.Add(column + lane);
        }
    }

    private static unsafe void Multiply(T[] image, T* block, T* products)
    {
        int length = image.Length;
        fixed (T* own = image)
        {
            TLane even = TLane.Constant(0);
            TLane odd = TLane.Constant(0);
            for (nint k = 0; k + 1 < length; k += 2)
            {
                even = TLane.MultiplyAdd(TLane.Broadcast(own[k]), TLane.Load(in block[k * TLane.Count], 0), even);
                odd = TLane.MultiplyAdd(TLane.Broadcast(own[k + 1]), TLane.Load(in block[(k + 1) * TLane.Count], 0), odd);
            }

            if (length % 2 == 1)
                even = TLane.MultiplyAdd(TLane.Broadcast(own[length - 1]), TLane.Load(in block[(length - 1) * TLane.Count], 0), even);
            (even + odd).Store(ref *products, 0);
        }
    }

    private void Evaluate(int row, List<int> columns, TileOutput<T> output)
    {
        nint[] shape = [1, program.Input.Image.Height, program.Input.Image.Width, program.Input.Channels];
        Tensor<double> one = Tensor.Create(Restore(first, row), shape);
        shape[0] = columns.Count;
        Tensor<double> others = Tensor.Create((double[])[.. columns.SelectMany(column => Restore(second, column))], shape);
        using ITileEvaluator<double> evaluator = CpuBackend.Instance.Prepare<double>(program, one, others, isSymmetric: false, threads: 1);
        var nngp = new double[columns.Count];
        var ntk = new double[columns.Count];
        evaluator.Evaluate(new(0, 1, 0, columns.Count), lowerOnly: false, Row(nngp, output.HasNngp), Row(ntk, output.HasNtk));
        for (int k = 0; k < columns.Count; k++)
            output.Set(row, columns[k], nngp[k], ntk[k]);

        static MatrixSpan<double> Row(double[] values, bool isWanted) => isWanted ? new(values, 1, values.Length) : default;
    }

    private double[] Restore(ImageSet<T> set, int image) => Array.ConvertAll(Image(set, image), value => double.CreateTruncating(value) / power);

    private static unsafe T[] Image(ImageSet<T> set, int image)
    {
        var values = new T[set.Tables[0]!.ImageLength];
        fixed (T* target = values)
            set.Tables[0]!.CopyImage(image, target);
        return values;
    }

    private static double[] Lengths(ImageSet<T> set)
    {
        var lengths = new double[set.Count];
        for (int image = 0; image < lengths.Length; image++)
        {
            double[] values = Array.ConvertAll(Image(set, image), double.CreateTruncating);
            lengths[image] = Math.Sqrt(TensorPrimitives.SumOfSquares<double>(values));
        }

        return lengths;
    }
}
