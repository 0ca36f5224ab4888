namespace Ntk.Engine.Reference;

/// <summary>One step of the recursion: makes a value, the kernels of all pixels of two rows, from earlier ones.</summary>
/// <param name="sources">The values it reads; 0 is the input.</param>
internal abstract class ReferenceStep(params int[] sources)
{
    /// <summary>The values it reads.</summary>
    public int[] Sources => sources;

    /// <summary>The value of two rows.</summary>
    /// <param name="inputs">The values it reads, of the two rows.</param>
    /// <param name="rows">The two rows.</param>
    public abstract PixelPairs Apply(PixelPairs[] inputs, RowPair rows);
}

/// <summary>Two rows, or a row with itself, on their way through a program.</summary>
/// <param name="First">The first row.</param>
/// <param name="Second">The second row.</param>
/// <param name="Value">The value to be made.</param>
internal readonly record struct RowPair(RowTrace First, RowTrace Second, int Value)
{
    /// <summary>Whether the two are one row, whose variances of the value to be made are not known yet.</summary>
    public bool IsSelf => ReferenceEquals(First, Second);
}

/// <summary>
/// Dense and Conv: K' = σ²A(K) + b², A the mean over the filter, so that D' = σ²A(D) and M' = σ²A(M) + 4b². Where only one of two pixels exists, the other signal is zero, and both
/// distances are the variance of the one. Θ' = K' + σ²A(Θ), or by the standard parameterisation's rule.
/// </summary>
internal sealed class WeightStep(int source, PixelWindows filter, DoubleDouble weights, DoubleDouble biases, StandardRule? rule) : ReferenceStep(source)
{
    public override PixelPairs Apply(PixelPairs[] inputs, RowPair rows)
    {
        PixelPairs input = inputs[0];
        PixelVariances first = rows.First[Sources[0]], second = rows.Second[Sources[0]];
        return input.Map(filter.Count, (p, q) => Weigh(PatchMean(input, first, second, filter[p], filter[q])));
    }

    private static PairKernel PatchMean(PixelPairs input, PixelVariances first, PixelVariances second, int[] p, int[] q)
    {
        PairKernel sum = default;
        for (int a = 0; a < p.Length; a++)
        {
            bool hasFirst = p[a] != PixelWindows.Outside, hasSecond = q[a] != PixelWindows.Outside;
            if (hasFirst && hasSecond)
                sum += input[p[a], q[a]];
            else if (hasFirst || hasSecond)
                sum += Alone(hasFirst ? first.Variance(p[a]) : second.Variance(q[a]));
        }

        return p.Length == 1 ? sum : sum * (DoubleDouble.One / p.Length);
    }

    private static PairKernel Alone(DoubleDouble variance) => new(DoubleDouble.Zero, variance, variance, DoubleDouble.Zero);

    private PairKernel Weigh(PairKernel mean)
    {
        DoubleDouble covariance = mean.Covariance, kernel = weights * covariance + biases;
        DoubleDouble added = rule is { } standard ? standard.Input * covariance + standard.Constant : kernel;
        return new(kernel, weights * mean.Distance, weights * mean.Mirror + biases * 4, added + weights * mean.Tangent);
    }
}

/// <summary>The standard parameterisation: Θ' = input·A(K) + σ²A(Θ) + constant.</summary>
/// <param name="Input">n·|F|/widthScale, n the width of the layer's input.</param>
/// <param name="Constant">1 with biases, else 0.</param>
internal sealed record StandardRule(DoubleDouble Input, double Constant);

