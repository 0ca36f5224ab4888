using System.Numerics;
using System.Numerics.Tensors;
using Ntk.Engine.Gram;
using Ntk.Engine.Networks;
using Ntk.Engine.Numerics;
using Ntk.Native;
using Ntk.Solvers.Factorisation;

namespace Ntk.Solvers.Inference;

/// <summary>
/// A fitted model: the posterior of an infinitely wide network given training data. Its members may be called from several threads
/// at once. Dispose it to free the factor, once none of them is running.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed partial class GaussianProcess<T> : IDisposable
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TrainingSet<T> training;
    private readonly DenseRows<T> targets;
    private readonly DenseRows<T> weights;
    private readonly Lock gate = new();
    private IKernelFactor<T>? factor;
    private TrainingPrior<T>? trainingPrior;
    private bool isDisposed;

    internal GaussianProcess(TrainingSet<T> training, DenseRows<T> targets, DenseRows<T> weights, Ridge ridge, FitReport fit, IKernelFactor<T>? factor)
    {
        this.training = training;
        this.targets = targets;
        this.weights = weights;
        this.factor = factor;
        Ridge = ridge;
        Fitting = fit;
    }

    /// <summary>The network.</summary>
    public Network Network => training.Network;

    /// <summary>What was inferred.</summary>
    public KernelKind Kind => training.Kind;

    /// <summary>The ridge that was asked for; <see cref="SolveReport.Ridge"/> is the λ it came to.</summary>
    public Ridge Ridge { get; }

    /// <summary>How the model was fitted: the solver, and what it found.</summary>
    public FitReport Fitting { get; }

    /// <summary>How the solve for the targets went: λ, the jitter that was used, the residual.</summary>
    public SolveReport Report => Fitting.Solve;

    /// <summary>Training rows n; of a Nyström model, those it kept.</summary>
    public int TrainingRows => training.Inputs.Count;

    /// <summary>The dimensions of one input: its features, or height, width and channels.</summary>
    public ReadOnlySpan<nint> InputLengths => training.Inputs.RowLengths;

    /// <summary>Numbers in one input.</summary>
    public int FeatureCount => training.Inputs.Width;

    /// <summary>Outputs.</summary>
    public int Outputs => targets.Width;

    /// <summary>
    /// The log marginal likelihood of each output's targets, <c>−½ yᵀM⁻¹y − ½ log det M − (n/2) log 2π</c>, M being the training kernel
    /// and its ridge. For <see cref="KernelKind.Ntk"/> it is that of the Gaussian process with covariance Θ.
    /// </summary>
    /// <param name="cancellation">Stops the work where a stored model's factor has to be computed again.</param>
    /// <returns>One an output.</returns>
    /// <exception cref="ApproximateModelException">The model is a Nyström approximation.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed of.</exception>
    public double[] LogMarginalLikelihood(CancellationToken cancellation = default) =>
        LogLikelihood.Of<T>(targets.Matrix, weights.Matrix, RequireFactor(cancellation).LogDeterminant());

    /// <summary>
    /// What the model would predict for each training row without having seen it, in closed form. For <see cref="KernelKind.Ntk"/> it is
    /// that of the Gaussian process with covariance Θ, whose mean is the same.
    /// </summary>
    /// <param name="cancellation">Stops the work between two blocks.</param>
    /// <exception cref="ApproximateModelException">The model is a Nyström approximation.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed of.</exception>
    public LeaveOneOut<T> LeaveOneOut(CancellationToken cancellation = default) =>
        LeaveOneOut<T>.Of(targets, weights, RequireFactor(cancellation).InverseDiagonal(cancellation));

    /// <summary>The model as plain data.</summary>
    /// <param name="includeFactor">
    /// Whether to copy the n × n factor, too, if the model has one of that form: of <see cref="SolverKind.Cholesky"/>. Without it a stored model predicts means as before, and computes the factor again for the rest.
    /// </param>
    /// <exception cref="AllocationException">The factor has more entries than a tensor can hold (n above 46,340): store the model without it.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed of.</exception>
    public FittedModel<T> ToModel(bool includeFactor = true)
    {
        bool hasMatrix = Fitting.Solver is SolverKind.Cholesky or SolverKind.Mixed;
        CholeskyFactor<T>? stored = includeFactor && hasMatrix ? RequireFactor(CancellationToken.None) as CholeskyFactor<T> : null;
        var model = new FittedModel<T>
        {
            Network = Network,
            Kind = Kind,
            Ridge = Ridge,
            Solver = Fitting.Solver,
            Report = Report,
            Inputs = training.Inputs.ToTensor(),
            Targets = targets.ToTensor(),
            Weights = weights.ToTensor(),
            Factor = stored?.Matrix.ToTensor(),
            Diagonal = stored is null ? null : Tensor.Create(stored.Diagonal.ToArray()),
        };
        GC.KeepAlive(this);
        return model;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            isDisposed = true;
            factor?.Dispose();
            trainingPrior?.Dispose();
        }
    }

    /// <summary>The factor, computed again if the model was stored without it; then the ridge holds the jitter once used.</summary>
    private IKernelFactor<T> RequireFactor(CancellationToken cancellation)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            return factor ??= training.Factor(Ridge.Absolute(Report.Ridge + Report.JitterUsed), cancellation);
        }
    }
}
