using System.Numerics;
using System.Runtime.InteropServices;
using Ntk.Native.Externs;
using Ntk.Native.Managed;

namespace Ntk.Native;

public sealed unsafe partial class CudaLinearAlgebra
{
    /// <summary>Most bytes of right-hand sides that are solved for at once.</summary>
    private const long MostRightBytes = 256L << 20;

    /// <inheritdoc/>
    /// <remarks>cuSOLVER solves in mixed precision for float64 alone, by an LU factor in float32, which takes a copy of the matrix in each precision.</remarks>
    public bool CanSolve<T>(long order)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) != typeof(double) || !IsWorthwhile(order))
            return false;
        lock (gate)
        {
            return Fits<byte>(order * (order + 2) * sizeof(T) + WorkBytes((int)order, columns: 1));
        }
    }

    /// <inheritdoc/>
    public int Solve<T>(ReadOnlyMatrixSpan<T> a, MatrixSpan<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Operands.RequireSquare(a);
        Operands.RequireTrsm(Side.Left, a, b);
        FiniteCheck.RequireFinite(Triangle.Lower, a);
        FiniteCheck.RequireFinite(Triangle.Upper, a);
        if (typeof(T) != typeof(double))
            throw new UnsupportedElementTypeException(typeof(T));
        if (b.Rows == 0 || b.Columns == 0)
            return 0;
        int n = checked((int)a.Rows), steps = 0;
        lock (gate)
        {
            using var matrix = new CudaMemory(runtime, (long)n * n * sizeof(T));
            CopyToDevice(a, matrix);
            for (nint column = 0; column < b.Columns; column += RightSides<T>(n))
                steps = Math.Max(steps, Refine(matrix, b.Block(0, column, n, Math.Min(RightSides<T>(n), b.Columns - column))));
        }

        return steps;
    }

    /// <inheritdoc/>
    protected override void PotrsCore<T>(Triangle triangle, ReadOnlyMatrixSpan<T> factor, MatrixSpan<T> b)
    {
        int n = (int)factor.Rows, info = 0;
        int columns = (int)Math.Min(RightSides<T>(n), b.Columns);
        int uplo = triangle == Triangle.Lower ? CuSolverHandle.Upper : CuSolverHandle.Lower;
        lock (gate)
        {
            if (!IsWorthwhile(factor.Rows) || !Fits<T>((long)n * n + (long)n * columns))
            {
                host.Potrs(triangle, factor, b);
                return;
            }

            using var matrix = new CudaMemory(runtime, (long)n * n * sizeof(T));
            using var result = new CudaMemory(runtime, sizeof(int));
            using var sides = new RightSide<T>(this, n, columns);
            CopyToDevice(factor, matrix);
            for (nint column = 0; column < b.Columns && info == 0; column += columns)
            {
                MatrixSpan<T> part = b.Block(0, column, n, Math.Min(columns, b.Columns - column));
                sides.Write(part);
                Require("potrs", For<T>().potrs(handle, uplo, n, (int)part.Columns, (T*)matrix.Pointer, n, sides.Device, n, (int*)result.Pointer));
                info = ReadInfo(result);
                sides.Read(sides.Device, part);
            }
        }

        RequireNoArgumentError("potrs", info);
    }

    /// <summary>Right-hand sides that are solved for at once.</summary>
    private static nint RightSides<T>(nint order)
        where T : unmanaged =>
        (nint)Math.Max(1, MostRightBytes / (order * sizeof(T)));

    private int Refine<T>(CudaMemory matrix, MatrixSpan<T> b)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = (int)b.Rows, columns = (int)b.Columns, steps = 0;
        using var work = new CudaMemory(runtime, WorkBytes(n, columns));
        using var result = new CudaMemory(runtime, sizeof(int));
        using var solution = new CudaMemory(runtime, (long)n * columns * sizeof(T));
        using var sides = new RightSide<T>(this, n, columns);
        sides.Write(b);
        Require("IRSXgesv", refinement.solve(
            handle, parameters, infos, n, columns, matrix.Pointer, n, sides.Device, n, solution.Pointer, n, work.Pointer, (nuint)WorkBytes(n, columns),
            &steps, (int*)result.Pointer));
        int info = ReadInfo(result);
        RequireNoArgumentError("IRSXgesv", info);
        if (info > 0)
            throw new RefinementException($"the factor's diagonal element in row {info - 1} is zero.", n, info);
        if (steps < 0)
            throw new RefinementException(Reason(steps), n, steps);
        sides.Read((T*)solution.Pointer, b);
        return steps;
    }

    /// <summary>What the documentation of cuSOLVER says of a negative number of iterations.</summary>
    private static string Reason(int steps) => steps switch
    {
        -1 => "work in lower precision is not worthwhile for so small a system.",
        -2 => "an entry is out of the range of the lower precision.",
        -3 => "the factorisation in lower precision failed.",
        -5 => "an overflow occurred.",
        -50 => "it did not converge within 50 steps.",
        _ => "it did not converge.",
    };

    private long WorkBytes(int n, int columns)
    {
        nuint bytes = 0;
        Require("IRSXgesv_bufferSize", refinement.bufferSize(handle, parameters, n, columns, &bytes));
        return (long)bytes;
    }

    /// <summary>How cuSOLVER is to refine: float64 data, a factor in float32, GMRES, and an error rather than an LU factor in float64 where that fails.</summary>
    private static (nint Parameters, nint Infos) RefinementSettings(CuSolverRefinement refinement)
    {
        nint parameters = 0, infos = 0;
        Require("cusolverDnIRSParamsCreate", refinement.createParams(&parameters));
        Require("cusolverDnIRSInfosCreate", refinement.createInfos(&infos));
        Require("cusolverDnIRSParamsSetSolverPrecisions", refinement.setPrecisions(parameters, CuSolverRefinement.Double, CuSolverRefinement.Single));
        Require("cusolverDnIRSParamsSetRefinementSolver", refinement.setRefinement(parameters, CuSolverRefinement.Gmres));
        Require("cusolverDnIRSParamsDisableFallback", refinement.disableFallback(parameters));
        return (parameters, infos);
    }

    /// <summary>Right-hand sides on the device, column by column as cuSOLVER wants them, and the same on the host on their way there.</summary>
    private readonly ref struct RightSide<T>
        where T : unmanaged
    {
        private readonly CudaLinearAlgebra owner;
        private readonly CudaMemory memory;
        private readonly T* staging;
        private readonly int order;

        public RightSide(CudaLinearAlgebra owner, int order, int columns)
        {
            this.owner = owner;
            this.order = order;
            memory = new(owner.runtime, (long)order * columns * sizeof(T));
            staging = (T*)NativeMemory.Alloc((nuint)order * (nuint)columns, (nuint)sizeof(T));
        }

        public T* Device => (T*)memory.Pointer;

        public void Write(ReadOnlyMatrixSpan<T> b)
        {
            fixed (T* source = &b.First)
                TransposedCopy.Run(source, b.Stride, b.Rows, b.Columns, staging, order);
            nuint row = RowBytes<T>(order);
            owner.Copy(memory.Pointer, row, staging, row, row, b.Columns, CudaRuntime.ToDevice);
        }

        public void Read(T* source, MatrixSpan<T> b)
        {
            nuint row = RowBytes<T>(order);
            owner.Copy(staging, row, source, row, row, b.Columns, CudaRuntime.ToHost);
            fixed (T* target = &b.First)
                TransposedCopy.Run(staging, order, b.Columns, b.Rows, target, b.Stride);
        }

        public void Dispose()
        {
            memory.Dispose();
            NativeMemory.Free(staging);
        }
    }
}
