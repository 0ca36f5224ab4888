using System.Numerics;
using Ntk.Native;

namespace Ntk.Solvers.Iterative;

/// <summary>A symmetric matrix A, of which only products are needed: a matrix in memory, or one whose entries are computed where they are needed.</summary>
/// <typeparam name="T">float or double.</typeparam>
public interface ISymmetricOperator<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The order n.</summary>
    int Order { get; }

    /// <summary>An upper bound, or an estimate, of ‖A‖∞.</summary>
    double Norm { get; }

    /// <summary><c>R ← R − A·X</c>.</summary>
    /// <param name="x">n × columns.</param>
    /// <param name="r">n × columns.</param>
    void SubtractProduct(ReadOnlyMatrixSpan<T> x, MatrixSpan<T> r);
}

/// <summary>An approximation of A⁻¹.</summary>
/// <typeparam name="T">float or double.</typeparam>
public interface IPreconditioner<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary><c>R ← P⁻¹·R</c>.</summary>
    /// <param name="r">n × columns.</param>
    void Apply(MatrixSpan<T> r);
}
