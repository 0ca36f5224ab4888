namespace Ntk.Native;

/// <summary>Which triangle of a symmetric or triangular matrix is meant; the other one is neither read nor written.</summary>
public enum Triangle
{
    /// <summary>Entries on and below the diagonal.</summary>
    Lower,

    /// <summary>Entries on and above the diagonal.</summary>
    Upper,
}

/// <summary>Whether an operand is used as it is or transposed.</summary>
public enum Transpose
{
    /// <summary>As it is.</summary>
    No,

    /// <summary>Transposed.</summary>
    Yes,
}

/// <summary>On which side of the unknown a triangular matrix stands.</summary>
public enum Side
{
    /// <summary><c>op(A)·X = B</c>.</summary>
    Left,

    /// <summary><c>X·op(A) = B</c>.</summary>
    Right,
}
