namespace Ntk.Native;

/// <summary>The largest relative error of one rounded operation.</summary>
public static class UnitRoundoff
{
    /// <summary>2⁻²⁴ for float, 2⁻⁵³ for double.</summary>
    /// <typeparam name="T">float or double.</typeparam>
    public static double Of<T>()
        where T : unmanaged =>
        Math.ScaleB(1, typeof(T) == typeof(float) ? -24 : -53);
}
