using System.Numerics;
using System.Numerics.Tensors;

namespace Ntk.Solvers.Dynamics;

/// <summary>
/// The embedded Runge–Kutta pair of orders 5 and 4 of Dormand and Prince (1980, A family of embedded Runge–Kutta formulae), with the step size control of DOPRI5
/// (Hairer, Nørsett, Wanner 1993, Solving Ordinary Differential Equations I, II.4 and IV.2). Steps end at the times asked for.
/// </summary>
internal sealed class DormandPrince<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Factors of the step size: safety, limits of a change, and exponents of the error of this step and of the last.
    private const double Safety = 0.9, Shrink = 0.2, Grow = 10, Memory = 0.04, Exponent = 0.2 - 0.75 * Memory;
    private const double LeastError = 1e-4;

    private static readonly double[][] Stages =
    [
        [],
        [1.0 / 5],
        [3.0 / 40, 9.0 / 40],
        [44.0 / 45, -56.0 / 15, 32.0 / 9],
        [19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729],
        [9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656],
        [35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84],
    ];

    /// <summary>The weights of order 5 minus those of order 4.</summary>
    private static readonly double[] ErrorWeights = [71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40];

    private readonly IDifferentialEquation<T> equation;
    private readonly T[][] slopes;
    private readonly double relative, absolute;
    private readonly int maximumSteps;
    private T[] state, next;
    private double step, lastError = LeastError;
    private bool wasRejected;

    /// <summary>Stands at time 0.</summary>
    /// <param name="equation">The equation.</param>
    /// <param name="state">The state at time 0; becomes the integrator's own.</param>
    /// <param name="tolerance">How exactly.</param>
    public DormandPrince(IDifferentialEquation<T> equation, T[] state, IntegrationTolerance tolerance)
    {
        this.equation = equation;
        this.state = state;
        (relative, absolute) = IntegrationTolerance.Resolve<T>(tolerance);
        maximumSteps = tolerance.MaximumSteps;
        next = new T[state.Length];
        slopes = [.. Stages.Select(_ => new T[state.Length])];
    }

    /// <summary>The time reached.</summary>
    public double Time { get; private set; }

    /// <summary>The state then.</summary>
    public ReadOnlySpan<T> State => state;

    /// <summary>Steps tried.</summary>
    public int Steps { get; private set; }

    /// <summary>Steps whose error was too large.</summary>
    public int RejectedSteps { get; private set; }

    /// <summary>Evaluations of the slope.</summary>
    public int Evaluations { get; private set; }

    /// <summary>Goes on to a time.</summary>
    /// <param name="time">Not before <see cref="Time"/>; finite.</param>
    /// <param name="progress">Told the time reached, after each step.</param>
    /// <param name="cancellation">Checked at each step.</param>
    /// <exception cref="IntegrationException">The steps are used up, or too small.</exception>
    public void AdvanceTo(double time, Action<double>? progress, CancellationToken cancellation)
    {
        if (time > Time && Evaluations == 0)
            Start();
        while (Time < time)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Steps == maximumSteps)
                throw new IntegrationException(IntegrationFailure.StepLimit, Time, step, Steps);
            // A last step that is a little longer, rather than a tiny one after it.
            bool isLast = Time + 1.01 * step >= time;
            double size = isLast ? time - Time : step;
            if (!(step > 0) || Time + step == Time)
                throw new IntegrationException(IntegrationFailure.StepUnderflow, Time, step, Steps);
            TryStep(size, isLast ? time : Time + size);
            progress?.Invoke(Time);
        }
    }

    private void TryStep(double size, double end)
    {
        Steps++;
        for (int stage = 1; stage < slopes.Length; stage++)
        {
            Combine(size, Stages[stage]);
            Evaluate(next, slopes[stage]);
        }

        double error = Error(size);
        bool isAccepted = error <= 1;
        double factor = double.IsFinite(error)
            ? Math.Clamp(Safety * Math.Pow(error, -Exponent) * Math.Pow(lastError, Memory), Shrink, wasRejected || !isAccepted ? 1 : Grow)
            : Shrink;
        if (!isAccepted)
        {
            RejectedSteps++;
            step = size * Math.Min(factor, Safety);
            wasRejected = true;
            return;
        }

        lastError = Math.Max(error, LeastError);
        // A step cut short to meet its time says little of how long the next can be.
        step = size < step ? Math.Max(step, size * factor) : size * factor;
        wasRejected = false;
        Time = end;
        (state, next) = (next, state);
        // The last stage is the first of the next step.
        (slopes[0], slopes[^1]) = (slopes[^1], slopes[0]);
    }

    /// <summary>A first step from the sizes of the first two derivatives.</summary>
    private void Start()
    {
        Evaluate(state, slopes[0]);
        double value = Norm(state), slope = Norm(slopes[0]);
        if (!double.IsFinite(slope))
            throw new IntegrationException(IntegrationFailure.StepUnderflow, Time, 0, Steps);
        double first = value < 1e-5 || slope < 1e-5 ? 1e-6 : 0.01 * value / slope;
        Combine(first, [1]);
        Evaluate(next, slopes[1]);
        TensorPrimitives.Subtract<T>(slopes[1], slopes[0], slopes[1]);
        double curvature = Norm(slopes[1]) / first, largest = Math.Max(slope, curvature);
        double second = largest <= 1e-15 ? Math.Max(1e-6, first * 1e-3) : Math.Pow(0.01 / largest, 0.2);
        step = Math.Min(100 * first, double.IsFinite(second) && second > 0 ? second : first);
    }

    private void Evaluate(T[] at, T[] slope)
    {
        Evaluations++;
        equation.Slope(at, slope);
    }

    /// <summary>next ← state + size·Σ weightⱼ·slopeⱼ.</summary>
    private void Combine(double size, ReadOnlySpan<double> weights)
    {
        state.CopyTo(next.AsSpan());
        for (int stage = 0; stage < weights.Length; stage++)
        {
            if (weights[stage] != 0)
                TensorPrimitives.MultiplyAdd(slopes[stage], T.CreateTruncating(size * weights[stage]), next, next);
        }
    }

    /// <summary>The root mean square of the estimated errors, each relative to what is allowed for it.</summary>
    private double Error(double size)
    {
        double sum = 0;
        for (int i = 0; i < state.Length; i++)
        {
            double error = 0;
            for (int stage = 0; stage < slopes.Length; stage++)
                error += ErrorWeights[stage] * double.CreateTruncating(slopes[stage][i]);
            double share = size * error / Allowed(T.Max(T.Abs(state[i]), T.Abs(next[i])));
            sum += share * share;
        }

        return Math.Sqrt(sum / state.Length);
    }

    private double Norm(T[] values)
    {
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double share = double.CreateTruncating(values[i]) / Allowed(T.Abs(state[i]));
            sum += share * share;
        }

        return Math.Sqrt(sum / values.Length);
    }

    private double Allowed(T magnitude) => absolute + relative * double.CreateTruncating(magnitude);
}
