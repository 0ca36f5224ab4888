namespace Ntk.Native.Externs;

/// <summary>CBLAS in one precision, 32-bit integers. Names and arguments as in <c>cblas.h</c>.</summary>
internal sealed unsafe class Cblas<T>(NativeExports exports)
    where T : unmanaged
{
    public const int RowMajor = 101;

    public readonly delegate* unmanaged<int, int, int, int, int, int, T, T*, int, T*, int, T, T*, int, void> gemm =
        (delegate* unmanaged<int, int, int, int, int, int, T, T*, int, T*, int, T, T*, int, void>)exports.Variant<T>("cblas_?gemm");

    public readonly delegate* unmanaged<int, int, int, int, T, T*, int, T*, int, T, T*, int, void> gemv =
        (delegate* unmanaged<int, int, int, int, T, T*, int, T*, int, T, T*, int, void>)exports.Variant<T>("cblas_?gemv");

    public readonly delegate* unmanaged<int, int, int, int, int, T, T*, int, T, T*, int, void> syrk =
        (delegate* unmanaged<int, int, int, int, int, T, T*, int, T, T*, int, void>)exports.Variant<T>("cblas_?syrk");

    public readonly delegate* unmanaged<int, int, int, int, int, int, int, T, T*, int, T*, int, void> trsm =
        (delegate* unmanaged<int, int, int, int, int, int, int, T, T*, int, T*, int, void>)exports.Variant<T>("cblas_?trsm");

    public static int NoTrans => 111;

    public static int NonUnit => 131;

    public static int Code(Transpose transpose) => transpose == Transpose.No ? NoTrans : 112;

    public static int Code(Triangle triangle) => triangle == Triangle.Upper ? 121 : 122;

    public static int Code(Side side) => side == Side.Left ? 141 : 142;
}
