using System.Numerics;
using Ntk.Engine.Duals;
using Ntk.Engine.Programs;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu;

/// <summary>
/// Runs a program on the rows alone and makes of each operation a step on strips, specialised for its activation, element type and lane.
/// </summary>
internal sealed class StripCompiler<T, TLane>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
    where TLane : struct, ILane<TLane, T>
{
    private readonly KernelProgram program;
    private readonly bool isSymmetric;
    private readonly RegisterAllocation registers;
    private readonly RowStates[] first;
    private readonly RowStates[] second;
    private readonly bool[] isNonNegative;
    private readonly List<StripStep<T>> steps = [];

    private StripCompiler(KernelProgram program, RowStates first, RowStates second)
    {
        this.program = program;
        isSymmetric = ReferenceEquals(first, second);
        registers = new RegisterAllocation(program);
        this.first = new RowStates[program.ValueCount];
        this.second = new RowStates[program.ValueCount];
        isNonNegative = new bool[program.ValueCount];
        this.first[0] = first;
        this.second[0] = second;
    }

    /// <summary>Compiles a program for the given inputs.</summary>
    /// <exception cref="KernelOverflowException">A row's kernel with itself leaves the range of double.</exception>
    public static StripProgram<T> Compile(KernelProgram program, RowStates first, RowStates second)
    {
        var compiler = new StripCompiler<T, TLane>(program, first, second);
        try
        {
            for (int operation = 0; operation < program.Operations.Count;)
                operation += compiler.Add(operation);
            return new(compiler.steps, compiler.registers.Count, compiler.first[^1], compiler.second[^1], compiler.registers[program.ValueCount - 1]);
        }
        catch
        {
            foreach (StripStep<T> step in compiler.steps)
                step.Dispose();
            throw;
        }
    }

    /// <summary>Adds the step of an operation; returns how many operations it covers.</summary>
    private int Add(int index)
    {
        KernelOperation operation = program.Operations[index];
        int value = index + 1;
        int source = operation.Sources[0];
        isNonNegative[value] = operation.Sources.All(s => isNonNegative[s]);
        switch (operation)
        {
            case DualOperation dual:
                return AddDual(dual, index);
            case AffineOperation affine:
                PairTable<T> table = Affine(affine, value);
                steps.Add(new Layer<IdentityDual>(this, default, source, value, table, table).Build(affine, isNonNegative[source]));
                break;
            case NormalizeOperation normalize:
                SetRows(value, side => RowRules.Normalize(normalize, side[source]));
                if (registers[value] != registers[source])
                    steps.Add(new CopyStep<T>(registers[source], registers[value]));
                break;
            case DropoutOperation dropout:
                SetRows(value, side => StateRules.Dropout(dropout, side[source]));
                steps.Add(new DropoutStep<T, TLane>(registers[source], registers[value], dropout.Keep));
                break;
            case SumOperation sum:
                PairTable<T> shares = Rows(value, 2 * sum.Sources.Count, (side, factors) => RowRules.Sum(sum, Select(side, sum.Sources), factors));
                steps.Add(new SumStep<T, TLane>(Registers(sum.Sources), registers[value], shares));
                break;
            case ProductOperation product:
                PairTable<T> parts = Rows(value, product.Sources.Count, (side, factors) => RowRules.Product(product, Select(side, product.Sources), factors));
                steps.Add(new ProductStep<T, TLane>(Registers(product.Sources), registers[value], parts));
                break;
            default:
                throw new Networks.NetworkException($"{operation.Layer}: the CPU backend has no step for it.");
        }

        return 1;
    }

    private int AddDual(DualOperation dual, int index)
    {
        RowStates a = first[dual.Source];
        RowStates b = second[dual.Source];
        double smallest = Math.Sqrt(Math.Min(a.Variance.DefaultIfEmpty(0).Min(), b.Variance.DefaultIfEmpty(0).Min()));
        double largest = Math.Sqrt(Math.Max(a.Variance.DefaultIfEmpty(0).Max(), b.Variance.DefaultIfEmpty(0).Max()));
        var range = new PreActivations(smallest, largest, !isNonNegative[dual.Source]);

        // The Dense layer after an activation, which nearly always follows, runs in the same pass.
        AffineOperation? next = index + 1 < program.Operations.Count ? program.Operations[index + 1] as AffineOperation : null;
        bool isFused = next?.Source == index + 1 && registers.LastUse(index + 1) == index + 1;
        steps.Add(DualCatalog.Accept(dual.Activation, range, new DualBuilder(this, dual, isFused ? next : null, index + 1)));
        return isFused ? 2 : 1;
    }

    private PairTable<T> Affine(AffineOperation affine, int value)
    {
        isNonNegative[value] = isNonNegative[affine.Source];
        return Rows(value, AffineFactors.Count, (side, factors) => RowRules.Affine(affine, side[affine.Source], factors));
    }

    private PairTable<T> Rows(int value, int factorCount, Func<RowStates[], RowFactors<T>, RowStates> rule)
    {
        var firstFactors = new RowFactors<T>(first[0].Count, factorCount);
        first[value] = rule(first, firstFactors);
        if (isSymmetric)
        {
            second[value] = first[value];
            return new(firstFactors, firstFactors);
        }

        var secondFactors = new RowFactors<T>(second[0].Count, factorCount);
        second[value] = rule(second, secondFactors);
        return new(firstFactors, secondFactors);
    }

    private void SetRows(int value, Func<RowStates[], RowStates> rule)
    {
        first[value] = rule(first);
        second[value] = isSymmetric ? first[value] : rule(second);
    }

    private int[] Registers(IReadOnlyList<int> values) => [.. values.Select(v => registers[v])];

    private static RowStates[] Select(RowStates[] side, IReadOnlyList<int> values) => [.. values.Select(v => side[v])];

    /// <summary>Chooses the type of an affine layer, then of the step around it.</summary>
    private abstract class StepBuilder(StripCompiler<T, TLane> compiler)
    {
        protected RegisterAllocation Registers { get; } = compiler.registers;

        public StripStep<T> Build(AffineOperation? affine, bool isNonNegative)
        {
            if (affine is null)
                return WithAffine<NoAffine>();
            if (affine.Tangent is not null)
                return WithAffine<RuledAffine>();
            if (affine.Offset == 0)
                return isNonNegative ? WithAffine<DenseAffine<NonNegative, WithoutBias>>() : WithAffine<DenseAffine<AnySign, WithoutBias>>();
            return isNonNegative ? WithAffine<DenseAffine<NonNegative, WithBias>>() : WithAffine<DenseAffine<AnySign, WithBias>>();
        }

        protected abstract StripStep<T> Make<TAffine, TTangent>()
            where TAffine : struct, IAffine
            where TTangent : struct, ITangent;

        private StripStep<T> WithAffine<TAffine>()
            where TAffine : struct, IAffine =>
            compiler.program.NeedsTangent ? Make<TAffine, WithTangent>() : Make<TAffine, WithoutTangent>();
    }

    private sealed class DualBuilder(StripCompiler<T, TLane> compiler, DualOperation operation, AffineOperation? affine, int value) : IDualVisitor<StripStep<T>>
    {
        public StripStep<T> Visit<TDual>(TDual dual)
            where TDual : struct, IDual
        {
            (PairTable<T> own, PairTable<T> next) = Prepare(dual);
            return new Layer<TDual>(compiler, dual, operation.Source, Target, own, next).Build(affine, compiler.isNonNegative[value]);
        }

        public StripStep<T> VisitPrepared<TDual>(TDual dual)
            where TDual : struct, IPreparedDual
        {
            (PairTable<T> own, PairTable<T> next) = Prepare(dual);
            return new PreparedLayer<TDual>(compiler, dual, operation.Source, Target, own, next).Build(affine, compiler.isNonNegative[value]);
        }

        private int Target => affine is null ? value : value + 1;

        private (PairTable<T> Own, PairTable<T> Next) Prepare<TDual>(TDual dual)
            where TDual : struct, IDual
        {
            PairTable<T> own = compiler.Rows(value, dual.FactorCount, (side, factors) => RowRules.Dual(operation, dual, side[operation.Source], factors));
            compiler.isNonNegative[value] = dual.IsNonNegative;
            PairTable<T> next = affine is null ? own : compiler.Affine(affine, value + 1);
            return (own, next);
        }
    }

    private sealed class Layer<TDual>(StripCompiler<T, TLane> compiler, TDual dual, int source, int target, PairTable<T> own, PairTable<T> next) : StepBuilder(compiler)
        where TDual : struct, IDual
    {
        protected override StripStep<T> Make<TAffine, TTangent>() =>
            new LayerStep<T, TLane, TDual, TAffine, TTangent>(dual, Registers[source], Registers[target], own, next);
    }

    private sealed class PreparedLayer<TDual>(StripCompiler<T, TLane> compiler, TDual dual, int source, int target, PairTable<T> own, PairTable<T> next) : StepBuilder(compiler)
        where TDual : struct, IPreparedDual
    {
        protected override StripStep<T> Make<TAffine, TTangent>() =>
            new PreparedLayerStep<T, TLane, TDual, TAffine, TTangent>(dual, Registers[source], Registers[target], own, next);
    }
}
