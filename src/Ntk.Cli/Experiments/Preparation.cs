using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Data;

namespace Ntk.Cli;

/// <summary>A way to prepare inputs.</summary>
internal enum PreparationKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Mean 0 and variance 1 of each channel, or of each feature without channels, by the training rows.</summary>
    Standardise,

    /// <summary>Rows of length 1.</summary>
    Sphere,

    /// <summary>Standardised, then whitened by regularised ZCA.</summary>
    Zca,
}

/// <summary>What is done to inputs before kernels are computed.</summary>
/// <param name="Kind">The way.</param>
/// <param name="ZcaRidge">The ridge of ZCA, relative to the mean variance of a feature; 0 for other ways.</param>
internal readonly record struct Preparation(PreparationKind Kind, double ZcaRidge = 0)
{
    /// <summary>The ridge of ZCA unless another is given.</summary>
    public const double DefaultZcaRidge = 0.1;

    public static Preparation None => new(PreparationKind.None);

    public static Preparation Standardise => new(PreparationKind.Standardise);

    public static Preparation Sphere => new(PreparationKind.Sphere);

    public static Preparation Zca(double ridge) => new(PreparationKind.Zca, ridge);

    /// <summary>Learns from training rows what is to be done, in place, to any rows.</summary>
    public Action<Tensor<T>> Fit<T>(Tensor<T> training)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        switch (Kind)
        {
            case PreparationKind.Standardise:
                Standardiser standardiser = Standardiser.FitChannels<T>(training);
                return rows => standardiser.Apply<T>(rows);
            case PreparationKind.Sphere:
                return rows => UnitSphere.Project<T>(rows);
            case PreparationKind.Zca:
                Standardiser first = Standardiser.FitChannels<T>(training);
                Tensor<T> standardised = TensorRows.Select<T>(training, [.. Enumerable.Range(0, (int)training.Lengths[0])]);
                first.Apply<T>(standardised);
                Zca zca = Ntk.Data.Zca.Fit<T>(standardised, ZcaRidge);
                return rows =>
                {
                    first.Apply<T>(rows);
                    zca.Apply<T>(rows);
                };
            default:
                return _ => { };
        }
    }
}
