namespace Ntk.Engine.Reference;

/// <summary>The variances of one row's pixels in each value of a program.</summary>
internal sealed class RowTrace(ReferenceRow row)
{
    private readonly List<PixelVariances> values = [];

    /// <summary>The input.</summary>
    public ReferenceRow Row { get; } = row;

    /// <summary>Of a value.</summary>
    public PixelVariances this[int value] => values[value];

    public void Add(PixelVariances variances) => values.Add(variances);
}

/// <summary>The variances of the pixels of one value, and their roots.</summary>
internal sealed class PixelVariances(DoubleDouble[] variance)
{
    private readonly DoubleDouble[] deviation = Array.ConvertAll(variance, DoubleDouble.Sqrt);

    /// <summary>q of a pixel.</summary>
    public DoubleDouble Variance(int pixel) => variance[pixel];

    /// <summary>√q of a pixel.</summary>
    public DoubleDouble Deviation(int pixel) => deviation[pixel];

    /// <summary>Of a row's kernels with itself.</summary>
    public static PixelVariances Of(PixelPairs self) => new([.. Enumerable.Range(0, self.Pixels).Select(p => self[p, p].Covariance)]);
}
