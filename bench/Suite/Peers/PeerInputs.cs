using System.Numerics.Tensors;
using Ntk.Bench.Limits;
using Ntk.Data;

namespace Ntk.Bench.Suite.Peers;

/// <summary>Images both libraries compute kernels of; float32 numbers, so that both precisions start from the same values.</summary>
/// <param name="cifar">A folder of CIFAR-10; null for drawn images in colour.</param>
internal sealed class PeerInputs(string? cifar)
{
    private const int Seed = 1;

    private Tensor<float>? clothes;
    private Tensor<float>? colours;

    /// <summary>What they are, for the table's caption.</summary>
    public string Description =>
        $"28 × 28: {(HasClothes ? "Fashion-MNIST" : "drawn images")}; 32 × 32 × 3: {(cifar is null ? "drawn images" : "CIFAR-10")}";

    private static bool HasClothes => FashionMnist.IsIn(FashionMnist.DefaultFolder);

    /// <summary>The first images of a shape.</summary>
    /// <param name="skip">How many to leave out at the start.</param>
    /// <param name="count">How many.</param>
    /// <param name="shape">Height, width and channels, or one number of features.</param>
    public Tensor<float> Take(int skip, int count, IReadOnlyList<nint> shape)
    {
        int[] rows = [.. Enumerable.Range(skip, count)];
        int features = (int)shape.Aggregate((a, b) => a * b);
        Tensor<float> source = features switch
        {
            28 * 28 when HasClothes => clothes ??= FashionMnist.Load<float>().Test.Features,
            32 * 32 * 3 when cifar is not null => colours ??= Cifar10.Load<float>(cifar).Test.Features,
            _ => ImageRate.Images<float>(skip + count, shape.Count == 1 ? [1, features, 1] : [.. shape], new Random(Seed)),
        };
        return Tensor.Create([.. TensorRows.Select<float>(source, rows)], [count, .. shape]);
    }
}
