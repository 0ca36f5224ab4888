using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Native;

namespace Ntk.Solvers.Spectra;

/// <summary>A growing set of orthonormal vectors, one a row.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class OrthonormalRows<T>(int capacity, int order, LinearAlgebra library) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // What is left of a vector that depends on the others is rounding error, of about this size over √n.
    private const double Dependent = 16;

    // Twice is enough (Giraud, Langou and Rozložník 2005).
    private const int Passes = 2;

    private readonly GramMatrix<T> storage = new(capacity, order);
    private readonly T[] overlaps = new T[capacity];

    public int Count { get; private set; }

    public int Capacity => capacity;

    /// <summary>Count × n.</summary>
    public MatrixSpan<T> Rows => Part(0, Count);

    public MatrixSpan<T> Part(int first, int count) => storage.AsMatrix().Block(first, 0, count, order);

    public Span<T> Row(int index) => storage.Row(index);

    /// <summary>Adds what a vector has beside those that are there, with norm 1.</summary>
    /// <param name="vector">n elements; destroyed.</param>
    /// <param name="rest">The norm of that; 0 if the vector depends on the others.</param>
    /// <returns>Whether there was room and anything to add.</returns>
    public bool TryAdd(Span<T> vector, out double rest)
    {
        double before = Norm(vector);
        rest = 0;
        if (!(before > 0) || Count == Math.Min(capacity, order))
            return false;
        Scale(vector, before);
        double share = 1;
        for (int pass = 0; pass < Passes; pass++)
        {
            Span<T> overlap = overlaps.AsSpan(0, Count);
            library.Gemv<T>(T.One, Rows, Transpose.No, vector, T.Zero, overlap);
            library.Gemv<T>(-T.One, Rows, Transpose.Yes, overlap, T.One, vector);
            double norm = Norm(vector);
            share *= norm;
            if (!(share > Dependent * Math.Sqrt(order) * UnitRoundoff.Of<T>()))
                return false;
            Scale(vector, norm);
        }

        rest = share * before;
        vector.CopyTo(Row(Count++));
        return true;
    }

    /// <summary>Takes other orthonormal vectors in place of those that are there.</summary>
    public void Replace(GramMatrix<T> rows)
    {
        Count = rows.Rows;
        for (int row = 0; row < Count; row++)
            rows.Row(row).CopyTo(Row(row));
    }

    public void Clear() => Count = 0;

    public void Dispose() => storage.Dispose();

    public static double Norm(ReadOnlySpan<T> vector) => double.CreateTruncating(TensorPrimitives.Norm(vector));

    private static void Scale(Span<T> vector, double norm) => TensorPrimitives.Divide(vector, T.CreateTruncating(norm), vector);
}
