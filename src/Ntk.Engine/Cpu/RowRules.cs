using System.Numerics;
using Ntk.Engine.Duals;
using Ntk.Engine.Programs;

namespace Ntk.Engine.Cpu;

/// <summary>What each operation does to the kernels of a row with itself, and the scalars it leaves for pairs; all in double.</summary>
internal static class RowRules
{
    public static RowStates Affine<T>(AffineOperation operation, RowStates states, RowFactors<T> factors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowStates result = StateRules.Affine(operation, states);
        Span<double> row = stackalloc double[AffineFactors.Count];
        double weight = Math.Sqrt(operation.Scale);
        double bias = Math.Sqrt(operation.Offset);
        for (int i = 0; i < states.Count; i++)
        {
            double before = states.Variance[i];
            double fromTangent = operation.Scale * states.Tangent[i];

            // A row without variance keeps its (arbitrary) direction.
            double deviation = Math.Sqrt(result.Variance[i]);
            double weightShare = deviation > 0 ? weight * Math.Sqrt(before) / deviation : 1;
            double tangentDeviation = Math.Sqrt(result.Tangent[i]);
            double inverse = tangentDeviation > 0 ? 1 / tangentDeviation : 0;
            row[AffineFactors.HalfWeight] = weightShare / 2;
            row[AffineFactors.TwiceWeight] = 4 * RowFactors<T>.Companion(weightShare / 2);
            row[AffineFactors.HalfBias] = deviation > 0 ? bias / deviation / 2 : 0;
            double kernelShare = (operation.Tangent is null ? deviation : Math.Sqrt(operation.Tangent.Input * before)) * inverse;
            double tangentShare = Math.Sqrt(fromTangent) * inverse;
            row[AffineFactors.KernelShare] = kernelShare * Math.Sqrt(0.5);
            row[AffineFactors.FourKernelShare] = 4 * RowFactors<T>.Companion(row[AffineFactors.KernelShare]);
            row[AffineFactors.TangentShare] = tangentShare * Math.Sqrt(0.5);
            row[AffineFactors.TwiceTangentShare] = 2 * RowFactors<T>.Companion(row[AffineFactors.TangentShare]);
            row[AffineFactors.ConstantShare] = operation.Tangent is null ? 0 : Math.Sqrt(operation.Tangent.Constant / 2) * inverse;
            factors.Set(i, row, AffineFactors.Count);
        }

        return result;
    }

    public static RowStates Dual<T, TDual>(DualOperation operation, TDual dual, RowStates states, RowFactors<T> factors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TDual : struct, IDual
    {
        var result = new RowStates(states.Count);
        var row = new double[dual.FactorCount];
        for (int i = 0; i < states.Count; i++)
        {
            DualDiagonal diagonal = dual.Diagonal(states.Variance[i], row);
            result.Variance[i] = diagonal.Variance;
            result.Tangent[i] = diagonal.Slope * states.Tangent[i];
            factors.Set(i, row, dual.FirstProductFactor);
        }

        return result.RequireFinite(operation.Layer);
    }

    public static RowStates Normalize(NormalizeOperation operation, RowStates states)
    {
        var result = new RowStates(states.Count);
        for (int i = 0; i < states.Count; i++)
        {
            double scale = states.Variance[i] + operation.Epsilon;
            result.Variance[i] = scale > 0 ? states.Variance[i] / scale : 0;
            result.Tangent[i] = scale > 0 ? states.Tangent[i] / scale : 0;
        }

        return result.RequireFinite(operation.Layer);
    }

    /// <summary>Scalars: √(w_j·k_j²/k'²) of each source, then √(w_j·g_j²/g'²) of each.</summary>
    public static RowStates Sum<T>(SumOperation operation, RowStates[] states, RowFactors<T> factors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowStates result = StateRules.Sum(operation, states);
        var row = new double[2 * states.Length];
        for (int i = 0; i < result.Count; i++)
        {
            for (int j = 0; j < states.Length; j++)
            {
                row[j] = Share(operation.Weights[j] * states[j].Variance[i], result.Variance[i]);
                row[states.Length + j] = Share(operation.Weights[j] * states[j].Tangent[i], result.Tangent[i]);
            }

            factors.Set(i, row, row.Length);
        }

        return result;
    }

    /// <summary>Scalars: √(g_j²·Π_{i≠j} k_i²/g'²) of each source.</summary>
    public static RowStates Product<T>(ProductOperation operation, RowStates[] states, RowFactors<T> factors)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        RowStates result = StateRules.Product(operation, states);
        var row = new double[states.Length];
        for (int i = 0; i < result.Count; i++)
        {
            for (int j = 0; j < states.Length; j++)
                row[j] = Share(StateRules.ProductTangent(states, j, i), result.Tangent[i]);
            factors.Set(i, row, row.Length);
        }

        return result;
    }

    private static double Share(double part, double whole) => whole > 0 ? Math.Sqrt(part / whole) : 0;
}
