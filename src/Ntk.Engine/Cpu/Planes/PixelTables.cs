using System.Numerics;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>The scalars of the pixels of one set of images, for each value of the program that needs some.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class PixelTables<T>(int images, int valueCount, int lanes) : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly PixelFactors<T>?[] tables = new PixelFactors<T>?[valueCount];

    public int Count => tables.Length;

    /// <summary>Number of blocks of images.</summary>
    public int Blocks => (images + lanes - 1) / lanes;

    /// <summary>Scalars of one image in all tables.</summary>
    public int ImageLength => tables.Sum(table => table?.ImageLength ?? 0);

    /// <summary>Most scalars a pixel has in a table.</summary>
    public int LargestFactorCount => tables.Max(table => table?.FactorCount ?? 0);

    public PixelFactors<T>? this[int value] => tables[value];

    public PixelFactors<T> Add(int value, int pixels, int factorCount) => tables[value] = new(images, pixels, factorCount, lanes);

    public void Dispose()
    {
        foreach (PixelFactors<T>? table in tables)
            table?.Dispose();
    }
}
