using System.Runtime.InteropServices;

namespace Ntk.Tests.Native.Contract;

public sealed partial class LinearAlgebraContract<T>
{
    /// <summary>Rows so far apart that the matrix spans more than 2³¹ elements; only the pages touched take memory.</summary>
    [Test]
    [Platform("Linux")]
    public unsafe void MatricesMaySpanMoreThanTwoToThe31Elements()
    {
        const int Order = 260;
        const nint Stride = 9_000_000;
        void* memory = NativeMemory.AllocZeroed((nuint)Order * (nuint)Stride, (nuint)sizeof(T));
        try
        {
            var matrix = MatrixSpan<T>.FromReference(ref *(T*)memory, Order, Order, Stride);
            for (nint i = 0; i < Order; i++)
            {
                for (nint j = 0; j < Order; j++)
                    matrix[i, j] = Number(i == j ? 2 : 1);
            }
            library.Potrf(Triangle.Lower, matrix);
            double pivot = Math.Sqrt(1 + 1.0 / Order);
            Assert.That(Number(matrix[Order - 1, Order - 1]), Is.EqualTo(pivot).Within(Order * Epsilon));

            var vector = new PaddedMatrix<T>(Order, 1);
            vector[Order - 1, 0] = T.One;
            library.Trsm<T>(Side.Left, Triangle.Lower, Transpose.Yes, T.One, matrix, vector.Span);
            Assert.That(Number(vector[Order - 1, 0]), Is.EqualTo(1 / pivot).Within(Order * Epsilon));

            library.Gemm<T>(T.One, vector.Span, Transpose.No, vector.Span, Transpose.Yes, T.Zero, matrix);
            T[] values = new T[Order];
            library.Syevd(matrix, values);
            double length = 0;
            for (int i = 0; i < Order; i++)
                length += Number(vector[i, 0]) * Number(vector[i, 0]);
            Assert.That(Number(values[^1]), Is.EqualTo(length).Within(10 * Order * Epsilon * length), "the eigenvalue of a matrix of rank one");
        }
        finally
        {
            NativeMemory.Free(memory);
        }
    }
}
