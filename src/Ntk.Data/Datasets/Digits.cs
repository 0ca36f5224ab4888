using System.Numerics;
using System.Numerics.Tensors;

namespace Ntk.Data;

/// <summary>
/// Handwritten digits, 1,797 images of 8×8 pixels, that are part of this library: the test part of "Optical Recognition of Handwritten Digits"
/// by E. Alpaydin and C. Kaynak, UCI Machine Learning Repository, 1998, https://doi.org/10.24432/C50P49, under CC BY 4.0.
/// </summary>
public static class Digits
{
    private const string Resource = "digits.csv.gz";
    private const int Side = 8;
    private const int LargestPixel = 16;

    /// <summary>Loads the images.</summary>
    /// <typeparam name="T">The type of the pixels.</typeparam>
    /// <returns>Images 1797×8×8×1 with pixels from 0 (paper) to 1 (ink) in steps of 1/16, and the digits 0 to 9 as labels, in the order of the original.</returns>
    public static LabelledData<T> Load<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Stream resource = typeof(Digits).Assembly.GetManifestResourceStream(Resource)
            ?? throw new MissingDataException(Resource, "It belongs into Ntk.Data.dll: build Ntk.Data again.");
        using ByteSource source = ByteSource.Open(resource, Resource, ReadOptions.Default);
        LabelledData<T> rows = Csv.ReadLabelled<T>(source, "digits", label: ^1, new CsvOptions { HasHeader = false, Separator = ',' }, ReadOptions.Default);
        Tensor<T> images = Tensor.Reshape(rows.Features, [rows.RowCount, Side, Side, 1]);
        return Images.Scaled(new LabelledData<T>(rows.Name, images, rows.Labels, rows.ClassCount), LargestPixel);
    }
}
