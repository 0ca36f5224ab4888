using System.Numerics;
using Ntk.Engine.Cpu;
using Ntk.Engine.Cpu.Planes;

namespace Ntk.Kernels.Planes;

/// <summary>Where the scalars of an image lie on a device: table after table, scalar after scalar, one a pixel, so that neighbouring threads read neighbouring pixels.</summary>
internal sealed class ImageLayout
{
    private readonly List<(int Value, int Start, int Pixels, int Factors)> tables = [];
    private readonly List<(int Value, int Start)> readouts = [];

    /// <summary>Scalars of an image.</summary>
    public int Length { get; private set; }

    /// <summary>The layout of a program's tables.</summary>
    public static ImageLayout Of<T>(ImageSet<T> set)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var layout = new ImageLayout();
        for (int value = 0; value < set.Tables.Count; value++)
        {
            if (set.Tables[value] is { } table)
            {
                layout.tables.Add((value, layout.Length, table.ImageLength / table.FactorCount, table.FactorCount));
                layout.Length = checked(layout.Length + table.ImageLength);
            }

            if (set.Excess[value] is null)
                continue;
            layout.readouts.Add((value, layout.Length));
            layout.Length += 2;
        }

        return layout;
    }

    /// <summary>Where the table of a value starts; of a readout, where its two scalars do.</summary>
    public int Start(int value)
    {
        foreach ((int owner, int start) in readouts)
        {
            if (owner == value)
                return start;
        }

        return tables.Find(table => table.Value == value).Start;
    }

    /// <summary>Copies the scalars of one image to where a device's are taken from.</summary>
    public unsafe void Copy<T>(ImageSet<T> set, int image, T* scratch, T* target)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach ((int value, int start, int pixels, int factors) in tables)
        {
            set.Tables[value]!.CopyImage(image, scratch);
            for (int factor = 0; factor < factors; factor++)
            {
                T* column = target + start + (long)factor * pixels;
                for (int pixel = 0; pixel < pixels; pixel++)
                    column[pixel] = scratch[(long)pixel * factors + factor];
            }
        }

        foreach ((int value, int start) in readouts)
        {
            RowStates excess = set.Excess[value]!;
            target[start] = T.CreateTruncating(excess.Variance[image]);
            target[start + 1] = T.CreateTruncating(excess.Tangent[image]);
        }
    }

    /// <summary>Elements that <see cref="Copy"/> needs to work in.</summary>
    public int ScratchLength => tables.Max(table => table.Pixels * table.Factors);
}
