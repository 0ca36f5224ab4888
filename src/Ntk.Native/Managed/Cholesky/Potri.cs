namespace Ntk.Native.Managed;

internal sealed unsafe partial class ManagedBlas<T>
{
    /// <summary>Order up to which triangles are inverted and multiplied element by element or from a full copy.</summary>
    private const int PotriLeaf = 64;

    /// <summary>Replaces L in the lower triangle by <c>(L·Lᵀ)⁻¹ = L⁻ᵀ·L⁻¹</c>.</summary>
    public void Potri(MatrixView<T> a)
    {
        Invert(a);
        MultiplyByTranspose(a);
    }

    /// <summary>Replaces L by its inverse.</summary>
    private void Invert(MatrixView<T> a)
    {
        if (a.Rows <= PotriLeaf)
        {
            InvertLeaf(a);
            return;
        }
        (MatrixView<T> a11, MatrixView<T> a21, MatrixView<T> a22) = Split(a);
        Trsm(isLower: true, a22, a21);
        Trsm(isLower: false, a11.Transposed, a21.Transposed);
        Scale(-T.One, a21, Part.All);
        Invert(a11);
        Invert(a22);
    }

    /// <summary>Solves for the columns of the identity, each from its first non-zero row on.</summary>
    private static void InvertLeaf(MatrixView<T> a)
    {
        T* inverse = stackalloc T[PotriLeaf];
        for (nint column = 0; column < a.Rows; column++)
        {
            inverse[column] = T.One / a[column, column];
            for (nint row = column + 1; row < a.Rows; row++)
            {
                T sum = T.Zero;
                for (nint k = column; k < row; k++)
                    sum = T.MultiplyAddEstimate(a[row, k], inverse[k], sum);
                inverse[row] = -sum / a[row, row];
            }
            for (nint row = column; row < a.Rows; row++)
                a[row, column] = inverse[row];
        }
    }

    /// <summary>Replaces L by the lower triangle of <c>Lᵀ·L</c>.</summary>
    private void MultiplyByTranspose(MatrixView<T> a)
    {
        if (a.Rows <= PotriLeaf)
        {
            T* copy = stackalloc T[PotriLeaf * PotriLeaf];
            MatrixView<T> l = CopyLower(a, copy);
            Gemm(T.One, l.Transposed, l, T.Zero, a, Part.Lower);
            return;
        }
        (MatrixView<T> a11, MatrixView<T> a21, MatrixView<T> a22) = Split(a);
        MultiplyByTranspose(a11);
        Gemm(T.One, a21.Transposed, a21, T.One, a11, Part.Lower);
        MultiplyByTransposedTriangle(a22, a21);
        MultiplyByTranspose(a22);
    }

    /// <summary><c>B ← Lᵀ·B</c>.</summary>
    private void MultiplyByTransposedTriangle(MatrixView<T> a, MatrixView<T> b)
    {
        if (a.Rows <= PotriLeaf)
        {
            T* copy = stackalloc T[PotriLeaf * PotriLeaf];
            using Workspace.Lease<T> lease = Workspace.Rent<T>(b.Rows * b.Columns);
            var old = new MatrixView<T>(lease.Memory, b.Rows, b.Columns, b.Columns, 1);
            Packing.Copy(b, old);
            Gemm(T.One, CopyLower(a, copy).Transposed, old, T.Zero, b);
            return;
        }
        (MatrixView<T> a11, MatrixView<T> a21, MatrixView<T> a22) = Split(a);
        MatrixView<T> b1 = b.Block(0, 0, a11.Rows, b.Columns), b2 = b.Block(a11.Rows, 0, a22.Rows, b.Columns);
        MultiplyByTransposedTriangle(a11, b1);
        Gemm(T.One, a21.Transposed, b2, T.One, b1);
        MultiplyByTransposedTriangle(a22, b2);
    }

    /// <summary>A full copy of a small lower triangle, with zeros above the diagonal.</summary>
    private static MatrixView<T> CopyLower(MatrixView<T> a, T* copy)
    {
        var full = new MatrixView<T>(copy, a.Rows, a.Rows, a.Rows, 1);
        for (nint row = 0; row < a.Rows; row++)
        {
            for (nint column = 0; column < a.Rows; column++)
                full[row, column] = column <= row ? a[row, column] : T.Zero;
        }
        return full;
    }

    private static (MatrixView<T> A11, MatrixView<T> A21, MatrixView<T> A22) Split(MatrixView<T> a)
    {
        nint half = Half(a.Rows, PotriLeaf), rest = a.Rows - half;
        return (a.Block(0, 0, half, half), a.Block(half, 0, rest, half), a.Block(half, half, rest, rest));
    }
}
