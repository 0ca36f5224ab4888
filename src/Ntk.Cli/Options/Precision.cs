using System.Numerics;

namespace Ntk.Cli;

/// <summary>The type of the arithmetic, chosen at run time.</summary>
internal enum Precision
{
    /// <summary>IEEE 754 binary32.</summary>
    Float32,

    /// <summary>IEEE 754 binary64.</summary>
    Float64,
}

/// <summary>Work that is written once for both types.</summary>
/// <typeparam name="TResult">What it gives.</typeparam>
internal interface IPrecisionAction<out TResult>
{
    /// <summary>Does it in one type.</summary>
    TResult Run<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>From a value to a type: the one place where the program branches on precision.</summary>
internal static class PrecisionSwitch
{
    public static TResult Run<TResult>(this Precision precision, IPrecisionAction<TResult> action) => precision switch
    {
        Precision.Float32 => action.Run<float>(),
        Precision.Float64 => action.Run<double>(),
        _ => throw new ArgumentOutOfRangeException(nameof(precision), precision, "Not a precision."),
    };
}