/// <summary>Pools: K'[P, P'] = w(P)·w(P')·Σ K[p, p'] over both windows' pixels, and so Θ'.</summary>
internal sealed class PoolStep(int source, PixelWindows windows, DoubleDouble[] weights) : ReferenceStep(source)
{
    public override PixelPairs Apply(PixelPairs[] inputs, RowPair rows)
    {
        PixelPairs input = inputs[0];
        (DoubleDouble Kernel, DoubleDouble Tangent) Sum(int p, int q) => PatchSum(input, windows[p], windows[q], weights[p] * weights[q]);
        DoubleDouble[] self = rows.IsSelf ? [.. Enumerable.Range(0, windows.Count).Select(p => Sum(p, p).Kernel)] : [];
        return input.Map(windows.Count, (p, q) =>
        {
            (DoubleDouble kernel, DoubleDouble tangent) = Sum(p, q);
            return rows.IsSelf
                ? PairKernel.Of(self[p], self[q], kernel, tangent)
                : PairKernel.Of(rows.First[rows.Value].Variance(p), rows.Second[rows.Value].Variance(q), kernel, tangent);
        });
    }

    private static (DoubleDouble Kernel, DoubleDouble Tangent) PatchSum(PixelPairs input, int[] p, int[] q, DoubleDouble weight)
    {
        PairKernel sum = default;
        foreach (int a in p)
        {
            foreach (int b in q)
            {
                if (a != PixelWindows.Outside && b != PixelWindows.Outside)
                    sum += input[a, b];
            }
        }

        return (sum.Covariance * weight, sum.Tangent * weight);
    }
}

/// <summary>Flatten: the mean of K[p, p].</summary>
internal sealed class FlattenStep(int source) : ReferenceStep(source)
{
    public override PixelPairs Apply(PixelPairs[] inputs, RowPair rows)
    {
        PixelPairs input = inputs[0];
        PairKernel sum = default;
        for (int p = 0; p < input.Pixels; p++)
            sum += input[p, p];
        return input.Map(1, (_, _) => sum * (DoubleDouble.One / input.Pixels));
    }
}

/// <summary>
/// Layer normalisation with s = √(ε + v), v the variance averaged over the normalised axes: K' = K/(s₁s₂), so that
/// D' = D/(s₁s₂) + (1/s₁ − 1/s₂)(q₁/s₁ − q₂/s₂), and M' likewise.
/// </summary>
internal sealed class NormalizeStep(int source, int[][] averaged, double epsilon) : ReferenceStep(source)
{
    public override PixelPairs Apply(PixelPairs[] inputs, RowPair rows)
    {
        PixelPairs input = inputs[0];
        PixelVariances first = rows.First[Sources[0]], second = rows.Second[Sources[0]];
        DoubleDouble[] scales = Scales(first), otherScales = Scales(second);
        return input.Map((p, q) =>
        {
            PairKernel pair = input[p, q];
            DoubleDouble s = scales[p], t = otherScales[q], product = s * t;

            // Of zeros with ε = 0, as of any signal that is not there, the kernel stays zero.
            if (product.High == 0)
                return default;
            DoubleDouble added = (t - s) / product * (first.Variance(p) / s - second.Variance(q) / t);
            return new(pair.Covariance / product, pair.Distance / product + added, pair.Mirror / product + added, pair.Tangent / product);
        });
    }

    private DoubleDouble[] Scales(PixelVariances variances) => Array.ConvertAll(averaged, pixels =>
    {
        DoubleDouble sum = DoubleDouble.Zero;
        foreach (int pixel in pixels)
            sum += variances.Variance(pixel);
        return DoubleDouble.Sqrt(sum / pixels.Length + epsilon);
    });
}

/// <summary>Dropout: each row's variances grow by 1/keep, covariances stay.</summary>
internal sealed class DropoutStep(int source, double keep) : ReferenceStep(source)
{
    public override PixelPairs Apply(PixelPairs[] inputs, RowPair rows)
    {
        PixelPairs input = inputs[0];
        PixelVariances first = rows.First[Sources[0]], second = rows.Second[Sources[0]];
        DoubleDouble growth = (DoubleDouble.One - keep) / keep;
        return input.Map((p, q) =>
        {
            PairKernel pair = input[p, q];
            if (rows.IsSelf && p == q)
                return new(pair.Covariance / keep, DoubleDouble.Zero, pair.Mirror / keep, pair.Tangent / keep);
            DoubleDouble added = (first.Variance(p) + second.Variance(q)) * growth;
            return new(pair.Covariance, pair.Distance + added, pair.Mirror + added, pair.Tangent);
        });
    }
}

