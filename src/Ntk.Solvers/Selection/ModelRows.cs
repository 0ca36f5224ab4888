using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Native;

namespace Ntk.Solvers.Selection;

/// <summary>The rows that models are compared on.</summary>
/// <typeparam name="T">float or double.</typeparam>
internal sealed class ModelRows<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public ModelRows(in ReadOnlyTensorSpan<T> x, in ReadOnlyTensorSpan<T> y)
    {
        Inputs = DenseRows<T>.Copy(x, "The training inputs");
        if (Inputs.Count == 0)
            throw new DimensionMismatchException("There are no training rows; at least one is needed.");
        Targets = DenseRows<T>.CopyTargets(y, "The training targets", Inputs.Count);
        TargetClasses = Accuracy.Classes(Targets);
    }

    public ModelRows(in ReadOnlyTensorSpan<T> x, in ReadOnlyTensorSpan<T> y, in ReadOnlyTensorSpan<T> xValidation, in ReadOnlyTensorSpan<T> yValidation)
        : this(x, y)
    {
        ValidationInputs = DenseRows<T>.Copy(xValidation, "The validation inputs");
        ValidationTargets = DenseRows<T>.CopyTargets(yValidation, "The validation targets", ValidationInputs.Count);
        if (ValidationInputs.Count == 0 || ValidationTargets.Width != Targets.Width || ValidationInputs.Width != Inputs.Width)
        {
            throw new DimensionMismatchException(
                $"{ValidationInputs.Count} validation rows of {ValidationInputs.Width} features and {ValidationTargets.Width} outputs do not fit training rows of {Inputs.Width} and {Targets.Width}; at least one row is needed.");
        }

        ValidationClasses = Accuracy.Classes(ValidationTargets);
    }

    public DenseRows<T> Inputs { get; }

    public DenseRows<T> Targets { get; }

    /// <summary>Where the largest target of each training row is.</summary>
    public int[] TargetClasses { get; }

    public DenseRows<T>? ValidationInputs { get; }

    public DenseRows<T>? ValidationTargets { get; }

    /// <summary>Where the largest target of each validation row is.</summary>
    public int[] ValidationClasses { get; } = [];
}
