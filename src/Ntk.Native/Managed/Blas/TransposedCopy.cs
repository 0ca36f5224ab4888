using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Ntk.Native.Managed;

/// <summary>Copies a matrix to its transpose, in square blocks that fit 128-bit registers: 4×4 floats or 2×2 doubles.</summary>
internal static unsafe class TransposedCopy
{
    /// <summary><c>destination[j, i] = source[i, j]</c> for row-major matrices of <paramref name="rows"/> × <paramref name="columns"/> and its transpose.</summary>
    public static void Run<T>(T* source, nint sourceStride, nint rows, nint columns, T* destination, nint destinationStride)
        where T : unmanaged
    {
        int block = HasInterleave ? 16 / sizeof(T) : 1;
        nint blockRows = rows - rows % block, blockColumns = columns - columns % block;
        if (block > 1)
            RunBlocks(source, sourceStride, blockRows, blockColumns, destination, destinationStride);
        else
            (blockRows, blockColumns) = (0, 0);
        RunScalar(source, sourceStride, 0, blockRows, blockColumns, columns, destination, destinationStride);
        RunScalar(source, sourceStride, blockRows, rows, 0, columns, destination, destinationStride);
    }

    private static bool HasInterleave => Sse2.IsSupported || AdvSimd.Arm64.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void RunBlocks<T>(T* source, nint sourceStride, nint rows, nint columns, T* destination, nint destinationStride)
        where T : unmanaged
    {
        int block = 16 / sizeof(T);
        for (nint row = 0; row < rows; row += block)
        {
            T* s = source + row * sourceStride, d = destination + row;
            for (nint column = 0; column < columns; column += block)
            {
                if (sizeof(T) == sizeof(float))
                    Block((float*)s, sourceStride, (float*)d, destinationStride);
                else
                    Block((double*)s, sourceStride, (double*)d, destinationStride);
                s += block;
                d += block * destinationStride;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block(float* s, nint sourceStride, float* d, nint destinationStride)
    {
        Vector128<float> a = Vector128.Load(s), b = Vector128.Load(s + sourceStride);
        Vector128<float> c = Vector128.Load(s + 2 * sourceStride), e = Vector128.Load(s + 3 * sourceStride);
        Vector128<double> low0 = Low(a, b).AsDouble(), low1 = Low(c, e).AsDouble();
        Vector128<double> high0 = High(a, b).AsDouble(), high1 = High(c, e).AsDouble();
        Low(low0, low1).AsSingle().Store(d);
        High(low0, low1).AsSingle().Store(d + destinationStride);
        Low(high0, high1).AsSingle().Store(d + 2 * destinationStride);
        High(high0, high1).AsSingle().Store(d + 3 * destinationStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block(double* s, nint sourceStride, double* d, nint destinationStride)
    {
        Vector128<double> a = Vector128.Load(s), b = Vector128.Load(s + sourceStride);
        Low(a, b).Store(d);
        High(a, b).Store(d + destinationStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Low(Vector128<float> a, Vector128<float> b) =>
        Sse2.IsSupported ? Sse.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> High(Vector128<float> a, Vector128<float> b) =>
        Sse2.IsSupported ? Sse.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Low(Vector128<double> a, Vector128<double> b) =>
        Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> High(Vector128<double> a, Vector128<double> b) =>
        Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);

    private static void RunScalar<T>(
        T* source, nint sourceStride, nint firstRow, nint endRow, nint firstColumn, nint endColumn, T* destination, nint destinationStride)
        where T : unmanaged
    {
        for (nint row = firstRow; row < endRow; row++)
        {
            for (nint column = firstColumn; column < endColumn; column++)
                destination[column * destinationStride + row] = source[row * sourceStride + column];
        }
    }
}
