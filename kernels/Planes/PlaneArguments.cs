using ILGPU;

namespace Ntk.Kernels.Planes;

/// <summary>What <see cref="PlaneKernel{T, TFormat, TDual, TTangent, TCells}"/> works on.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal readonly struct PlaneArguments<T>
    where T : unmanaged
{
    /// <summary>The scalars of the first images at hand: image after image, table after table, scalar after scalar, one a pixel.</summary>
    public ArrayView<T> First { get; init; }

    /// <summary>Those of the second images.</summary>
    public ArrayView<T> Second { get; init; }

    /// <summary>For each pair which of the first images, then which of the second.</summary>
    public ArrayView<int> Pairs { get; init; }

    /// <summary>The offsets, as in <see cref="PlaneGroups"/>.</summary>
    public ArrayView<int> Offsets { get; init; }

    /// <summary>The steps, as in <see cref="PlaneSteps"/>.</summary>
    public ArrayView<int> Steps { get; init; }

    /// <summary><see cref="PlaneSteps.ConstantCount"/> numbers for each step.</summary>
    public ArrayView<T> Constants { get; init; }

    /// <summary>A value kept whole, for each pair and each of the three distances its planes one after the other; not read if the images are.</summary>
    public ArrayView<T> Source { get; init; }

    /// <summary>Receives planes likewise, or sums of planes, or results.</summary>
    public ArrayView<T> Target { get; init; }

    /// <summary>Memory of all groups, for planes that do not fit into shared memory.</summary>
    public ArrayView<T> Scratch { get; init; }

    /// <summary>Factor of the images' distances.</summary>
    public T InputScale { get; init; }

    /// <summary>Cells of all planes of the source and of the target.</summary>
    public int SourceCells { get; init; }

    /// <inheritdoc cref="SourceCells"/>
    public int TargetCells { get; init; }

    /// <summary>Scalars of an image.</summary>
    public int ImageLength { get; init; }

    /// <summary>Pairs in all, and pairs whose planes are computed by neighbouring groups.</summary>
    public int PairCount { get; init; }

    /// <inheritdoc cref="PairCount"/>
    public int ChunkPairs { get; init; }

    /// <summary>Number of offsets, and of groups for one chunk of pairs.</summary>
    public int OffsetCount { get; init; }

    /// <inheritdoc cref="OffsetCount"/>
    public int ChunkGroups { get; init; }

    /// <summary>The first group of this launch among all.</summary>
    public int FirstGroup { get; init; }

    /// <summary>Cells of the largest plane of all values.</summary>
    public int LargestCells { get; init; }

    /// <summary>Number of steps.</summary>
    public int StepCount { get; init; }

    /// <summary>Channels of a pixel; 0 if the source is a value kept whole.</summary>
    public int Channels { get; init; }

    /// <summary>The pixels of the source.</summary>
    public int SourceHeight { get; init; }

    /// <inheritdoc cref="SourceHeight"/>
    public int SourceWidth { get; init; }

    /// <summary>The offset of the source, in terms of that of the target.</summary>
    public int SourceMultipleY { get; init; }

    /// <inheritdoc cref="SourceMultipleY"/>
    public int SourceMultipleX { get; init; }

    /// <summary>The pixels of the target.</summary>
    public int TargetHeight { get; init; }

    /// <inheritdoc cref="TargetHeight"/>
    public int TargetWidth { get; init; }

    /// <summary>Whether the source and the target have distances from mirror images: 0 or 1.</summary>
    public int SourceHasMirror { get; init; }

    /// <inheritdoc cref="SourceHasMirror"/>
    public int TargetHasMirror { get; init; }

    /// <summary>Whether sums of planes are wanted instead of planes: 0 or 1.</summary>
    public int SumsPlanes { get; init; }
}

/// <summary>What the numbers of an offset mean.</summary>
internal static class PlaneGroups
{
    public const int Length = 6;

    /// <summary>The first of its groups within a chunk.</summary>
    public const int Start = 0;

    /// <summary>The offset.</summary>
    public const int Y = 1;

    public const int X = 2;

    /// <summary>Pairs that a group computes side by side.</summary>
    public const int Pack = 3;

    /// <summary>The first cell of the source's plane among all of the source.</summary>
    public const int SourceStart = 4;

    /// <summary>Likewise of the target.</summary>
    public const int TargetStart = 5;
}

/// <summary>What the numbers of a step mean.</summary>
internal static class PlaneSteps
{
    public const int Length = 18;

    /// <summary>What it is, with <see cref="SourceHasMirror"/> and the like.</summary>
    public const int Flags = 0;

    /// <summary>The pixels before it.</summary>
    public const int SourceHeight = 1;

    public const int SourceWidth = 2;

    /// <summary>The offset before it, in terms of that of the target.</summary>
    public const int SourceMultipleY = 3;

    public const int SourceMultipleX = 4;

    /// <summary>Where its scalars start in an image.</summary>
    public const int Table = 5;

    /// <summary>The pixels after a filter.</summary>
    public const int Height = 6;

    public const int Width = 7;

    /// <summary>The filter.</summary>
    public const int FilterHeight = 8;

    public const int FilterWidth = 9;

    public const int StrideY = 10;

    public const int StrideX = 11;

    /// <summary>How far the first window reaches beyond the edge.</summary>
    public const int Above = 12;

    public const int Before = 13;

    /// <summary>Which scalars of the table are √K(x,x) and Θ(x,x) of what the filter sees.</summary>
    public const int EdgeDeviation = 14;

    public const int EdgeTangent = 15;

    /// <summary>Which scalar Θ(x,x) is to be multiplied by; negative if none.</summary>
    public const int EdgeSlope = 16;

    /// <summary>Pixels of the table.</summary>
    public const int TablePixels = 17;

    /// <summary>An activation; otherwise a filter.</summary>
    public const int IsActivation = 1;

    /// <summary>An activation that leaves correlations as they are.</summary>
    public const int IsRescaling = 2;

    /// <summary>Dropout; otherwise a filter.</summary>
    public const int IsDropout = 4;

    /// <summary>There are distances from mirror images before it.</summary>
    public const int SourceHasMirror = 8;

    /// <summary>There are after it.</summary>
    public const int HasMirror = 16;

    /// <summary>Numbers a step: D' = scale·ΣD, M' = scale·ΣM + offset, T' = input·ΣD + scale·ΣT.</summary>
    public const int ConstantCount = 3;

    public const int Scale = 0;

    public const int MirrorOffset = 1;

    public const int Input = 2;
}
