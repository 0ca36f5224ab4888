using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Ntk.Engine.Duals;
using Ntk.Engine.Networks;
using Ntk.Engine.Numerics;
using Ntk.Engine.Programs;
using Ntk.Native.Lanes;

namespace Ntk.Engine.Cpu.Planes;

/// <summary>
/// Runs a program on the pixels alone, operation after operation on all images, and leaves what pairs of images need: the scalars of each pixel, the scale of each
/// value, and the code of each activation.
/// </summary>
internal sealed class PlaneCompiler<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Distances may differ from the typical variance by this power of two before their scale is set anew.
    private const int ScaleSlack = 30;

    // An entry's error is that of the larger image's variance: at this ratio ten of double's digits are left.
    private const double LargestRatio = 1e6;

    private const string FirstName = "The first input";
    private const string SecondName = "The second input";

    private readonly KernelProgram program;
    private readonly PlaneModel model;
    private readonly ImageSet<T>[] sets;
    private readonly double[] typical;
    private readonly int[] lastUses;
    private readonly int threads;

    private PlaneCompiler(KernelProgram program, ImageSet<T>[] sets, int threads)
    {
        this.program = program;
        this.sets = sets;
        this.threads = threads;
        model = new PlaneModel(program);
        typical = new double[program.ValueCount];
        lastUses = program.LastUses();
    }

    /// <summary>Compiles a program for one set of images, or two.</summary>
    /// <returns>What is known of the values, and the sets, one or two.</returns>
    /// <exception cref="KernelOverflowException">A pixel's kernel with itself leaves the range of double.</exception>
    public static (PlaneModel Model, ImageSet<T>[] Sets) Compile(
        KernelProgram program, ReadOnlyTensorSpan<T> first, ReadOnlyTensorSpan<T> second, bool isSymmetric, int lanes, int threads)
    {
        bool needsOwn = program.Operations.Any(operation => operation is PoolOperation or ReadoutOperation { Kind: not ReadoutKind.Flatten });
        int ownLanes = LaneDispatch.WidestCount<double>();
        ImageSet<T> Empty(ReadOnlyTensorSpan<T> inputs) => new(checked((int)inputs.Lengths[0]), program.ValueCount, lanes, needsOwn, ownLanes, threads);
        ImageSet<T>[] sets = isSymmetric ? [Empty(first)] : [Empty(first), Empty(second)];
        try
        {
            var compiler = new PlaneCompiler<T>(program, sets, threads);
            compiler.Load(first, second);
            for (int value = 1; value < program.ValueCount; value++)
                compiler.Add(value);
            return (compiler.model, sets);
        }
        catch
        {
            foreach (ImageSet<T> set in sets)
                set.Dispose();
            throw;
        }
    }

    private ImageShape Shape(int value) => program.Shapes[value];

    private void Load(ReadOnlyTensorSpan<T> first, ReadOnlyTensorSpan<T> second)
    {
        double[] magnitudes = ImageSet<T>.Magnitudes(first, FirstName);
        double[] others = sets.Length > 1 ? ImageSet<T>.Magnitudes(second, SecondName) : [];
        double largest = Math.Max(magnitudes.DefaultIfEmpty(0).Max(), others.DefaultIfEmpty(0).Max());
        RequireScales(magnitudes, largest, FirstName);
        RequireScales(others, largest, SecondName);

        // A power of two, so that the images keep their digits; bounded, so that its square is in the range of double.
        int exponent = largest > 0 ? Math.Clamp(Math.ILogB(largest), -500, 500) : 0;
        model.InputPower = Math.ScaleB(1, -exponent);
        sets[0].Load(first, program.Input, model.InputPower);
        if (sets.Length > 1)
            sets[1].Load(second, program.Input, model.InputPower);
        model.Parts[0] = new(HasMirror: true, program.NeedsTangent);
        model.Scales[0] = typical[0] = Math.ScaleB(1, 2 * exponent);
    }

    private static void RequireScales(double[] magnitudes, double largest, string name)
    {
        int small = Array.FindIndex(magnitudes, magnitude => magnitude > 0 && largest / magnitude > LargestRatio);
        if (small >= 0)
            throw new ImageScaleException(name, small, largest / magnitudes[small]);
    }

    private void Add(int value)
    {
        KernelOperation operation = program.Operations[value - 1];
        int source = operation.Sources[0];
        model.Parts[value] = new(operation.Sources.Any(s => model.Parts[s].HasMirror), program.NeedsTangent);
        switch (operation)
        {
            case DualOperation dual:
                AddDual(dual, value);
                break;
            case NormalizeOperation normalize:
                AddNormalize(normalize, value);
                break;
            case AffineOperation affine:
                SetScale(value, affine.Scale * model.Scales[source], affine.Scale * typical[source] + affine.Offset);
                ForSets(set => set.States[value] = StateRules.Affine(affine, set.States[source]!, Shape(value).Pixels));
                break;
            case ConvolutionOperation convolution:
                SetScale(value, convolution.Scale * model.Scales[source] / convolution.Filter.Pixels, convolution.Scale * typical[source] + convolution.Offset);
                ForSets(set => AddConvolution(convolution, value, set));
                break;
            case DropoutOperation dropout:
                SetScale(value, model.Scales[source], typical[source] / dropout.Keep);
                ForSets(set => PointwiseTables.Dropout(model, dropout, value, set));
                break;
            case SumOperation sum:
                double total = sum.Sources.Select((s, j) => sum.Weights[j] * typical[s]).Sum();
                SetScale(value, PowerOfTwo(total), total);
                ForSets(set => PointwiseTables.Sum(model, sum, value, set));
                break;
            case ProductOperation product:
                SetScale(value, product.Sources.Aggregate(1.0, (scale, s) => scale * model.Scales[s]), product.Sources.Aggregate(1.0, (scale, s) => scale * typical[s]), isFixed: true);
                ForSets(set => PointwiseTables.Product(model, product, value, set));
                break;
            case PoolOperation pool:
                SetScale(value, model.Scales[source], typical[source] * (pool.IsMean ? 1 : pool.Window.Pixels * pool.Window.Pixels), isFixed: true);
                ForSets(set => PooledVariances.Add(model, pool, value, set, threads));
                break;
            case ReadoutOperation readout:
                SetScale(value, model.Scales[source], typical[source], isFixed: true);
                ForSets(set => ReadoutVariances.Add(model, readout, value, set, threads));
                break;
            default:
                throw new NetworkException($"{operation.Layer}: the CPU backend has no step for it.");
        }

        foreach (int dead in operation.Sources.Where(s => lastUses[s] == value - 1))
            ForSets(set => set.States[dead] = null);
    }

    private void ForSets(Action<ImageSet<T>> action)
    {
        foreach (ImageSet<T> set in sets)
            action(set);
    }

    /// <summary>Sets the scale of a value; where it would drift away from the variances, to a power of two nearer to them.</summary>
    private void SetScale(int value, double scale, double variance, bool isFixed = false)
    {
        typical[value] = double.IsFinite(variance) && variance > 0 ? variance : 1;
        if (!(scale > 0) || !double.IsFinite(scale))
            scale = PowerOfTwo(typical[value]);
        int drift = Math.ILogB(typical[value] / scale);
        model.Scales[value] = isFixed || Math.Abs(drift) <= ScaleSlack ? scale : Math.ScaleB(scale, drift);
    }

    private static double PowerOfTwo(double value) => double.IsFinite(value) && value > 0 ? Math.ScaleB(1, Math.ILogB(value)) : 1;

    private void AddDual(DualOperation operation, int value)
    {
        RowStates[] states = [.. sets.Select(set => set.States[operation.Source]!)];
        double smallest = states.Min(s => s.Variance.DefaultIfEmpty(0).Min());
        double largest = states.Max(s => s.Variance.DefaultIfEmpty(0).Max());
        bool mayBeNegative = model.Parts[operation.Source].HasMirror;
        var range = new PreActivations(Math.Sqrt(smallest), Math.Sqrt(largest), mayBeNegative);
        var traits = new PlaneLayerTraits(value, mayBeNegative, smallest == 0, program.NeedsTangent);
        model.Layers[value] = DualCatalog.Accept(operation.Activation, range, new DualBuilder(this, operation, value, traits));
    }

    private void AddNormalize(NormalizeOperation operation, int value)
    {
        SetScale(value, 1, 1);
        bool mayBeNegative = model.Parts[operation.Source].HasMirror;
        var scales = new double[sets.Length][];
        for (int k = 0; k < sets.Length; k++)
            (sets[k].States[value], scales[k]) = PixelRules.Normalize(operation, sets[k].States[operation.Source]!, Shape(value));
        bool mayBeZero = sets.Any(set => set.States[operation.Source]!.Variance.Contains(0));
        var dual = new RescalingDual(!mayBeNegative);
        for (int k = 0; k < sets.Length; k++)
        {
            RowStates before = sets[k].States[operation.Source]!;
            RowStates after = sets[k].States[value]!;
            double[] own = scales[k];
            FillLayer(sets[k], value, operation.Source, dual, (index, _) => new(after.Variance[index], own[index] * own[index]));
        }

        model.Layers[value] = new DualLayer<RescalingDual>(dual, new(value, mayBeNegative, mayBeZero, program.NeedsTangent));
    }

    /// <summary>The scalars of a layer's pixels, from the variance and the slope after it.</summary>
    private void FillLayer<TDual>(ImageSet<T> set, int value, int source, TDual dual, PixelDiagonal diagonal)
        where TDual : struct, IDual
    {
        var layout = new DualFactorLayout(dual.IsHomogeneous, program.NeedsTangent);
        RowStates before = set.States[source]!;
        int pixels = Shape(value).Pixels;
        double scale = model.Scales[source];
        double outputScale = model.Scales[value];
        bool isHomogeneous = dual.IsHomogeneous;
        bool needsTangent = program.NeedsTangent;
        set.FillTable(value, pixels, layout.Count + dual.FactorCount, [MethodImpl(MethodImplOptions.AggressiveOptimization)] (index, row) =>
        {
            (double variance, double slope) = diagonal(index, row[layout.Count..]);
            double deviation = Math.Sqrt(before.Variance[index] / scale);
            row[DualFactorLayout.Deviation] = deviation;
            row[DualFactorLayout.HalfInverse] = deviation > 0 ? 0.5 / deviation : 0;
            if (needsTangent)
                row[layout.Tangent] = before.Tangent[index] / scale;
            if (isHomogeneous)
                return;
            row[DualFactorLayout.OutputDeviation] = Math.Sqrt(variance / outputScale);
            if (!needsTangent)
                return;
            row[DualFactorLayout.Slope] = Math.Sqrt(slope * scale / outputScale);
            row[DualFactorLayout.SlopeTangent] = row[DualFactorLayout.Slope] * row[layout.Tangent];
        });
    }

    private void AddConvolution(ConvolutionOperation operation, int value, ImageSet<T> set)
    {
        RowStates before = set.States[operation.Source]!;
        set.States[value] = PixelRules.Convolution(operation, before, Shape(operation.Source), threads);
        if (operation.Filter.Padding == Padding.Same && (model.NeedsNeighbours(value) || set.OwnTables is not null) && model.Layers[operation.Source] is null)
            PointwiseTables.Edge(set, value, Shape(operation.Source).Pixels, before, model.Scales[operation.Source]);
    }

    /// <summary>What a layer does to a pixel's kernel with itself.</summary>
    /// <param name="index">The pixel, counted over all images.</param>
    /// <param name="factors">Receives the scalars of the layer's dual.</param>
    private delegate DualDiagonal PixelDiagonal(int index, Span<double> factors);

    private sealed class DualBuilder(PlaneCompiler<T> compiler, DualOperation operation, int value, PlaneLayerTraits traits) : IDualVisitor<PlaneLayer>
    {
        public PlaneLayer Visit<TDual>(TDual dual)
            where TDual : struct, IDual
        {
            Fill(dual);
            return new DualLayer<TDual>(dual, traits);
        }

        public PlaneLayer VisitPrepared<TDual>(TDual dual)
            where TDual : struct, IPreparedDual
        {
            Fill(dual);
            return new PreparedDualLayer<TDual>(dual, traits);
        }

        private void Fill<TDual>(TDual dual)
            where TDual : struct, IDual
        {
            PlaneModel model = compiler.model;
            model.Parts[value] = new(HasMirror: !dual.IsNonNegative, compiler.program.NeedsTangent);
            double variance = dual.Diagonal(compiler.typical[operation.Source], new double[dual.FactorCount]).Variance;
            double scale = dual.IsHomogeneous ? model.Scales[operation.Source] * dual.Diagonal(1, []).Variance : PowerOfTwo(variance);
            compiler.SetScale(value, scale, variance, isFixed: true);
            foreach (ImageSet<T> set in compiler.sets)
            {
                RowStates before = set.States[operation.Source]!;
                var after = RowStates.Uninitialized(before.Count);
                compiler.FillLayer(set, value, operation.Source, dual, [MethodImpl(MethodImplOptions.AggressiveOptimization)] (index, own) =>
                {
                    DualDiagonal diagonal = dual.Diagonal(before.Variance[index], own);
                    after.Variance[index] = diagonal.Variance;
                    after.Tangent[index] = diagonal.Slope * before.Tangent[index];
                    return diagonal;
                });
                set.States[value] = after.RequireFinite(operation.Layer, compiler.Shape(value).Pixels);
            }
        }
    }
}
