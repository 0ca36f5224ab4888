using System.Numerics;
using ILGPU;

namespace Ntk.Kernels.Features;

/// <summary>What <see cref="ProductKernel{T, TSide}"/> works on.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal readonly struct ProductArguments<T>
    where T : unmanaged
{
    /// <summary>z of the first inputs, row after row.</summary>
    public ArrayView<T> First { get; init; }

    /// <summary>z of the second inputs.</summary>
    public ArrayView<T> Second { get; init; }

    /// <summary>Receives z·z', row after row of the tile.</summary>
    public ArrayView<T> Products { get; init; }

    /// <summary>The tile's first row and column among all inputs.</summary>
    public int FirstRow { get; init; }

    /// <inheritdoc cref="FirstRow"/>
    public int FirstColumn { get; init; }

    /// <summary>The tile's rows and columns; its rows lie <see cref="Columns"/> apart.</summary>
    public int Rows { get; init; }

    /// <inheritdoc cref="Rows"/>
    public int Columns { get; init; }

    /// <summary>Features, and elements from one row of inputs to the next.</summary>
    public int FeatureCount { get; init; }

    /// <inheritdoc cref="FeatureCount"/>
    public int FeatureStride { get; init; }
}

/// <summary>A number of threads as a type, so that shared memory and loops have constant sizes.</summary>
internal interface IGroupSide
{
    /// <summary>Threads along each of two axes.</summary>
    static abstract int Value { get; }
}

/// <summary>16 × 16 threads: graphics processors.</summary>
internal readonly struct WideSide : IGroupSide
{
    public static int Value => 16;
}

/// <summary>4 × 4 threads, for ILGPU's own accelerator, where each is a thread of the operating system.</summary>
internal readonly struct NarrowSide : IGroupSide
{
    public static int Value => 4;
}

/// <summary>
/// The products of all pairs of rows of a tile. A group computes a square of 4·side × 4·side entries from squares of both inputs in shared memory; a thread keeps
/// 4 × 4 of the entries in registers.
/// </summary>
internal static class ProductKernel<T, TSide>
    where T : unmanaged, INumber<T>
    where TSide : struct, IGroupSide
{
    /// <summary>Entries along each axis of a group's square.</summary>
    public static int Square => 4 * TSide.Value;

    /// <summary>Threads of a group.</summary>
    public static int Threads => TSide.Value * TSide.Value;

    public static void Run(ProductArguments<T> arguments)
    {
        // One more element a feature: the threads that fill a column then hit different banks.
        ArrayView<T> a = SharedMemory.Allocate<T>(TSide.Value * (4 * TSide.Value + 1));
        ArrayView<T> b = SharedMemory.Allocate<T>(TSide.Value * (4 * TSide.Value + 1));
        int pitch = 4 * TSide.Value + 1;
        int x = Group.IdxX % TSide.Value;
        int y = Group.IdxX / TSide.Value;
        int row = Grid.IdxY * 4 * TSide.Value;
        int column = Grid.IdxX * 4 * TSide.Value;
        var sums0 = default(FourSums<T>);
        var sums1 = default(FourSums<T>);
        var sums2 = default(FourSums<T>);
        var sums3 = default(FourSums<T>);
        for (int start = 0; start < arguments.FeatureCount; start += TSide.Value)
        {
            int feature = start + x;
            for (int part = 0; part < 4; part++)
            {
                int line = y + part * TSide.Value;
                a[x * pitch + line] = Load(arguments.First, arguments.FirstRow, row + line, arguments.Rows, feature, arguments);
                b[x * pitch + line] = Load(arguments.Second, arguments.FirstColumn, column + line, arguments.Columns, feature, arguments);
            }

            Group.Barrier();
            for (int k = 0; k < TSide.Value; k++)
            {
                var right = new FourSums<T>(b[k * pitch + x], b[k * pitch + x + TSide.Value], b[k * pitch + x + 2 * TSide.Value], b[k * pitch + x + 3 * TSide.Value]);
                sums0 = sums0.Add(a[k * pitch + y], right);
                sums1 = sums1.Add(a[k * pitch + y + TSide.Value], right);
                sums2 = sums2.Add(a[k * pitch + y + 2 * TSide.Value], right);
                sums3 = sums3.Add(a[k * pitch + y + 3 * TSide.Value], right);
            }

            Group.Barrier();
        }

        Store(arguments, row + y, column + x, sums0);
        Store(arguments, row + y + TSide.Value, column + x, sums1);
        Store(arguments, row + y + 2 * TSide.Value, column + x, sums2);
        Store(arguments, row + y + 3 * TSide.Value, column + x, sums3);
    }

    private static T Load(ArrayView<T> inputs, int first, int line, int lines, int feature, in ProductArguments<T> arguments) =>
        line < lines && feature < arguments.FeatureCount ? inputs[(long)(first + line) * arguments.FeatureStride + feature] : T.Zero;

    private static void Store(in ProductArguments<T> arguments, int row, int column, FourSums<T> sums)
    {
        if (row >= arguments.Rows)
            return;
        long start = (long)row * arguments.Columns;
        if (column < arguments.Columns)
            arguments.Products[start + column] = sums.A;
        if (column + TSide.Value < arguments.Columns)
            arguments.Products[start + column + TSide.Value] = sums.B;
        if (column + 2 * TSide.Value < arguments.Columns)
            arguments.Products[start + column + 2 * TSide.Value] = sums.C;
        if (column + 3 * TSide.Value < arguments.Columns)
            arguments.Products[start + column + 3 * TSide.Value] = sums.D;
    }
}

/// <summary>Four numbers in registers.</summary>
internal readonly struct FourSums<T>(T a, T b, T c, T d)
    where T : unmanaged, INumber<T>
{
    public readonly T A = a;
    public readonly T B = b;
    public readonly T C = c;
    public readonly T D = d;

    /// <summary>This plus a number times four others.</summary>
    public FourSums<T> Add(T factor, FourSums<T> others) =>
        new(A + factor * others.A, B + factor * others.B, C + factor * others.C, D + factor * others.D);
}
