using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Native;

namespace Ntk.Data;

/// <summary>Scales rows to Euclidean length 1.</summary>
public static class UnitSphere
{
    /// <summary>Divides each row by its Euclidean length, in place. A row of zeros stays as it is.</summary>
    /// <typeparam name="T">The element type.</typeparam>
    /// <param name="tensor">Rows of any shape; each row in one piece of memory.</param>
    /// <exception cref="NonFiniteValueException">A value is NaN or infinite.</exception>
    /// <exception cref="ArgumentException">A row is not in one piece of memory.</exception>
    public static void Project<T>(in TensorSpan<T> tensor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowView<T> rows = new(tensor);
        for (nint row = 0; row < rows.Count; row++)
        {
            Span<T> values = rows[row];
            T largest = T.Zero;
            for (int column = 0; column < values.Length; column++)
            {
                if (!T.IsFinite(values[column]))
                    throw new NonFiniteValueException("The data", row, column, double.CreateSaturating(values[column]));

                largest = T.Max(largest, T.Abs(values[column]));
            }

            if (T.IsZero(largest))
                continue;

            // Relative to the largest, squares neither overflow nor vanish.
            TensorPrimitives.Divide<T>(values, largest, values);
            TensorPrimitives.Divide<T>(values, T.Sqrt(TensorPrimitives.SumOfSquares<T>(values)), values);
        }
    }
}
