using Ntk.Native;

namespace Ntk.Data;

/// <summary>A file does not hold what its format demands: malformed, truncated, corrupt, or with a header that does not fit its content.</summary>
/// <param name="file">The file; of an array in an archive, <c>archive.npz:name</c>.</param>
/// <param name="offset">Zero-based byte where the fault lies. In a compressed file it counts decompressed bytes.</param>
/// <param name="cause">What is wrong there, and the remedy where there is one.</param>
/// <param name="innerException">The error behind this one, or null.</param>
public sealed class DataFormatException(string file, long offset, string cause, Exception? innerException = null)
    : NtkException($"{file}, byte {offset}: {cause}", innerException)
{
    /// <summary>The file; of an array in an archive, <c>archive.npz:name</c>.</summary>
    public string File { get; } = file;

    /// <summary>Zero-based byte where the fault lies. In a compressed file it counts decompressed bytes.</summary>
    public long Offset { get; } = offset;

    /// <summary>What is wrong there.</summary>
    public string Cause { get; } = cause;
}

/// <summary>Reading would need more memory than the limit allows.</summary>
/// <param name="file">The file.</param>
/// <param name="bytesNeeded">Bytes the content needs in memory; where that is not known, the bytes that were met when the limit was passed.</param>
/// <param name="limit">The limit in bytes.</param>
/// <param name="remedy">What sets the limit, and what to do.</param>
public sealed class DataTooLargeException(string file, long bytesNeeded, long limit, string remedy)
    : NtkException($"{file} needs {bytesNeeded} bytes of memory and the limit is {limit} bytes. {remedy}")
{
    /// <summary>The file.</summary>
    public string File { get; } = file;

    /// <summary>Bytes the content needs in memory.</summary>
    public long BytesNeeded { get; } = bytesNeeded;

    /// <summary>The limit in bytes.</summary>
    public long Limit { get; } = limit;
}

/// <summary>A stored value has no counterpart in the element type that was asked for.</summary>
/// <param name="file">The file.</param>
/// <param name="index">Zero-based position of the value among the stored values, in the order of the file.</param>
/// <param name="value">The value, as text.</param>
/// <param name="stored">The type the file holds.</param>
/// <param name="requested">The type that was asked for.</param>
public sealed class DataConversionException(string file, long index, string value, ElementType stored, ElementType requested)
    : NtkException($"{file}: value {index} is {value} ({stored}), which {requested} cannot hold. Read the file as {stored} or as Float64.")
{
    /// <summary>The file.</summary>
    public string File { get; } = file;

    /// <summary>Zero-based position of the value among the stored values, in the order of the file.</summary>
    public long Index { get; } = index;

    /// <summary>The type the file holds.</summary>
    public ElementType Stored { get; } = stored;

    /// <summary>The type that was asked for.</summary>
    public ElementType Requested { get; } = requested;
}

/// <summary>A file of a dataset, or an array of an archive, is not there.</summary>
/// <param name="path">Where it was looked for.</param>
/// <param name="remedy">Where to get it, or what is there instead.</param>
public sealed class MissingDataException(string path, string remedy) : NtkException($"{path} was not found. {remedy}")
{
    /// <summary>Where it was looked for.</summary>
    public string Path { get; } = path;
}

/// <summary>A label does not name one of the classes.</summary>
/// <param name="row">Zero-based row of the label.</param>
/// <param name="label">The label.</param>
/// <param name="classCount">The number of classes.</param>
public sealed class LabelOutOfRangeException(long row, long label, int classCount)
    : NtkException($"The label of row {row} is {label}; the {classCount} classes are 0 to {classCount - 1}.")
{
    /// <summary>Zero-based row of the label.</summary>
    public long Row { get; } = row;

    /// <summary>The label.</summary>
    public long Label { get; } = label;

    /// <summary>The number of classes.</summary>
    public int ClassCount { get; } = classCount;
}

/// <summary>More rows are asked for than there are.</summary>
/// <param name="requested">Rows asked for.</param>
/// <param name="available">Rows there are.</param>
public sealed class InsufficientRowsException(long requested, long available)
    : NtkException($"{requested} rows are asked for and there are {available}.")
{
    /// <summary>Rows asked for.</summary>
    public long Requested { get; } = requested;

    /// <summary>Rows there are.</summary>
    public long Available { get; } = available;
}

/// <summary>A covariance that is to be inverted does not have full rank.</summary>
/// <param name="rank">Its rank to working precision, with the ridge on its diagonal.</param>
/// <param name="features">Its order.</param>
/// <param name="ridge">The ridge, relative to the mean variance of a feature.</param>
public sealed class SingularCovarianceException(int rank, int features, double ridge)
    : NtkException(
        $"The covariance of {features} features has the rank {rank} with a ridge of {ridge:G6}: whitening would divide by zero. " +
        "Use a larger ridge, such as 1e-3, or more rows than features, none of them constant.")
{
    /// <summary>The rank to working precision.</summary>
    public int Rank { get; } = rank;

    /// <summary>The order of the covariance.</summary>
    public int Features { get; } = features;

    /// <summary>The ridge, relative to the mean variance of a feature.</summary>
    public double Ridge { get; } = ridge;
}
