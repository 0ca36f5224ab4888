namespace Ntk.Cli;

/// <summary>Numbers for people.</summary>
internal static class Format
{
    public static string Bytes(Int128 bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
        double value = (double)bytes;
        int unit = 0;
        for (; value >= 1024 && unit < units.Length - 1; unit++)
            value /= 1024;
        return unit == 0 ? $"{bytes} B" : $"{value:0.##} {units[unit]}";
    }

    /// <summary>The memory that is left, and whether it is enough.</summary>
    public static string AvailableMemory(long bytes, bool isEnough) => $"{Bytes(bytes)}{(isEnough ? "" : ": not enough")}";

    public static string Seconds(double seconds) => seconds switch
    {
        < 0.01 => $"{seconds * 1e3:0.00} ms",
        < 1 => $"{seconds * 1e3:0} ms",
        < 120 => $"{seconds:0.0} s",
        < 7200 => $"{seconds / 60:0.0} min",
        _ => $"{seconds / 3600:0.0} h",
    };

    /// <summary>A number of operations.</summary>
    public static string Flops(double operations) => operations switch
    {
        >= 1e12 => $"{operations / 1e12:0.00} Tflop",
        >= 1e9 => $"{operations / 1e9:0.00} Gflop",
        _ => $"{operations / 1e6:0.00} Mflop",
    };

    public static string Number(double value) => value.ToString("G6");

    public static string Percent(double share) => share.ToString("0.00 %");

    public static string Shape(ReadOnlySpan<nint> lengths) => string.Join('×', lengths.ToArray());

    /// <summary>What one input is: a number of features, or an image or a signal.</summary>
    public static string Input(IReadOnlyList<long> lengths) => lengths.Count == 1 ? $"{lengths[0]} features" : $"inputs of {string.Join('×', lengths)}";

    /// <summary>The dimensions of one of several rows.</summary>
    public static IReadOnlyList<long> InputShape(ReadOnlySpan<nint> lengths) => [.. lengths[1..].ToArray().Select(length => (long)length).DefaultIfEmpty(1)];
}
