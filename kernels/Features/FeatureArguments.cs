using ILGPU;

namespace Ntk.Kernels.Features;

/// <summary>What <see cref="FeatureKernel{T, TFormat, TDual, TTangent}"/> works on.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal readonly struct FeatureArguments<T>
    where T : unmanaged
{
    /// <summary>Products z·z' or the correlations of an earlier value, as signed haversines.</summary>
    public ArrayView<T> Source { get; init; }

    /// <summary>The tangent gaps of an earlier value.</summary>
    public ArrayView<T> SourceGap { get; init; }

    /// <summary>Receives the NNGP or correlations.</summary>
    public ArrayView<T> Target { get; init; }

    /// <summary>Receives the NTK or tangent gaps.</summary>
    public ArrayView<T> TargetGap { get; init; }

    /// <summary>The steps, <see cref="FeatureSteps.Length"/> numbers each.</summary>
    public ArrayView<int> Steps { get; init; }

    /// <summary>A number for each step.</summary>
    public ArrayView<T> Constants { get; init; }

    /// <summary>The scalars of all first and of all second inputs, scalar after scalar.</summary>
    public ArrayView<T> FirstFactors { get; init; }

    /// <inheritdoc cref="FirstFactors"/>
    public ArrayView<T> SecondFactors { get; init; }

    /// <summary>z of the inputs, row after row, and |z|².</summary>
    public ArrayView<T> FirstRows { get; init; }

    /// <inheritdoc cref="FirstRows"/>
    public ArrayView<T> SecondRows { get; init; }

    /// <inheritdoc cref="FirstRows"/>
    public ArrayView<T> FirstSquares { get; init; }

    /// <inheritdoc cref="FirstRows"/>
    public ArrayView<T> SecondSquares { get; init; }

    /// <summary>The common centre.</summary>
    public ArrayView<T> Centre { get; init; }

    /// <summary>1 for each row of zeros; no elements if there are none.</summary>
    public ArrayView<int> FirstIsZero { get; init; }

    /// <inheritdoc cref="FirstIsZero"/>
    public ArrayView<int> SecondIsZero { get; init; }

    /// <summary>√K(x,x) and √Θ(x,x) of the result.</summary>
    public ArrayView<T> FirstScale { get; init; }

    /// <inheritdoc cref="FirstScale"/>
    public ArrayView<T> SecondScale { get; init; }

    /// <inheritdoc cref="FirstScale"/>
    public ArrayView<T> FirstTangentScale { get; init; }

    /// <inheritdoc cref="FirstScale"/>
    public ArrayView<T> SecondTangentScale { get; init; }

    /// <summary>All first and all second inputs.</summary>
    public int FirstCount { get; init; }

    /// <inheritdoc cref="FirstCount"/>
    public int SecondCount { get; init; }

    /// <summary>The tile's first row and column among all inputs, its rows and its columns.</summary>
    public int FirstRow { get; init; }

    /// <inheritdoc cref="FirstRow"/>
    public int FirstColumn { get; init; }

    /// <inheritdoc cref="FirstRow"/>
    public int Rows { get; init; }

    /// <inheritdoc cref="FirstRow"/>
    public int Columns { get; init; }

    /// <summary>Features, and elements from one row of inputs to the next.</summary>
    public int FeatureCount { get; init; }

    /// <inheritdoc cref="FeatureCount"/>
    public int FeatureStride { get; init; }

    /// <summary>Number of steps.</summary>
    public int StepCount { get; init; }

    /// <summary>Whether the source are products, whether some input is zero, whether the target are kernel entries, and whether the NNGP is among them: 0 or 1.</summary>
    public int ReadsProducts { get; init; }

    /// <inheritdoc cref="ReadsProducts"/>
    public int HasZeroRows { get; init; }

    /// <inheritdoc cref="ReadsProducts"/>
    public int WritesEntries { get; init; }

    /// <inheritdoc cref="ReadsProducts"/>
    public int WritesNngp { get; init; }
}

/// <summary>What the numbers of a step mean.</summary>
internal static class FeatureSteps
{
    /// <summary>Numbers a step.</summary>
    public const int Length = 5;

    /// <summary>Which of the following it does.</summary>
    public const int Flags = 0;

    /// <summary>The first scalar of its dual, of first inputs; then the same of second ones.</summary>
    public const int DualFactor = 1;

    /// <summary>The first scalar of its affine layer, of first inputs; then the same of second ones.</summary>
    public const int AffineFactor = 3;

    /// <summary>An activation.</summary>
    public const int HasDual = 1;

    /// <summary>Dropout; the step's constant is the probability of keeping a unit.</summary>
    public const int IsDropout = 2;

    /// <summary>A Dense layer, last.</summary>
    public const int HasAffine = 4;

    /// <summary>The Dense layer has a bias.</summary>
    public const int HasBias = 8;

    /// <summary>The Dense layer has a tangent rule of its own.</summary>
    public const int HasRule = 16;
}
