using System.Runtime.InteropServices;

namespace Ntk.Data;

/// <summary>How many rows go to training, validation and test.</summary>
/// <param name="Train">Rows for training, 0 or more.</param>
/// <param name="Validation">Rows for validation, 0 or more.</param>
/// <param name="Test">Rows for test, 0 or more.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SplitSizes(int Train, int Validation, int Test)
{
    /// <summary>All rows together.</summary>
    public long Total => (long)Train + Validation + Test;

    /// <summary>Sizes as shares of a number of rows.</summary>
    /// <param name="rowCount">The number of rows, 0 or more.</param>
    /// <param name="train">The share for training, 0 to 1.</param>
    /// <param name="validation">The share for validation, 0 to 1.</param>
    /// <param name="test">The share for test, 0 to 1.</param>
    /// <returns>Sizes within one row of the shares; all rows if the shares sum to 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A share is not 0 to 1, or they sum to more than 1.</exception>
    public static SplitSizes FromFractions(int rowCount, double train, double validation, double test)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rowCount);
        RequireShare(train, nameof(train));
        RequireShare(validation, nameof(validation));
        RequireShare(test, nameof(test));
        const double roundingOfSum = 1e-12;
        if (train + validation + test > 1 + roundingOfSum)
            throw new ArgumentOutOfRangeException(nameof(test), test, $"The shares {train}, {validation} and {test} sum to more than 1.");

        // Rounding the borders, and not the sizes, leaves no row over.
        int firstBorder = Border(train);
        int secondBorder = Border(train + validation);
        return new SplitSizes(firstBorder, secondBorder - firstBorder, Border(train + validation + test) - secondBorder);

        int Border(double share) => (int)Math.Min(rowCount, Math.Floor((share * rowCount) + 0.5));
    }

    private static void RequireShare(double share, string name)
    {
        if (share is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(name, share, "A share is 0 to 1.");
    }
}
