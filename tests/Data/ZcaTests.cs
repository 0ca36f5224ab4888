using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Data;
using Ntk.Native;

namespace Ntk.Tests.Data;

[TestFixture(typeof(float))]
[TestFixture(typeof(double))]
public class ZcaTests<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Rows = 300;

    private static readonly double Tolerance = typeof(T) == typeof(float) ? 2e-5 : 1e-12;

    [Test]
    public void Without_a_ridge_the_training_rows_become_white()
    {
        Tensor<T> data = Mixed(Rows, 7, seed: 1);
        Zca.Fit<T>(data, ridge: 0).Apply<T>(data);
        (double[] means, double[,] covariance) = Moments(data);
        for (int i = 0; i < 7; i++)
        {
            Assert.That(means[i], Is.Zero.Within(Tolerance));
            for (int j = 0; j < 7; j++)
                Assert.That(covariance[i, j], Is.EqualTo(i == j ? 1 : 0).Within(Tolerance), $"{i}, {j}");
        }
    }

    [Test]
    public void The_matrix_is_the_symmetric_inverse_root_of_the_covariance_with_the_ridge([Values(0, 1e-3, 0.5, 20)] double ridge)
    {
        Tensor<T> data = Mixed(Rows, 5, seed: 2);
        Zca zca = Zca.Fit<T>(data, ridge);
        (double[] means, double[,] covariance) = Moments(data);
        double shift = ridge * Enumerable.Range(0, 5).Average(i => covariance[i, i]);
        double[,] w = new double[5, 5], shifted = new double[5, 5];
        for (int i = 0; i < 5; i++)
        {
            for (int j = 0; j < 5; j++)
            {
                w[i, j] = zca.Matrix[i, j];
                shifted[i, j] = covariance[i, j] + (i == j ? shift : 0);
                Assert.That(zca.Matrix[i, j], Is.EqualTo(zca.Matrix[j, i]), "symmetric in every bit");
            }
        }

        // W·(Σ + rI)·W = I, and W commutes with Σ + rI: only the symmetric positive root does both.
        double[,] product = Times(Times(w, shifted), w), left = Times(w, shifted), right = Times(shifted, w);
        for (int i = 0; i < 5; i++)
        {
            for (int j = 0; j < 5; j++)
            {
                Assert.That(product[i, j], Is.EqualTo(i == j ? 1 : 0).Within(1e-11));
                Assert.That(left[i, j], Is.EqualTo(right[i, j]).Within(1e-11));
            }

            Assert.That(w[i, i], Is.Positive);
        }

        Assert.That(zca.Means.ToArray(), Is.EqualTo(means).Within(1e-12));
        Assert.That(zca.Ridge, Is.EqualTo(ridge));
    }

    [Test]
    public void Two_uncorrelated_features_have_a_closed_form()
    {
        // Variances 2 and 8, a mean of 5: the ridge 0.2·(2 + 8)/2 = 1 makes 3 and 9 of them.
        Tensor<T> data = Of([2, 0, -2, 0, 0, 4, 0, -4], [4, 2]);
        Zca zca = Zca.Fit<T>(data, ridge: 0.2);
        Tensor<T> other = Of([3, 9], [1, 2]);
        zca.Apply<T>(other);
        Assert.Multiple(() =>
        {
            Assert.That(zca.Matrix.ToArray(), Is.EqualTo((double[])[1 / Math.Sqrt(3), 0, 0, 1.0 / 3]).Within(1e-14));
            Assert.That(NpyRoundTripTests.Flatten<T>(other).Select(double.CreateTruncating), Is.EqualTo((double[])[Math.Sqrt(3), 3]).Within(Tolerance));
        });
    }

    [Test]
    public void NumPy_and_scikit_learn_agree()
    {
        using TemporaryFolder folder = new();
        Tensor<T> data = Mixed(Rows, 6, seed: 3), other = Mixed(40, 6, seed: 4);
        Npy.Write<T>(folder.File("x.npy"), data);
        Npy.Write<T>(folder.File("other.npy"), other);
        string output = NumPyProgram.Run(folder, """
            import numpy as np
            x, other = np.load("x.npy").astype(float), np.load("other.npy").astype(float)
            mean = x.mean(0)
            d, u = np.linalg.eigh((x - mean).T @ (x - mean) / len(x))
            np.save("ridge.npy", (other - mean) @ (u @ np.diag((d + 0.1 * d.mean()) ** -0.5) @ u.T))
            try:
                from sklearn.decomposition import PCA
                pca = PCA(whiten=True, svd_solver="full").fit(x)
                np.save("none.npy", pca.transform(other) @ pca.components_ * np.sqrt(len(x) / (len(x) - 1)))
            except ImportError:
                np.save("none.npy", (other - mean) @ (u @ np.diag(d ** -0.5) @ u.T))
            """);
        Assert.That(output, Is.Empty);
        foreach ((string file, double ridge) in ((string, double)[])[("ridge.npy", 0.1), ("none.npy", 0)])
        {
            Tensor<T> whitened = Tensor.Create<T>(NpyRoundTripTests.Flatten<T>(other), [40, 6]);
            Zca.Fit<T>(data, ridge).Apply<T>(whitened);
            Assert.That(NpyRoundTripTests.Flatten<T>(whitened).Select(double.CreateTruncating), Is.EqualTo(NpyRoundTripTests.Flatten<double>(Npy.Read<double>(folder.File(file)))).Within(10 * Tolerance), file);
        }
    }

    [Test]
    public void Images_are_rows_of_all_their_pixels()
    {
        Tensor<T> flat = Mixed(60, 12, seed: 5), images = Tensor.Create<T>(NpyRoundTripTests.Flatten<T>(flat), [60, 2, 3, 2]);
        Zca.Fit<T>(flat, 0.1).Apply<T>(flat);
        Zca.Fit<T>(images, 0.1).Apply<T>(images);
        Assert.That(NpyRoundTripTests.Flatten<T>(images), Is.EqualTo(NpyRoundTripTests.Flatten<T>(flat)));
    }

    [Test]
    public void Constant_features_need_a_ridge()
    {
        Tensor<T> data = Mixed(50, 4, seed: 6);
        for (nint row = 0; row < 50; row++)
            data[row, 2] = T.CreateChecked(0.1);
        Assert.That(
            () => Zca.Fit<T>(data, 0), Throws.TypeOf<SingularCovarianceException>().With.Property("Rank").EqualTo(3).And.Property("Features").EqualTo(4).And.Message.Contain("larger ridge"));
        Zca.Fit<T>(data, 1e-3).Apply<T>(data);
        Assert.That(NpyRoundTripTests.Flatten<T>(data), Has.All.Matches<T>(T.IsFinite));
        Assert.That(Enumerable.Range(0, 50).Select(row => double.CreateTruncating(data[row, 2])), Has.All.Zero.Within(1e-5));
    }

    [Test]
    public void Fewer_rows_than_features_need_a_ridge()
    {
        Tensor<T> data = Mixed(5, 9, seed: 7);
        Assert.That(() => Zca.Fit<T>(data, 0), Throws.TypeOf<SingularCovarianceException>().With.Property("Rank").LessThan(9));
        Assert.That(() => Zca.Fit<T>(data, 0.1), Throws.Nothing);
    }

    [Test]
    public void What_cannot_be_whitened_is_refused()
    {
        Tensor<T> data = Mixed(20, 3, seed: 8), wide = Mixed(20, 4, seed: 8), bad = Mixed(20, 3, seed: 8);
        bad[4, 1] = T.NaN;
        Zca zca = Zca.Fit<T>(data, 0.1);
        Assert.Multiple(() =>
        {
            Assert.That(() => Zca.Fit<T>(bad, 0.1), Throws.TypeOf<NonFiniteValueException>().With.Property("Row").EqualTo(4).And.Property("Column").EqualTo(1));
            Assert.That(() => Zca.Fit<T>(data, -0.1), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => Zca.Fit<T>(data, double.NaN), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => Zca.Fit<T>(data, double.PositiveInfinity), Throws.TypeOf<ArgumentOutOfRangeException>());
            Assert.That(() => Zca.Fit<T>(Tensor.CreateFromShape<T>([0, 3]), 0.1), Throws.TypeOf<InsufficientRowsException>());
            Assert.That(() => zca.Apply<T>(wide), Throws.TypeOf<DimensionMismatchException>());
        });
    }

    /// <summary>Correlated features with means of their own.</summary>
    private static Tensor<T> Mixed(int rows, int features, int seed)
    {
        var random = new Random(seed);
        double[] mixing = [.. Enumerable.Range(0, features * features).Select(_ => random.NextDouble() - 0.5)];
        Tensor<T> data = Tensor.CreateFromShape<T>([rows, features]);
        for (nint row = 0; row < rows; row++)
        {
            double[] independent = [.. Enumerable.Range(0, features).Select(_ => random.NextDouble() - 0.5)];
            for (int feature = 0; feature < features; feature++)
                data[row, feature] = T.CreateTruncating(feature + independent[feature] + Enumerable.Range(0, features).Sum(other => mixing[feature * features + other] * independent[other]));
        }

        return data;
    }

    private static (double[] Means, double[,] Covariance) Moments(Tensor<T> data)
    {
        int rows = (int)data.Lengths[0], d = (int)data.Lengths[1];
        double[] means = [.. Enumerable.Range(0, d).Select(feature => Enumerable.Range(0, rows).Average(row => double.CreateTruncating(data[row, feature])))];
        double[,] covariance = new double[d, d];
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j < d; j++)
                covariance[i, j] = Enumerable.Range(0, rows).Average(row => (double.CreateTruncating(data[row, i]) - means[i]) * (double.CreateTruncating(data[row, j]) - means[j]));
        }

        return (means, covariance);
    }

    private static double[,] Times(double[,] a, double[,] b)
    {
        int n = a.GetLength(0);
        double[,] product = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                product[i, j] = Enumerable.Range(0, n).Sum(k => a[i, k] * b[k, j]);
        }

        return product;
    }

    private static Tensor<T> Of(double[] values, nint[] lengths) => Tensor.Create<T>([.. values.Select(T.CreateChecked)], lengths);
}
