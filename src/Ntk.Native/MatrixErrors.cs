namespace Ntk.Native;

/// <summary>The shapes of two operands do not fit each other, or a span is too short for the matrix it is to hold.</summary>
/// <param name="message">Which operands, and their shapes.</param>
public sealed class DimensionMismatchException(string message) : NtkException(message);

/// <summary>A Cholesky factorisation met a pivot that is not positive.</summary>
/// <param name="pivotIndex">Zero-based row of the pivot: the leading block of this size is still positive definite.</param>
/// <param name="order">The order of the matrix.</param>
public sealed class NotPositiveDefiniteException(long pivotIndex, long order)
    : NtkException(
        $"The {order}×{order} matrix is not positive definite: the pivot of row {pivotIndex} is not positive. " +
        "Add a larger ridge or jitter to the diagonal, or compute in float64.")
{
    /// <summary>Zero-based row of the first pivot that is not positive.</summary>
    public long PivotIndex { get; } = pivotIndex;

    /// <summary>The order of the matrix.</summary>
    public long Order { get; } = order;
}

/// <summary>A matrix or a right-hand side holds NaN or an infinity.</summary>
/// <param name="operand">What the entry belongs to, such as "the matrix" or "the right-hand side".</param>
/// <param name="row">Zero-based row of the first such entry.</param>
/// <param name="column">Zero-based column of the first such entry.</param>
/// <param name="value">The entry.</param>
public sealed class NonFiniteValueException(string operand, long row, long column, double value)
    : NtkException($"{operand} has the value {value} in row {row}, column {column}; every entry must be finite.")
{
    /// <summary>Zero-based row of the first entry that is not finite.</summary>
    public long Row { get; } = row;

    /// <summary>Zero-based column of the first entry that is not finite.</summary>
    public long Column { get; } = column;

    /// <summary>The entry: NaN or an infinity.</summary>
    public double Value { get; } = value;
}

/// <summary>An iteration for eigenvalues did not converge.</summary>
/// <param name="unconverged">How many eigenvalues did not converge.</param>
/// <param name="order">The order of the matrix.</param>
public sealed class EigenvalueConvergenceException(long unconverged, long order)
    : NtkException($"{unconverged} of {order} eigenvalues did not converge. Scale the matrix, or use another BLAS (NTK_BLAS=managed).")
{
    /// <summary>How many eigenvalues did not converge.</summary>
    public long Unconverged { get; } = unconverged;

    /// <summary>The order of the matrix.</summary>
    public long Order { get; } = order;
}

/// <summary>An eigenvalue of a finite matrix is too large for the element type.</summary>
/// <param name="index">Zero-based index of the first such eigenvalue.</param>
/// <param name="order">The order of the matrix.</param>
/// <param name="elementType">float or double.</param>
public sealed class EigenvalueOverflowException(long index, long order, Type elementType)
    : NtkException($"Eigenvalue {index} of the {order}×{order} matrix is too large for {elementType.Name}. Scale the matrix down, or compute in float64.")
{
    /// <summary>Zero-based index of the first eigenvalue that overflowed.</summary>
    public long Index { get; } = index;

    /// <summary>The order of the matrix.</summary>
    public long Order { get; } = order;
}

/// <summary>A matrix is larger than the 32-bit integers of the native library allow.</summary>
/// <param name="routine">The BLAS or LAPACK routine.</param>
/// <param name="order">The order asked for.</param>
/// <param name="largestOrder">The largest order the routine can take.</param>
public sealed class MatrixTooLargeException(string routine, long order, long largestOrder)
    : NtkException($"{routine} takes matrices up to order {largestOrder}, not {order}. Use NTK_BLAS=managed, which has no such limit.")
{
    /// <summary>The order asked for.</summary>
    public long Order { get; } = order;

    /// <summary>The largest order the routine can take.</summary>
    public long LargestOrder { get; } = largestOrder;
}

/// <summary>A triangular matrix has a diagonal element that is zero or whose reciprocal overflows, so that systems with it have no solution in this precision.</summary>
/// <param name="row">Zero-based row of the first such element.</param>
/// <param name="order">The order of the matrix.</param>
/// <param name="value">The element.</param>
public sealed class SingularTriangleException(long row, long order, double value)
    : NtkException($"The {order}×{order} triangular matrix is singular: its diagonal element in row {row} is {value}. Add a ridge to the diagonal before factoring.")
{
    /// <summary>Zero-based row of the first such element.</summary>
    public long Row { get; } = row;

    /// <summary>The element.</summary>
    public double Value { get; } = value;

    /// <summary>The order of the matrix.</summary>
    public long Order { get; } = order;
}

/// <summary>Linear algebra was asked for in an element type other than float and double.</summary>
/// <param name="elementType">The element type.</param>
public sealed class UnsupportedElementTypeException(Type elementType)
    : NtkException($"Linear algebra works on float and double, not on {elementType}. Convert the matrix first.")
{
    /// <summary>The element type asked for.</summary>
    public Type ElementType { get; } = elementType;
}

/// <summary>A number of threads is out of range.</summary>
/// <param name="requested">The number asked for.</param>
/// <param name="largest">The number of processors.</param>
public sealed class ThreadCountException(int requested, int largest)
    : NtkException($"{requested} threads were asked for; this process may use 1 to {largest}.")
{
    /// <summary>The number asked for.</summary>
    public int Requested { get; } = requested;

    /// <summary>The largest number allowed.</summary>
    public int Largest { get; } = largest;
}

/// <summary>A solve by a factor in lower precision did not reach the precision of the data.</summary>
/// <param name="reason">Why, as the library reports it.</param>
/// <param name="order">The order of the matrix.</param>
/// <param name="code">The library's code for it.</param>
public sealed class RefinementException(string reason, long order, int code)
    : NtkException($"Iterative refinement for the {order}×{order} matrix failed with code {code}: {reason}. Factor the matrix in the precision of the data.")
{
    /// <summary>The order of the matrix.</summary>
    public long Order { get; } = order;

    /// <summary>The library's code for the reason.</summary>
    public int Code { get; } = code;
}