/// <summary>An activation: K' = κ, Θ' = κ̇·Θ.</summary>
internal sealed class DualStep(int source, ReferenceDual dual) : ReferenceStep(source)
{
    public override PixelPairs Apply(PixelPairs[] inputs, RowPair rows)
    {
        PixelPairs input = inputs[0];
        PixelVariances first = rows.First[Sources[0]], second = rows.Second[Sources[0]];
        DoubleDouble[] self = rows.IsSelf ? [.. Enumerable.Range(0, input.Pixels).Select(p => dual.Evaluate(Pair(p, p)).Kernel)] : [];
        return input.Map((p, q) => rows.IsSelf
            ? dual.Apply(Pair(p, q), input[p, q].Tangent, self[p], self[q])
            : dual.Apply(Pair(p, q), input[p, q].Tangent, rows.First[rows.Value].Variance(p), rows.Second[rows.Value].Variance(q)));

        GaussianPair Pair(int p, int q) =>
            new((first.Variance(p), first.Deviation(p)), (second.Variance(q), second.Deviation(q)), input[p, q]);
    }
}

/// <summary>FanInSum and FanInConcat: weighted sums of K and Θ, hence of the distances.</summary>
internal sealed class SumStep(int[] sources, DoubleDouble[] weights) : ReferenceStep(sources)
{
    public override PixelPairs Apply(PixelPairs[] inputs, RowPair rows) => inputs[0].Map((p, q) =>
    {
        PairKernel sum = default;
        for (int k = 0; k < inputs.Length; k++)
            sum += inputs[k][p, q] * weights[k];
        return sum;
    });
}

/// <summary>FanInProd: K' = ΠK_i, Θ' = Σ_i Θ_i·Π_{j≠i} K_j.</summary>
internal sealed class ProductStep(params int[] sources) : ReferenceStep(sources)
{
    public override PixelPairs Apply(PixelPairs[] inputs, RowPair rows) => inputs[0].Map((p, q) =>
    {
        PairKernel product = inputs[0][p, q];
        DoubleDouble first = rows.First[Sources[0]].Variance(p), second = rows.Second[Sources[0]].Variance(q);
        for (int k = 1; k < inputs.Length; k++)
        {
            DoubleDouble otherFirst = rows.First[Sources[k]].Variance(p), otherSecond = rows.Second[Sources[k]].Variance(q);
            product = Multiply(product, first, second, inputs[k][p, q], otherFirst, otherSecond);
            (first, second) = (first * otherFirst, second * otherSecond);
        }

        return product;
    });

    /// <summary>The distances of products, from those of the factors that are small: two factors of one sign are near to each other, or both are near to their mirror images.</summary>
    private static PairKernel Multiply(PairKernel a, DoubleDouble a1, DoubleDouble a2, PairKernel b, DoubleDouble b1, DoubleDouble b2)
    {
        DoubleDouble k = a.Covariance, l = b.Covariance;
        bool isNegativeA = k.High < 0, isNegativeB = l.High < 0;
        return new(
            k * l,
            Distance(isNegativeA && isNegativeB ? a.Mirror : a.Distance, isNegativeA && isNegativeB ? b.Mirror : b.Distance),
            Distance(isNegativeA && !isNegativeB ? a.Mirror : a.Distance, isNegativeA && !isNegativeB ? b.Distance : b.Mirror),
            a.Tangent * l + b.Tangent * k);

        // a₁b₁ + a₂b₂ − 2·K_a·K_b with K = (q₁ + q₂ − D)/2.
        DoubleDouble Distance(DoubleDouble ofA, DoubleDouble ofB) =>
            ((a1 - a2) * (b1 - b2) + (a1 + a2) * ofB + (b1 + b2) * ofA - ofA * ofB) * 0.5;
    }
}
