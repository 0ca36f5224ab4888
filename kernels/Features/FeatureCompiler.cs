using System.Numerics;
using Ntk.Engine.Cpu;
using Ntk.Engine.Programs;
using Ntk.Kernels.Devices;

namespace Ntk.Kernels.Features;

/// <summary>
/// Runs a program on the rows alone, by the processor's rules, and joins its operations to launches: as many layers a launch as follow each other with one activation. What
/// is read more than once, or joined with other values, is kept in a register of device memory.
/// </summary>
internal sealed class FeatureCompiler<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly KernelProgram program;
    private readonly RowStates[] first;
    private readonly RowStates[] second;
    private readonly FactorTable<T> firstFactors;
    private readonly FactorTable<T> secondFactors;
    private readonly List<FeatureSegment> segments = [];
    private readonly List<int> steps = [];
    private readonly List<double> constants = [];
    private readonly Dictionary<int, int> registers = [];
    private readonly HashSet<int> kept;
    private DeviceDual? dual;
    private int? source;
    private int current;

    private FeatureCompiler(KernelProgram program, RowStates first, RowStates second, FactorTable<T> firstFactors, FactorTable<T> secondFactors)
    {
        this.program = program;
        this.first = new RowStates[program.ValueCount];
        this.second = new RowStates[program.ValueCount];
        this.first[0] = first;
        this.second[0] = second;
        this.firstFactors = firstFactors;
        this.secondFactors = secondFactors;
        kept = [.. program.Operations.OfType<UnaryOperation>().GroupBy(operation => operation.Source).Where(uses => uses.Key > 0 && uses.Count() > 1).Select(uses => uses.Key)];
        kept.UnionWith(program.Operations.Where(operation => operation is not UnaryOperation).SelectMany(operation => operation.Sources));
    }

    private bool IsSymmetric => ReferenceEquals(first[0], second[0]);

    /// <summary>Compiles a program for the given inputs.</summary>
    /// <exception cref="KernelOverflowException">A row's kernel with itself leaves the range of double.</exception>
    /// <exception cref="DeviceUnsupportedException">An operation has no kernel for devices.</exception>
    public static FeatureProgram<T> Compile(KernelProgram program, RowStates first, RowStates second)
    {
        var firstFactors = new FactorTable<T>(first.Count);
        FactorTable<T> secondFactors = ReferenceEquals(first, second) ? firstFactors : new(second.Count);
        try
        {
            var compiler = new FeatureCompiler<T>(program, first, second, firstFactors, secondFactors);
            compiler.CloseIfKept();
            for (int value = 1; value < program.ValueCount; value++)
                compiler.Add(program.Operations[value - 1], value);
            compiler.Read(program.ValueCount - 1);
            compiler.Close(target: null);
            return new(compiler.segments, compiler.registers.Count, firstFactors, secondFactors, compiler.first[^1], compiler.second[^1]);
        }
        catch
        {
            firstFactors.Dispose();
            secondFactors.Dispose();
            throw;
        }
    }

    private void Add(KernelOperation operation, int value)
    {
        if (operation is UnaryOperation unary)
            Read(unary.Source);
        switch (operation)
        {
            case DualOperation activation:
                AddDual(activation, value);
                break;
            case AffineOperation affine:
                AddAffine(affine, value);
                break;
            case NormalizeOperation normalize:
                SetRows(value, side => RowRules.Normalize(normalize, side[normalize.Source]));
                break;
            case DropoutOperation dropout:
                SetRows(value, side => StateRules.Dropout(dropout, side[dropout.Source]));
                AddStep(FeatureSteps.IsDropout, dropout.Keep);
                break;
            case SumOperation sum:
                AddFanIn(sum, value, isProduct: false);
                SetRows(value, 2 * sum.Sources.Count, (side, factors) => RowRules.Sum(sum, [.. sum.Sources.Select(s => side[s])], factors));
                return;
            case ProductOperation product:
                AddFanIn(product, value, isProduct: true);
                SetRows(value, product.Sources.Count, (side, factors) => RowRules.Product(product, [.. product.Sources.Select(s => side[s])], factors));
                return;
            default:
                throw new DeviceUnsupportedException(operation.Layer, "there is no kernel for graphics processors for it.");
        }

        current = value;
        CloseIfKept();
    }

    /// <summary>Goes on from a value: the one the open launch ends with, or one that is kept, or the inputs.</summary>
    private void Read(int value)
    {
        if (value == current)
            return;
        current = value;
        source = value == 0 ? null : Register(value);
    }

    private void AddFanIn(KernelOperation operation, int value, bool isProduct)
    {
        segments.Add(new FanInSegment([.. operation.Sources.Select(Register)], Register(value), firstFactors.FirstCount, secondFactors.SecondCount, isProduct));
        current = -1;
    }

    private void CloseIfKept()
    {
        if (kept.Contains(current))
            Close(Register(current));
    }

    /// <summary>The register of a value.</summary>
    private int Register(int value)
    {
        registers.TryAdd(value, registers.Count);
        return registers[value];
    }

    private void AddDual(DualOperation operation, int value)
    {
        double[] a = first[operation.Source].Variance, b = second[operation.Source].Variance;
        var own = DeviceDual.Of(operation, Math.Min(a.DefaultIfEmpty(0).Min(), b.DefaultIfEmpty(0).Min()), Math.Max(a.DefaultIfEmpty(0).Max(), b.DefaultIfEmpty(0).Max()));
        if (dual is not null && !dual.IsSame(own))
            Close(Register(operation.Source));
        dual = own;
        AddStep(FeatureSteps.HasDual);
        SetFactor(FeatureSteps.DualFactor);
        SetRows(value, own.FactorCount, (side, factors) => own.Rows(operation, side[operation.Source], factors), own.Preparation);
    }

    private void AddAffine(AffineOperation operation, int value)
    {
        // A Dense layer after an activation shares its step.
        if (steps.Count == 0 || (steps[^FeatureSteps.Length] & FeatureSteps.HasAffine) != 0)
            AddStep(0);
        steps[^FeatureSteps.Length] |= FeatureSteps.HasAffine | (operation.Tangent is not null ? FeatureSteps.HasRule : operation.Offset > 0 ? FeatureSteps.HasBias : 0);
        SetFactor(FeatureSteps.AffineFactor);
        SetRows(value, AffineFactors.Count, (side, factors) => RowRules.Affine(operation, side[operation.Source], factors));
    }

    private void AddStep(int flags, double constant = 0)
    {
        steps.AddRange([flags, 0, 0, 0, 0]);
        constants.Add(constant);
    }

    /// <summary>Notes where the scalars of the last step will be.</summary>
    private void SetFactor(int which)
    {
        steps[^(FeatureSteps.Length - which)] = firstFactors.FirstCount;
        steps[^(FeatureSteps.Length - which - 1)] = secondFactors.SecondCount;
    }

    /// <summary>Ends a launch; the next goes on from where it ended.</summary>
    /// <param name="target">The register of the value it ends with; null for the entries.</param>
    private void Close(int? target)
    {
        segments.Add(new LayerSegment(source, target, dual ?? DeviceDual.Identity, [.. steps], [.. constants]));
        steps.Clear();
        constants.Clear();
        dual = null;
        source = target;
    }

    private void SetRows(int value, int factorCount, Func<RowStates[], RowFactors<T>, RowStates> rule, RowPreparation? preparation = null)
    {
        first[value] = rule(first, firstFactors.Add(factorCount, preparation));
        second[value] = IsSymmetric ? first[value] : rule(second, secondFactors.Add(factorCount, preparation));
    }

    private void SetRows(int value, Func<RowStates[], RowStates> rule)
    {
        first[value] = rule(first);
        second[value] = IsSymmetric ? first[value] : rule(second);
    }
}
